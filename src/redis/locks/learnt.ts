import type { Problem } from "../../core/lag-source";
import { type Entry, type EntryType, VALUE_LIMIT } from "../../core/lock-source";
import { bytesIn, numberIn, type Reply } from "../replies";

/** What is known of a key at one master from the last time, so that one question is enough. */
export type Known =
  | { readonly is: EntryType; readonly large?: boolean }
  /** a string whose value was short, so that many can be asked for at once */
  | { readonly is: "shortString" }
  | { readonly is: "other"; readonly type: string };

/** `known`: remember this, and where there is no entry, ask again with it; neither of them: ask again from the start. */
export interface Learnt {
  readonly entry?: Entry;
  readonly known?: Known;
}

// One object each: thousands of keys are remembered.
export const SHORT: Known = { is: "shortString" };
export const LONG: Known = { is: "string", large: true };

export const NONE: Learnt = { entry: { type: "none" } };
export const AGAIN: Learnt = {};

/** What many short strings hold, of which MGET tells the value and PTTL the rest. */
export function learnShort(value: Reply | undefined, pttl: Reply | undefined): Learnt {
  const ttl = ttlIn(pttl);
  if (ttl === undefined) return NONE;
  // Either it came between the two commands, or it is not a string any more.
  if (value === null || value === undefined) return AGAIN;
  const bytes = bytesIn(value);
  const entry: Entry = {
    type: "string",
    value: bytes.length > VALUE_LIMIT ? bytes.subarray(0, VALUE_LIMIT) : bytes,
    length: bytes.length,
    ttl,
  };
  return { entry, known: bytes.length > VALUE_LIMIT ? LONG : SHORT };
}

/** Milliseconds, null without an end; undefined where there is no such key. */
export function ttlIn(reply: Reply | undefined): number | null | undefined {
  // Thousands of them are read at a time; what is not a short whole number is looked at closely.
  const ttl = typeof reply === "string" && /^\d{1,15}$/.test(reply) ? Number(reply) : numberIn(reply);
  if (ttl === -2) return undefined;
  return ttl === -1 ? null : ttl;
}

export const failed = (problem: Problem): Learnt => ({ entry: { type: "failed", problem } });
