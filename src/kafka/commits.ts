import { brokerName, type Cluster } from "./cluster";
import { answerFailure } from "./protocol/errors";
import type { Fields } from "./protocol/values";

/** What a group has committed for one partition. */
export interface Commit {
  readonly topic: string;
  readonly partition: number;
  /** the next offset to read; -1: nothing was committed */
  readonly offset: bigint;
  readonly leaderEpoch: number;
  /** free text of the consumer */
  readonly metadata: string;
  /** a code of Kafka, 0 where all is well */
  readonly error: number;
}

/** The commits of one group, or the code of Kafka for why they are not known. */
export type GroupCommits =
  | { readonly commits: readonly Commit[]; readonly error?: undefined }
  | { readonly commits?: undefined; readonly error: number };

/** From here on one request asks for many groups (Kafka 3.0). */
const MANY_GROUPS = 8;

/**
 * All that some groups have committed, in one request to the broker that coordinates them; an older broker is asked once
 * for each group. Nothing is written and no group is joined.
 */
export async function fetchCommits(
  cluster: Cluster,
  coordinator: number,
  groups: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, GroupCommits>> {
  const most = cluster.versionsOf(coordinator, "OffsetFetch")?.maxVersion;
  if (most !== undefined && most < MANY_GROUPS) return oneByOne(cluster, coordinator, groups, signal);
  const fields = {
    groups: groups.map((groupId) => ({ groupId, memberId: null, memberEpoch: -1, topics: null })),
    requireStable: false,
  };
  const answer = await cluster.askNode(coordinator, "OffsetFetch", fields, signal, MANY_GROUPS);
  if (answer.number("errorCode", 0)) {
    throw answerFailure(answer.number("errorCode", 0), brokerName(cluster, coordinator));
  }
  return new Map(answer.list("groups").map((group) => [group.string("groupId"), readGroup(group)]));
}

/** From here on all partitions of a group can be asked for without naming them (Kafka 0.10.2). */
const ALL_PARTITIONS = 2;
/** requests that wait for their answers at the same time */
const AT_ONCE = 16;

async function oneByOne(cluster: Cluster, coordinator: number, groups: readonly string[], signal: AbortSignal) {
  const found = new Map<string, GroupCommits>();
  const left = [...groups];
  const ask = async () => {
    for (let groupId = left.pop(); groupId !== undefined; groupId = left.pop()) {
      const fields = { groupId, topics: null, requireStable: false };
      found.set(groupId, readGroup(await cluster.askNode(coordinator, "OffsetFetch", fields, signal, ALL_PARTITIONS)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return found;
}

function readGroup(group: Fields): GroupCommits {
  const error = group.number("errorCode");
  if (error) return { error };
  const commits = group.list("topics").flatMap((topic) => {
    const name = topic.string("name");
    return topic.list("partitions").map((partition) => readCommit(name, partition));
  });
  return { commits };
}

const readCommit = (topic: string, partition: Fields): Commit => ({
  topic,
  partition: partition.number("partitionIndex"),
  offset: partition.bigint("committedOffset"),
  leaderEpoch: partition.number("committedLeaderEpoch", -1),
  metadata: partition.optionalString("metadata") ?? "",
  error: partition.number("errorCode"),
});
