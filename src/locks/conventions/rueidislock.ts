import type { Entry } from "../../core/lock-source";
import { text, verbatim } from "../../core/text";
import { binary } from "../bytes";
import type { Convention, Reading } from "../convention";
import { FREE, holder, notShaped, otherThing, shownToken, whole } from "../shapes";

const NAME = /^rueidislock:(\d+):(.*)$/s;
/** The library's own default (KeyMajority 2); more cannot be seen from outside. */
const KEYS = 3;

const keyOf = (name: string, index: number): string => `rueidislock:${index}:${NAME.exec(name)?.[2] ?? ""}`;

/** rueidislock: 2m−1 entries `rueidislock:<i>:<name>` with 24 random bytes; who has a majority of them holds the lock. */
export const rueidislock: Convention = {
  id: "rueidislock",
  title: verbatim("rueidislock"),
  quorum: false,
  lockOf: (name) => (NAME.test(name) ? keyOf(name, 0) : undefined),
  reads: (name) => ({
    entries: Array.from({ length: KEYS }, (_, index) => ({ key: keyOf(name, index), as: "string" as const })),
  }),
  recognise(name, entries) {
    if (!NAME.test(name) || !entries.some((entry) => whole(entry)?.length === 24)) return undefined;
    return {
      confidence: "shape",
      how: text("Its entries are named rueidislock:<number>: and hold 24 bytes, as {0} writes them.", "rueidislock"),
    };
  },
  read(_, entries): Reading {
    const best = largest(entries);
    if (!best) {
      const other = entries.find((entry) => entry.type !== "none" && entry.type !== "string");
      return other ? notShaped(otherThing(other)) : FREE;
    }
    const [value, mine] = best;
    const taken = entries.filter((entry) => entry.type === "string").length;
    const ends = mine.flatMap(({ ttl }) => (ttl === null ? [] : [ttl]));
    return {
      state: "held",
      holders: [holder(value, [{ part: "token", value: shownToken(value) }])],
      token: value,
      ttl: ends.length === mine.length ? Math.min(...ends) : null,
      waiters: "unknown",
      facts: [
        text("{0} of {1} entries have its value; {1} is the library's default (KeyMajority 2).", mine.length, KEYS),
      ],
      entries: { have: mine.length, of: KEYS, others: taken - mine.length },
    };
  },
};

type StringEntry = Extract<Entry, { type: "string" }>;

/** The value that the most entries have. */
function largest(entries: readonly Entry[]): readonly [value: string, entries: readonly StringEntry[]] | undefined {
  const groups = new Map<string, StringEntry[]>();
  for (const entry of entries) {
    if (entry.type === "string") groups.set(binary(entry.value), [...(groups.get(binary(entry.value)) ?? []), entry]);
  }
  return [...groups].sort(([, one], [, other]) => other.length - one.length)[0];
}
