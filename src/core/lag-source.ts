import type { Address } from "./address";
import type { Text } from "./text";

/**
 * How far the readers of a system are behind its writers: Kafka's consumer groups; queues of other systems later.
 * A session that has such a thing offers it as `session.lag`. Everything here looks only: nothing joins, commits or creates.
 */
export interface LagSource {
  /**
   * One reading of the groups. What could not be read stands in `missing`, or as the `problem` of its group or partition;
   * rejects with a `Failure` only where nothing could be read at all.
   */
  sample(request: LagRequest, signal: AbortSignal): Promise<LagSample>;
  /** The times of the records at some positions, for what is in sight only: costs one small read for each leader. */
  recordTimes(positions: readonly Position[], signal: AbortSignal): Promise<readonly RecordTime[]>;
  /** How long topics keep their records, by topic; what could not be read is left out. Remembered for a while. */
  retention(topics: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Retention>>;
  /** Where the tree and the documents have a group, a topic, a partition. */
  groupAddress(group: string): Address;
  topicAddress(topic: string, partition?: number): Address;
}

export interface LagRequest {
  /** only these groups; absent: every group */
  readonly groups?: readonly string[];
  /** the groups whose members and their assignment are wanted: one request more for each coordinator */
  readonly describe: "all" | ReadonlySet<string>;
}

export interface LagSample {
  /** milliseconds since 1970 at which the commits were read; the ends were read after them, so that no lag is negative */
  readonly takenAt: number;
  /** in the order of their ids */
  readonly groups: readonly GroupSample[];
  readonly missing: readonly Missing[];
}

/** What is not part of a sample: "The groups of broker 2", and why: "it did not answer within 6 s". */
export interface Missing {
  readonly what: Text;
  readonly why: Text;
}

export interface GroupSample {
  readonly id: string;
  /** `classic`, `consumer`, `share`, `streams`, or what the system calls it; absent where it does not tell */
  readonly type?: string;
  /** as the system writes it: `Stable`, `Empty`, `PreparingRebalance`; absent where it does not tell */
  readonly state?: string;
  readonly phase: GroupPhase;
  /** absent: not asked for, or not known (then `problem` says why) */
  readonly members?: readonly MemberSample[];
  /** by topic and partition: what was committed, and what is assigned to a member that was asked for */
  readonly partitions: readonly PartitionSample[];
  readonly problem?: Problem;
}

/** "empty": nobody has joined · "rebalancing": partitions are being given out · "unknown": the system does not tell */
export type GroupPhase = "stable" | "rebalancing" | "empty" | "dead" | "unknown";

export interface MemberSample {
  readonly id: string;
  /** of a static member */
  readonly instanceId?: string;
  readonly clientId: string;
  readonly host: string;
  /** absent where the group's protocol does not tell */
  readonly assigned?: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

/** Offsets count records from the first ever written; each is absent where it is not known or there is none. */
export interface PartitionSample {
  readonly topic: string;
  readonly partition: number;
  /** the next offset that the group will read; absent: nothing was committed, or `problem` says why it is not known */
  readonly committed?: bigint;
  readonly logStart?: bigint;
  /** before the first open transaction; equal to `end` where there is none */
  readonly lastStable?: bigint;
  /** the high watermark: one more than the last record that all replicas in sync have */
  readonly end?: bigint;
  /** `max(end − max(committed, logStart), 0)`, or what the system says where it keeps count itself (share groups) */
  readonly lag?: bigint;
  /** the id of the member that it is assigned to; absent where nobody has it or the members were not asked for */
  readonly member?: string;
  readonly problem?: Problem;
}

/** Why something of a group or partition is not known. Never shown as 0. */
export interface Problem {
  readonly kind: "denied" | "unreachable" | "leaderless" | "deleted" | "loading" | "unsupported" | "failed";
  readonly why: Text;
}

export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

export interface RecordTime extends Position {
  /** milliseconds since 1970; absent where no record is left from there on (only markers, or compacted away) */
  readonly timestamp?: number;
  /** the offset of that record, where it is told: present without a timestamp, the record has none */
  readonly found?: bigint;
}

export interface Retention {
  /** milliseconds; absent: not limited by time */
  readonly ms?: number;
  /** bytes of one partition; absent: not limited by size */
  readonly bytes?: bigint;
  /** true where old records are deleted at all (`cleanup.policy` has `delete`) */
  readonly deletes: boolean;
}
