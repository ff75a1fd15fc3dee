import { bytesOf } from "../core/bytes";
import { globber } from "../core/glob";
import type { Sift } from "../core/lock-discovery";
import { binary } from "./bytes";
import { lockOf } from "./conventions";

/** Milliseconds that what is no lock by its name may live: longer ones are sessions and caches. */
const LOCK_TTL = 3_600_000;
const LENGTHS: ReadonlySet<number> = new Set([24, 32, 36]);

/** What lock libraries keep beside their locks: never a lock of its own. */
const BESIDE = /^(?:lock-signal:|redisson_)|:rwlock_timeout:\d+$/;
const NAMED = /lock|mutex|lease|leader/i;

export const isBeside = (name: string): boolean => BESIDE.test(name);

/** Chooses what is worth a look in a scan. @param patterns of the profile: what matches one is a lock */
export function siftFor(patterns: readonly string[]): Sift {
  const globs = patterns.map((pattern) => globber(bytesOf(pattern)));
  return {
    name(bytes) {
      const name = binary(bytes);
      // A read-write lock of which only a reader's timeout was scanned is found by its own name.
      if (BESIDE.test(name)) return "no";
      if (globs.some((matches) => matches(bytes))) return "lock";
      const { by } = lockOf(name);
      if (by.some(({ id }) => SURE.has(id))) return "lock";
      return "look";
    },
    shape({ name, type, length, ttl }) {
      const text = binary(name);
      const named = NAMED.test(text) || lockOf(text).by.length > 0;
      switch (type) {
        case "string":
          if (length < 8 || length > 256) return false;
          return named || (ttl !== null && ttl <= LOCK_TTL && (LENGTHS.has(length) || length > 36));
        case "hash":
          return length >= 1 && length <= 100 && (named || (ttl !== null && ttl <= LOCK_TTL));
        case "sortedSet":
        case "set":
          return lockOf(text).by.length > 0;
        default:
          return false;
      }
    },
  };
}

/** Conventions whose names nobody else has. */
const SURE: ReadonlySet<string> = new Set(["redbeat", "sidekiq-unique-jobs", "rueidislock"]);
