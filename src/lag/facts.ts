import type { GroupSample, MemberSample, PartitionSample } from "../core/lag-source";
import type { Course } from "./course";
import type { KnownRecord, OpenTransaction, Rewind } from "./history";
import type { Limits } from "./limits";
import type { TimeLag } from "./snapshot";

/** All that a rule is given about a partition: the sample itself, and what was seen before. Times in milliseconds. */
export interface Facts {
  readonly group: GroupFacts;
  readonly sample: PartitionSample;
  /** only where records wait */
  readonly seen?: Seen;
}

export interface GroupFacts {
  readonly sample: GroupSample;
  readonly takenAt: number;
  /** the first sample of those in a row that had the present phase */
  readonly phaseSince: number;
  readonly limits: Limits;
  /** "none": nobody has joined · "known": who has which partition · "unknown": not told, or not asked for */
  readonly owners: "none" | "known" | "unknown";
  readonly members: ReadonlyMap<string, MemberSample>;
}

/** What was seen of a partition where records wait. */
export interface Seen {
  /** the first sample of the partition */
  readonly watchedSince: number;
  /** the first sample that saw records wait behind the present commit, and the end then */
  readonly waitingSince: number;
  readonly endThen: bigint;
  /** the first sample with the present commit and with the one before, where commits were seen to move forward */
  readonly committedSince?: number;
  readonly committedBefore?: number;
  /** the last sample with lag 0 */
  readonly zeroAt?: number;
  /** the longest that records lately waited for a commit */
  readonly gap?: number;
  readonly rewind?: Rewind;
  readonly open?: OpenTransaction;
  /** what was read at the present position */
  readonly record?: KnownRecord;
  readonly course?: Course;
  readonly timeLag?: TimeLag;
  readonly loss?: Loss;
}

/** When retention takes records that the group has not read. */
export interface Loss {
  /** milliseconds from the sample on, at the earliest */
  readonly in: number;
  /** "retention": the next record's time and the topic's setting · "movement": the log start comes nearer */
  readonly by: "retention" | "movement";
  readonly near: boolean;
}

export const isShare = ({ sample }: GroupFacts): boolean => sample.type === "share";

/** The next offset that the group can read: its commit, or the log start where that was deleted. */
export function positionOf({ committed, logStart, end, lag }: PartitionSample): bigint | undefined {
  if (committed === undefined) return end === undefined || lag === undefined ? undefined : end - lag;
  return logStart !== undefined && logStart > committed ? logStart : committed;
}

/** How long records have been waiting behind the present commit. */
export const waited = ({ group, seen }: Facts): number => (seen ? group.takenAt - seen.waitingSince : 0);

/** How long a consumer may be silent before it is missed. @param gap how long records waited for commits lately */
export function patienceFor(gap: number | undefined, limits: Limits): number {
  if (gap === undefined) return limits.patience;
  const most = Math.max(limits.patience, gap * limits.mostPatienceInCommits);
  return Math.min(Math.max(gap * limits.patienceInCommits, limits.leastPatience), most);
}

export const patience = ({ group, seen }: Facts): number => patienceFor(seen?.gap, group.limits);

/** How long a consumer that commits as often as this one may be silent and still be called moving. */
export const quiet = ({ group: { limits }, seen }: Facts): number => Math.max(2 * (seen?.gap ?? 0), limits.evidence);
