import { setTimeout as sleep } from "node:timers/promises";
import { Failure, hasCode } from "../core/failure";
import { text } from "../core/text";
import type { Cluster } from "./cluster";
import type { PartitionName } from "./fetch";
import { fetchMetadata, type Partition, type Topic } from "./metadata";
import { answerFailure, ErrorCode } from "./protocol/errors";

/** The topic as the cluster knows it now; undefined where there is none. */
export async function findTopic(cluster: Cluster, name: string, signal: AbortSignal): Promise<Topic | undefined> {
  const { topics } = await fetchMetadata(cluster, [name], signal);
  const topic = topics.find((candidate) => candidate.name === name);
  const absent: readonly number[] = [ErrorCode.unknownTopicOrPartition, ErrorCode.invalidTopic];
  if (!topic || absent.includes(topic.error)) return undefined;
  if (topic.error && topic.error !== ErrorCode.leaderNotAvailable) {
    throw answerFailure(topic.error, text("The topic {0}", name));
  }
  return topic;
}

/** Like `findTopic`, but it must be there. */
export async function needTopic(cluster: Cluster, name: string, signal: AbortSignal): Promise<Topic> {
  const topic = await findTopic(cluster, name, signal);
  if (topic) return topic;
  throw new Failure({
    code: "notFound",
    what: text("There is no topic {0}.", name),
    fix: text("Refresh the list, or check the name. Looking at a topic never creates it."),
  });
}

export function needPartition(topic: Topic, index: number): Partition {
  const partition = topic.partitions.find((candidate) => candidate.index === index);
  if (partition) return partition;
  throw new Failure({ code: "notFound", what: text("The topic {0} has no partition {1}.", topic.name, index) });
}

/**
 * Runs a call that only the partition's leader can answer. While the leadership moves, the new leader is looked up and
 * asked again for a while.
 */
export async function withLeader<T>(
  cluster: Cluster,
  { topic, partition }: PartitionName,
  signal: AbortSignal,
  call: (leader: number) => Promise<T>,
): Promise<T> {
  for (const pause of PAUSES) {
    const { leader, replicas } = needPartition(await needTopic(cluster, topic, signal), partition);
    try {
      if (leader < 0) throw leaderless(topic, partition, replicas);
      return await call(leader);
    } catch (error) {
      if (signal.aborted || !hasCode(error, "unavailable")) throw error;
    }
    await sleep(pause, undefined, { signal });
  }
  const { leader, replicas } = needPartition(await needTopic(cluster, topic, signal), partition);
  if (leader < 0) throw leaderless(topic, partition, replicas);
  return call(leader);
}

/** milliseconds until the next question */
const PAUSES = [100, 300, 900];

const leaderless = (topic: string, partition: number, replicas: readonly number[]): Failure =>
  new Failure({
    code: "unavailable",
    what: text("The partition {0} of the topic {1} has no leader at the moment.", partition, topic),
    fix: text("Check that the brokers with its replicas are running: {0}.", replicas.join(", ")),
  });
