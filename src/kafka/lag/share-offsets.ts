import type { Cluster } from "../cluster";
import { type GroupCommits, readTopicCommits } from "../commits";
import type { Fields } from "../protocol/values";

/**
 * Where share groups stand, in one request to their coordinator: the first offset of each partition that is not settled
 * and, from version 1 on, how many records are still to be delivered, which the broker counts itself.
 */
export async function fetchShareOffsets(
  cluster: Cluster,
  coordinator: number,
  groups: readonly string[],
  take: (group: string, commits: GroupCommits) => void,
  signal: AbortSignal,
): Promise<void> {
  const fields = { groups: groups.map((groupId) => ({ groupId, topics: null })) };
  const answer = await cluster.askNode(coordinator, "DescribeShareGroupOffsets", fields, signal);
  for (const group of answer.list("groups")) take(group.string("groupId"), readGroup(group));
}

function readGroup(group: Fields): GroupCommits {
  const error = group.number("errorCode");
  if (error) return { error, message: group.optionalString("errorMessage") };
  return {
    commits: group.list("topics").map((topic) => {
      const partitions = topic.list("partitions");
      return {
        ...readTopicCommits(topic.string("topicName"), {
          partitions: partitions.map((partition) => partition.number("partitionIndex")),
          offsets: partitions.map((partition) => partition.bigint("startOffset")),
          codes: partitions.map((partition) => partition.number("errorCode")),
        }),
        lags: partitions.map((partition) => partition.bigint("lag", -1n)),
      };
    }),
  };
}
