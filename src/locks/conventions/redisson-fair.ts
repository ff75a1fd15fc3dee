import type { Entry } from "../../core/lock-source";
import { text, verbatim } from "../../core/text";
import { binary, bytesOfBinary, prefixed } from "../bytes";
import type { Around, Held, Reads } from "../convention";
import { shownToken } from "../shapes";
import type { Waiter } from "../snapshot";

/** Redisson's fair lock leaves its queue beside the lock: who waits, in which order, and until when each may. */

const QUEUE = "redisson_lock_queue";
const DEADLINES = "redisson_lock_timeout";

export const fairReads = (name: string): Reads["entries"] => [
  { key: prefixed(QUEUE, name), as: "list" },
  { key: prefixed(DEADLINES, name), as: "sortedSet" },
];

export interface FairQueue {
  readonly length: number;
  /** those that were read, from the first; a deadline in milliseconds since 1970 */
  readonly waiters: readonly Waiter[];
  /** as Redisson names the first: it is the one that a release wakes */
  readonly first?: string;
}

export function fairQueue(queue: Entry | undefined, deadlines: Entry | undefined): FairQueue | undefined {
  if (queue?.type !== "list") return undefined;
  const until = new Map(deadlines?.type === "sortedSet" ? deadlines.members.map(([id, at]) => [binary(id), at]) : []);
  const names = queue.items.map(binary);
  return {
    length: queue.length,
    waiters: names.map((name) => {
      const deadline = until.get(name);
      return { id: shownToken(name), ...(deadline === undefined ? {} : { deadline }) };
    }),
    ...(names[0] === undefined ? {} : { first: names[0] }),
  };
}

export function withQueue(held: Held, queue: FairQueue | undefined, channel: string, { now }: Around): Held {
  if (!queue) return held;
  const late = queue.waiters.filter(({ deadline }) => deadline !== undefined && deadline < now).length;
  return {
    ...held,
    title: held.fencing === undefined ? verbatim("Redisson fair lock") : held.title,
    waiters: { count: queue.length, exact: true, order: queue.waiters },
    facts: [
      text("Waiters in its queue ({0}): {1}, in this order.", QUEUE, queue.length),
      ...(late ? [text("Waiters past their deadline, to be skipped: {0}.", late)] : []),
    ],
    ...(held.act && queue.first !== undefined ? { act: { ...held.act, wake: [wakeOf(channel, queue.first)] } } : {}),
  };
}

/** Each who waits for a fair lock listens to a channel of its own; only the first in the queue is told. */
const wakeOf = (channel: string, first: string) =>
  ({ how: "publish", channel: bytesOfBinary(`${channel}:${first}`), message: bytesOfBinary("0") }) as const;
