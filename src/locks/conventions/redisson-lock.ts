import type { Entry } from "../../core/lock-source";
import { text, verbatim } from "../../core/text";
import { binary, bytesOfBinary, prefixed } from "../bytes";
import type { Around, Convention, Held, Reading } from "../convention";
import { decimal, FREE, type HashEntry, hashGuard, notShaped, otherThing, shownToken } from "../shapes";
import type { Holder } from "../snapshot";
import { fairQueue, fairReads, withQueue } from "./redisson-fair";

const HOLDER = /^([0-9a-f]{8}-[0-9a-f-]{27}):(\d+)$/;
const channelOf = (name: string): string => prefixed("redisson_lock__channel", name);
const tokenOf = (name: string): string => prefixed("redisson_lock_token", name);

/** `<uuid>:<thread>`: the client and its thread, as Redisson names who holds and who waits. */
export function redissonHolder(field: string, more: Partial<Holder> = {}): Holder | undefined {
  const [, uuid, thread] = HOLDER.exec(field) ?? [];
  if (uuid === undefined || thread === undefined) return undefined;
  const parts = [
    { part: "uuid", value: uuid },
    { part: "thread", value: thread },
  ] as const;
  return { id: field, parts, ...more };
}

/** Redisson's RLock: a hash of `<uuid>:<thread>` → count. The fair and the fenced lock are told by what stands beside it. */
export const redissonLock: Convention = {
  id: "redisson-lock",
  title: verbatim("Redisson RLock"),
  quorum: false,
  reads: (name) => ({
    entries: [{ key: name, as: "hash" }, ...fairReads(name), { key: tokenOf(name), as: "string" }],
    channels: [channelOf(name)],
  }),
  recognise(_, [entry]) {
    if (entry?.type !== "hash" || !holderOf(entry)) return undefined;
    return {
      confidence: "shape",
      how: text("It is a hash with one field, <uuid>:<thread>, and a count, as {0} writes it.", "Redisson"),
    };
  },
  read(name, [entry, queue, deadlines, token], around): Reading {
    if (!entry || entry.type === "none") return FREE;
    const holder = entry.type === "hash" ? holderOf(entry) : undefined;
    if (entry.type !== "hash" || !holder) return notShaped(otherThing(entry));
    const held: Held = {
      state: "held",
      holders: [holder],
      token: holder.id,
      ttl: entry.ttl,
      acquiredCount: holder.count,
      waiters: subscribed(around),
      facts: facts(name, around),
      act: {
        guard: hashGuard(name, entry),
        wake: [{ how: "publish", channel: bytesOfBinary(channelOf(name)), message: bytesOfBinary("0") }],
      },
    };
    return withQueue(withToken(held, token), fairQueue(queue, deadlines), channelOf(name), around);
  },
};

/** An RLock has one holder: more than one field is another thing. */
function holderOf(entry: HashEntry): Holder | undefined {
  const [first] = entry.fields;
  const count = first && decimalCount(first[1]);
  return entry.length === 1 && first && count !== undefined ? redissonHolder(binary(first[0]), { count }) : undefined;
}

export function decimalCount(value: Uint8Array): number | undefined {
  const written = binary(value);
  return /^\d{1,9}$/.test(written) ? Number(written) : undefined;
}

/** One subscriber stands for a whole client, however many of its threads wait; none may as well wait elsewhere. */
export function subscribed({ subscribers }: Around): Held["waiters"] {
  const [count] = subscribers;
  return count ? { count, exact: false } : "unknown";
}

function facts(name: string, { subscribers: [count] }: Around) {
  return count
    ? [
        text(
          "PUBSUB NUMSUB {0} returns {1}: one subscriber for each waiting client.",
          shownToken(channelOf(name)),
          count,
        ),
      ]
    : [];
}

function withToken(held: Held, token: Entry | undefined): Held {
  const fencing = decimal(token);
  return fencing === undefined ? held : { ...held, title: verbatim("Redisson RFencedLock"), fencing };
}
