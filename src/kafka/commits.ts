import { brokerName, type Cluster } from "./cluster";
import { answerFailure } from "./protocol/errors";
import type { Fields } from "./protocol/values";

/** What a group has committed for a topic: one place of each list for each partition. There may be very many of them. */
export interface TopicCommits {
  readonly topic: string;
  readonly partitions: readonly number[];
  /** the next offset to read; -1: nothing was committed */
  readonly offsets: readonly bigint[];
  /** codes of Kafka by place, for those that are not known; absent where there are none */
  readonly errors?: ReadonlyMap<number, number>;
  /** how many records are still to be delivered, where the broker counts them itself (share groups); -1: it does not */
  readonly lags?: readonly bigint[];
}

/** The commits of one group, or the code of Kafka for why they are not known. */
export type GroupCommits =
  | { readonly commits: readonly TopicCommits[] }
  | { readonly error: number; readonly message?: string };

/** From here on one request asks for many groups (Kafka 3.0). */
const MANY_GROUPS = 8;

/**
 * All that some groups have committed, in one request to the broker that coordinates them; an older broker is asked once
 * for each group. Nothing is written and no group is joined.
 * @param take gets the groups as they are read
 */
export async function fetchCommits(
  cluster: Cluster,
  coordinator: number,
  groups: readonly string[],
  take: (group: string, commits: GroupCommits) => void,
  signal: AbortSignal,
): Promise<void> {
  const most = cluster.versionsOf(coordinator, "OffsetFetch")?.maxVersion;
  if (most !== undefined && most < MANY_GROUPS) return oneByOne(cluster, coordinator, groups, take, signal);
  const fields = {
    groups: groups.map((groupId) => ({ groupId, memberId: null, memberEpoch: -1, topics: null })),
    requireStable: false,
  };
  const pieces = {
    list: "groups",
    take: (group: Fields) => take(group.string("groupId"), readGroup(group)),
  };
  const answer = await cluster.askNode(coordinator, "OffsetFetch", fields, signal, MANY_GROUPS, pieces);
  const error = answer.number("errorCode", 0);
  if (error) throw answerFailure(error, brokerName(cluster, coordinator));
}

/** From here on all partitions of a group can be asked for without naming them (Kafka 0.10.2). */
const ALL_PARTITIONS = 2;
/** requests that wait for their answers at the same time */
const AT_ONCE = 16;

async function oneByOne(
  cluster: Cluster,
  coordinator: number,
  groups: readonly string[],
  take: (group: string, commits: GroupCommits) => void,
  signal: AbortSignal,
): Promise<void> {
  const left = [...groups];
  const ask = async () => {
    for (let groupId = left.pop(); groupId !== undefined; groupId = left.pop()) {
      const fields = { groupId, topics: null, requireStable: false };
      take(groupId, readGroup(await cluster.askNode(coordinator, "OffsetFetch", fields, signal, ALL_PARTITIONS)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
}

function readGroup(group: Fields): GroupCommits {
  const error = group.number("errorCode");
  if (error) return { error };
  return {
    commits: group
      .list("topics")
      .map((topic) => readTopicCommits(topic.string("name"), topic.list("partitions"), "committedOffset")),
  };
}

/** @param offset the field with the offset that a group goes on at */
export function readTopicCommits(
  topic: string,
  found: readonly Fields[],
  offset: "committedOffset" | "startOffset",
): TopicCommits {
  const partitions: number[] = [];
  const offsets: bigint[] = [];
  let errors: Map<number, number> | undefined;
  for (const partition of found) {
    const error = partition.number("errorCode");
    if (error) {
      errors ??= new Map();
      errors.set(partitions.length, error);
    }
    partitions.push(partition.number("partitionIndex"));
    offsets.push(partition.bigint(offset));
  }
  return errors ? { topic, partitions, offsets, errors } : { topic, partitions, offsets };
}
