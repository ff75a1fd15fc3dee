import { greater, lesser } from "../bigint";
import type { TopicCommits } from "../commits";
import { table } from "./table";

/** Where offsets are to go. */
export type Aim =
  | { readonly to: "earliest" }
  | { readonly to: "latest" }
  /** to the first record of this time, milliseconds since 1970, or later; to the end where there is none */
  | { readonly to: "time"; readonly at: bigint }
  | { readonly to: "offset"; readonly offset: bigint }
  | { readonly to: "shift"; readonly by: bigint };

/** A partition as it stands; what is absent is not known. */
export interface Standing {
  readonly topic: string;
  readonly partition: number;
  /** what the group has committed; absent where it has nothing */
  readonly now?: bigint;
  readonly start?: bigint;
  readonly end?: bigint;
  /** the first offset of the wanted time; -1 where no record is that young */
  readonly ofTime?: bigint;
}

export interface Move {
  readonly topic: string;
  readonly partition: number;
  readonly now?: bigint;
  readonly then: bigint;
  /** what was wanted is not in the partition: the nearest end of it is taken */
  readonly bounded: boolean;
}

/** What becomes of partitions. */
export interface ResetPlan {
  readonly moves: readonly Move[];
  /** those that are there already */
  readonly same: readonly Standing[];
  /** those whose offsets are not known, or that have no commit to shift: they are left as they are */
  readonly unknown: readonly Standing[];
}

export function planReset(aim: Aim, standings: readonly Standing[]): ResetPlan {
  const moves: Move[] = [];
  const same: Standing[] = [];
  const unknown: Standing[] = [];
  for (const standing of standings) {
    const move = moveOf(aim, standing);
    if (!move) unknown.push(standing);
    else if (move.then === standing.now) same.push(standing);
    else moves.push(move);
  }
  return { moves, same, unknown };
}

function moveOf(aim: Aim, { topic, partition, now, start, end, ofTime }: Standing): Move | undefined {
  if (start === undefined || end === undefined) return undefined;
  const wanted = wantedBy(aim, { now, start, end, ofTime });
  if (wanted === undefined) return undefined;
  const then = lesser(greater(wanted, start), end);
  return { topic, partition, ...(now === undefined ? {} : { now }), then, bounded: then !== wanted };
}

function wantedBy(
  aim: Aim,
  { now, start, end, ofTime }: { now?: bigint; start: bigint; end: bigint; ofTime?: bigint },
): bigint | undefined {
  switch (aim.to) {
    case "earliest":
      return start;
    case "latest":
      return end;
    case "time":
      return ofTime === undefined || ofTime >= 0n ? ofTime : end;
    case "offset":
      return aim.offset;
    case "shift":
      return now === undefined ? undefined : now + aim.by;
  }
}

/** The plan as a table, with Kafka's own words for its columns. */
export function showReset({ moves, same, unknown }: ResetPlan): string {
  const rows = [
    ...moves.map(({ topic, partition, now, then }) => [
      topic,
      String(partition),
      now === undefined ? "–" : String(now),
      String(then),
      now === undefined ? "" : signed(then - now),
    ]),
    ...same.map(({ topic, partition, now }) => [topic, String(partition), String(now), String(now), "0"]),
    ...unknown.map(({ topic, partition, now }) => [
      topic,
      String(partition),
      now === undefined ? "–" : String(now),
      "?",
      "?",
    ]),
  ];
  rows.sort(([topic = "", partition], [other = "", number]) =>
    topic === other ? Number(partition) - Number(number) : topic < other ? -1 : 1,
  );
  return table([["TOPIC", "PARTITION", "CURRENT-OFFSET", "NEW-OFFSET", "CHANGE"], ...rows]);
}

const signed = (change: bigint): string => (change > 0n ? `+${change}` : String(change));

/** What a group has committed, by topic and partition. */
export function committedOf(commits: readonly TopicCommits[]): ReadonlyMap<string, ReadonlyMap<number, bigint>> {
  const topics = new Map<string, Map<number, bigint>>();
  for (const { topic, partitions, offsets, errors } of commits) {
    const found = topics.get(topic) ?? new Map<number, bigint>();
    for (const [place, partition] of partitions.entries()) {
      const offset = offsets[place] ?? -1n;
      if (offset >= 0n && !errors?.has(place)) found.set(partition, offset);
    }
    if (found.size) topics.set(topic, found);
  }
  return topics;
}
