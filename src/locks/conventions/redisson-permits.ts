import type { Entry } from "../../core/lock-source";
import { text, verbatim } from "../../core/text";
import { binary, prefixed, suffixed } from "../bytes";
import type { Around, Convention, Reading } from "../convention";
import { decimal, FREE, holder, notShaped, otherThing, shownToken } from "../shapes";

/** The deadline of a permit that was taken without a lease. */
const NEVER = 922_337_203_685_477;

/** Redisson's RPermitExpirableSemaphore: the permits left in a string, those taken in a sorted set by deadline. */
export const redissonPermits: Convention = {
  id: "redisson-permits",
  title: verbatim("Redisson RPermitExpirableSemaphore"),
  quorum: false,
  lockOf(name) {
    if (!name.endsWith(":timeout")) return undefined;
    const base = name.slice(0, -":timeout".length);
    const [, tagged] = /^\{([^{}]+)\}$/s.exec(base) ?? [];
    return tagged ?? (base.includes("{") ? base : undefined);
  },
  reads: (name) => ({
    entries: [
      { key: suffixed(name, "timeout"), as: "sortedSet" },
      { key: name, as: "string" },
    ],
    channels: [prefixed("redisson_sc", name)],
  }),
  recognise(_, [taken, left]) {
    if (!permitsOf(taken)?.length || (left && left.type !== "none" && decimal(left) === undefined)) return undefined;
    return {
      confidence: "shape",
      how: text("Next to it is a sorted set of 16-byte permits with their deadlines, as {0} writes it.", "Redisson"),
    };
  },
  read(name, [taken, left], around): Reading {
    if (!taken || taken.type === "none" || (taken.type === "sortedSet" && taken.length === 0)) return FREE;
    const permits = permitsOf(taken);
    if (taken.type !== "sortedSet" || !permits) return notShaped(otherThing(taken));
    const free = decimal(left);
    return {
      state: "held",
      holders: permits.map(([id, until]) =>
        holder(id, [{ part: "permit", value: id }], until >= NEVER ? {} : { until }),
      ),
      token: permits
        .map(([id]) => id)
        .sort()
        .join(" "),
      ttl: leastLeft(permits, around),
      acquiredCount: taken.length,
      waiters: waiting(around),
      facts: [
        free === undefined
          ? text("Permits taken: {0} (ZCARD {1}).", taken.length, shownToken(suffixed(name, "timeout")))
          : text(
              "Permits taken: {0} (ZCARD {1}); left: {2} (GET {3}).",
              taken.length,
              shownToken(suffixed(name, "timeout")),
              free,
              shownToken(name),
            ),
      ],
    };
  },
};

function permitsOf(entry: Entry | undefined): readonly (readonly [id: string, until: number])[] | undefined {
  if (entry?.type !== "sortedSet") return undefined;
  if (entry.members.some(([member]) => member.length !== 16)) return undefined;
  return entry.members.map(([member, until]) => [Buffer.from(binary(member), "latin1").toString("hex"), until]);
}

/** Of the permits that expire, the time left of the first; null where none does. */
function leastLeft(permits: readonly (readonly [string, number])[], { now }: Around): number | null {
  const ends = permits.map(([, until]) => until).filter((until) => until < NEVER);
  return ends.length ? Math.max(0, Math.min(...ends) - now) : null;
}

const waiting = ({ subscribers: [count] }: Around) => (count ? ({ count, exact: false } as const) : "unknown");
