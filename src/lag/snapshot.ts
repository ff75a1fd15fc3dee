import type { GroupSample, Missing, PartitionSample } from "../core/lag-source";
import type { Text } from "../core/text";

/** What is thought of a partition or a group, worst first. */
export const VERDICTS = [
  "DATA_LOSS",
  "STOPPED",
  "STALLED",
  "TXN_BLOCKED",
  "FALLING_BEHIND",
  "REWOUND",
  "REBALANCING",
  "NO_COMMIT",
  "UNKNOWN",
  "CATCHING_UP",
  "TXN_TAIL",
  "OK",
] as const;

export type VerdictState = (typeof VERDICTS)[number];

/**
 * A judgement with all that is needed to check it by hand. Words and inputs are made when they are first read:
 * take them by name, a spread or `JSON.stringify` of the verdict itself does not see them.
 */
export interface Verdict {
  readonly state: VerdictState;
  /** the partition that it speaks of; absent where it speaks of the whole group */
  readonly topic?: string;
  readonly partition?: number;
  /** the rule in one sentence: "Nothing was committed for 5 min although a member owns the partition and records wait." */
  readonly rule: Text;
  /** what the rule was given, by name: offsets as decimal strings, times as ISO 8601, durations in milliseconds */
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
  /** rule and inputs as a sentence that names the partition and can be checked with Kafka's own tool */
  readonly text: Text;
  /** milliseconds until the lag is 0 at the present pace (CATCHING_UP) */
  readonly eta?: number;
  /** milliseconds until unread records are deleted by retention, where that is in sight */
  readonly lossIn?: number;
  /** says so where that is near */
  readonly warning?: Text;
}

/** The state of the lag panel at one moment: samples and what is thought of them. */
export interface LagSnapshot {
  /** milliseconds since 1970 */
  readonly takenAt: number;
  /** worst first; within a verdict, by lag */
  readonly groups: readonly GroupLag[];
  readonly missing: readonly Missing[];
}

export interface GroupLag {
  readonly sample: GroupSample;
  /** that of its worst partition, or of the group as a whole */
  readonly verdict: Verdict;
  /** the sum over the partitions whose lag is known; `complete`: it is known for all of them */
  readonly lag: { readonly total: bigint; readonly complete: boolean };
  /** of the partition that is furthest behind in time */
  readonly timeLag?: TimeLag;
  readonly rates: Rates;
  /** the total lag at each of the last samples, oldest first; null where it was not known. Rounded: for drawing only. */
  readonly trend: readonly TrendPoint[];
  /** in the order of the sample's partitions */
  readonly partitions: readonly PartitionLag[];
}

export interface PartitionLag {
  readonly sample: PartitionSample;
  readonly verdict: Verdict;
  readonly timeLag?: TimeLag;
  readonly rates: Rates;
  readonly trend: readonly TrendPoint[];
  /** it carries much more of the group's lag or load than the others do */
  readonly hot: boolean;
}

export interface TimeLag {
  /** milliseconds from the time of the next record to read until now */
  readonly ms: number;
  /** "record": the record's own timestamp was read · "interpolated": from when its offset was the end in our samples */
  readonly method: "record" | "interpolated";
}

/** records per second over the samples kept; absent where there are not enough */
export interface Rates {
  readonly in?: number;
  readonly out?: number;
}

export interface TrendPoint {
  /** milliseconds since 1970 */
  readonly at: number;
  readonly lag: number | null;
}
