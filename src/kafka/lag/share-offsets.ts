import type { Cluster } from "../cluster";
import type { Fields } from "../protocol/values";
import type { Committed, GroupCommit } from "./coordinators";

/**
 * Where share groups stand, in one request to their coordinator: the first offset that is not settled of each
 * partition and, from Kafka 4.2 on, how many records are still to be delivered, which the broker counts itself.
 */
export async function fetchShareOffsets(
  cluster: Cluster,
  coordinator: number,
  groups: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Committed>> {
  const fields = { groups: groups.map((groupId) => ({ groupId, topics: null })) };
  const answer = await cluster.askNode(coordinator, "DescribeShareGroupOffsets", fields, signal);
  return new Map(answer.list("groups").map((group) => [group.string("groupId"), readGroup(group)]));
}

function readGroup(group: Fields): Committed {
  const error = group.number("errorCode");
  if (error) return { error, message: group.optionalString("errorMessage") };
  return {
    commits: group.list("topics").flatMap((topic) => {
      const name = topic.string("topicName");
      return topic.list("partitions").map((partition): GroupCommit => {
        const lag = partition.bigint("lag", -1n);
        return {
          topic: name,
          partition: partition.number("partitionIndex"),
          offset: partition.bigint("startOffset"),
          error: partition.number("errorCode"),
          ...(lag >= 0n ? { lag } : {}),
        };
      });
    }),
  };
}
