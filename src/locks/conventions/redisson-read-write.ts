import { text, verbatim } from "../../core/text";
import { binary, bytesOfBinary, prefixed, suffixed } from "../bytes";
import type { Convention, Reading } from "../convention";
import { FREE, type HashEntry, hashGuard, notShaped, otherThing, shownToken } from "../shapes";
import type { Holder } from "../snapshot";
import { decimalCount, redissonHolder, subscribed } from "./redisson-lock";

const channelOf = (name: string): string => prefixed("redisson_rwlock", name);

/** Redisson's read-write lock: a hash with `mode` and a field for each holder; a writer's ends in `:write`. */
export const redissonReadWrite: Convention = {
  id: "redisson-read-write",
  title: verbatim("Redisson RReadWriteLock"),
  quorum: false,
  lockOf: (name) => /^\{([^{}]+)\}:[0-9a-f-]{36}:\d+:rwlock_timeout:\d+$/s.exec(name)?.[1],
  reads: (name) => ({ entries: [{ key: name, as: "hash" }], channels: [channelOf(name)] }),
  recognise(_, [entry]) {
    if (entry?.type !== "hash" || !contentOf(entry)) return undefined;
    return {
      confidence: "shape",
      how: text(
        "It is a hash with the field mode and a field <uuid>:<thread> for each holder, as {0} writes it.",
        "Redisson",
      ),
    };
  },
  read(name, [entry], around): Reading {
    if (!entry || entry.type === "none") return FREE;
    const content = entry.type === "hash" ? contentOf(entry) : undefined;
    if (entry.type !== "hash" || !content) return notShaped(otherThing(entry));
    const { mode, holders } = content;
    const message = mode === "write" ? "1" : "0";
    const complete = entry.fields.length === entry.length;
    return {
      state: "held",
      holders,
      token: holders
        .map(({ id }) => id)
        .sort()
        .join(" "),
      ttl: entry.ttl,
      acquiredCount: holders.reduce((sum, { count = 0 }) => sum + count, 0),
      waiters: subscribed(around),
      facts: [
        mode === "write"
          ? text("HGET {0} mode returns write: everybody else is kept out.", shownToken(name))
          : text(
              "HGET {0} mode returns read: readers share it ({1} now), and writers are kept out.",
              shownToken(name),
              entry.length - 1,
            ),
      ],
      ...(complete
        ? {
            act: {
              guard: hashGuard(name, entry),
              wake: [{ how: "publish", channel: bytesOfBinary(channelOf(name)), message: bytesOfBinary(message) }],
              also: holders.flatMap((one) => timeoutsOf(name, one)),
            },
          }
        : {}),
    };
  },
};

function contentOf(entry: HashEntry): { mode: "read" | "write"; holders: readonly Holder[] } | undefined {
  const fields = entry.fields.map(([field, value]) => [binary(field), value] as const);
  const written = fields.find(([field]) => field === "mode")?.[1];
  const mode = written && binary(written);
  if (mode !== "read" && mode !== "write") return undefined;
  const holders: Holder[] = [];
  for (const [field, value] of fields) {
    if (field === "mode") continue;
    const writer = field.endsWith(":write");
    const count = decimalCount(value);
    const holder = redissonHolder(writer ? field.slice(0, -":write".length) : field, {
      mode: writer ? "write" : "read",
      ...(count === undefined ? {} : { count }),
    });
    if (!holder) return undefined;
    holders.push(writer ? { ...holder, id: field } : holder);
  }
  return holders.length ? { mode, holders } : undefined;
}

/** A reader has an entry for each of its holds; their time to live goes with the lock's. */
function timeoutsOf(name: string, { id, mode, count = 0 }: Holder): readonly string[] {
  if (mode !== "read") return [];
  return Array.from({ length: Math.min(count, 100) }, (_, index) =>
    suffixed(name, `${id}:rwlock_timeout:${index + 1}`),
  );
}
