import { isFailure } from "../../core/failure";
import { fetchLogDirectories } from "../brokers";
import type { Cluster } from "../cluster";
import { type ConfigEntry, fetchTopicConfig } from "../configs";
import { needPartition, needTopic } from "../leaders";
import type { Partition, Topic } from "../metadata";
import { type Extents, fetchExtents, LATEST, listOffsets, type OffsetAnswer } from "../offsets";
import type { Json, JsonObject } from "./json";
import { offsetOf } from "./record";

/** All that the cluster tells of a topic: partitions with their offsets and bytes, and its configuration. */
export async function topicDocument(cluster: Cluster, name: string, signal: AbortSignal): Promise<JsonObject> {
  const topic = await needTopic(cluster, name, signal);
  const [partitions, config] = await Promise.all([
    partitionsOf(cluster, topic, signal),
    orWhyNot(signal, async () => configOf(await fetchTopicConfig(cluster, name, signal))),
  ]);
  return { topic: name, id: topic.id, internal: topic.internal, partitions, config };
}

export async function partitionDocument(
  cluster: Cluster,
  name: string,
  index: number,
  signal: AbortSignal,
): Promise<JsonObject> {
  const topic = await needTopic(cluster, name, signal);
  const only = { ...topic, partitions: [needPartition(topic, index)] };
  const [partition] = await partitionsOf(cluster, only, signal);
  return { topic: name, ...partition };
}

async function partitionsOf(cluster: Cluster, topic: Topic, signal: AbortSignal): Promise<readonly JsonObject[]> {
  const [extents, stable, sizes] = await Promise.all([
    fetchExtents(cluster, [topic], signal),
    listOffsets(cluster, [topic], LATEST, 1, signal),
    replicaSizes(cluster, topic, signal),
  ]);
  return topic.partitions.map((partition) => ({
    ...partitionOf(topic.name, partition, extents),
    lastStable: answerOf(stable.found.get(topic.name)?.get(partition.index)),
    bytes: Object.fromEntries(partition.replicas.map((id) => [String(id), sizes(id, partition.index)])),
  }));
}

function partitionOf(topic: string, { index, leader, ...rest }: Partition, { extent }: Extents): JsonObject {
  const { start, end } = extent(topic, index);
  return {
    partition: index,
    leader: leader < 0 ? null : leader,
    leaderEpoch: rest.leaderEpoch,
    replicas: rest.replicas,
    inSync: rest.inSync,
    offline: rest.offline,
    start: start === undefined ? null : offsetOf(start),
    end: end === undefined ? null : offsetOf(end),
  };
}

const answerOf = (answer: OffsetAnswer | undefined): Json =>
  answer?.offset === undefined ? null : offsetOf(answer.offset);

/** The bytes of each replica as its own broker tells them; null where it does not. */
async function replicaSizes(cluster: Cluster, topic: Topic, signal: AbortSignal) {
  const ids = new Set(topic.partitions.flatMap(({ replicas }) => replicas));
  const { answers } = await cluster.each(ids, signal, (id, inner) => {
    const own = topic.partitions.filter(({ replicas }) => replicas.includes(id)).map(({ index }) => index);
    return fetchLogDirectories(cluster, id, [{ topic: topic.name, partitions: own }], inner);
  });
  const sizes = new Map<string, bigint>();
  for (const [id, directories] of answers) {
    for (const { partition, size } of directories.flatMap((directory) => directory.partitions)) {
      sizes.set(`${id}/${partition}`, size);
    }
  }
  return (id: number, partition: number): Json => {
    const size = sizes.get(`${id}/${partition}`);
    return size === undefined ? null : offsetOf(size);
  };
}

/** What was set first, then what is so by default. */
export function configOf(entries: readonly ConfigEntry[]): JsonObject {
  const set = entries.filter(({ source }) => source !== "default");
  const byDefault = entries.filter(({ source }) => source === "default");
  const write = (list: readonly ConfigEntry[]) =>
    Object.fromEntries(list.map(({ name, value }) => [name, value ?? null] as const));
  return {
    set: Object.fromEntries(set.map(({ name, value, source }) => [name, { value: value ?? null, source }])),
    default: write(byDefault),
  };
}

/** What the user may not see must not hide the rest. */
export async function orWhyNot(signal: AbortSignal, call: () => Promise<Json>): Promise<Json> {
  try {
    return await call();
  } catch (error) {
    if (signal.aborted || !isFailure(error)) throw error;
    return { unknown: error.message };
  }
}
