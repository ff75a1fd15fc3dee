import type { Failure } from "../core/failure";
import type { Cluster } from "./cluster";
import type { Partition, Topic } from "./metadata";

export const LATEST = -1n;
export const EARLIEST = -2n;

/** 0: up to the high watermark · 1: up to the last stable offset, before the first open transaction */
export type Isolation = 0 | 1;

/** An offset, or the code of Kafka for why there is none. */
export type OffsetAnswer =
  | { readonly offset: bigint; readonly error?: undefined }
  | { readonly offset?: undefined; readonly error: number };

export interface Offsets {
  /** by topic and partition; what is missing was not answered */
  readonly found: ReadonlyMap<string, ReadonlyMap<number, OffsetAnswer>>;
  /** by broker that did not answer */
  readonly failures: ReadonlyMap<number, Failure>;
}

type Wanted = Pick<Topic, "name"> & { readonly partitions: readonly Pick<Partition, "index" | "leader">[] };

/**
 * The offsets of partitions at a time: one request to each leader, all at once.
 * Partitions without a leader are left out.
 * @param timestamp LATEST, EARLIEST, or milliseconds since 1970: the first record from then on
 */
export async function listOffsets(
  cluster: Cluster,
  topics: readonly Wanted[],
  timestamp: bigint,
  isolation: Isolation,
  signal: AbortSignal,
): Promise<Offsets> {
  const byLeader = groupByLeader(topics);
  const found = new Map<string, Map<number, OffsetAnswer>>();
  const { failures } = await cluster.each(byLeader.keys(), signal, async (id, inner) => {
    const wanted = byLeader.get(id) ?? new Map<string, number[]>();
    const request = {
      replicaId: -1,
      isolationLevel: isolation,
      timeoutMs: 5_000,
      topics: [...wanted].map(([name, partitions]) => ({
        name,
        partitions: partitions.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp })),
      })),
    };
    // Before version 2 there is no isolation: everything is up to the high watermark.
    const answer = await cluster.askNode(id, "ListOffsets", request, inner, isolation === 1 ? 2 : 1);
    for (const topic of answer.list("topics")) {
      const name = topic.string("name");
      const partitions = found.get(name) ?? new Map<number, OffsetAnswer>();
      found.set(name, partitions);
      for (const partition of topic.list("partitions")) {
        const error = partition.number("errorCode");
        const offset = partition.bigint("offset");
        partitions.set(partition.number("partitionIndex"), error ? { error } : { offset });
      }
    }
  });
  return { found, failures };
}

function groupByLeader(topics: readonly Wanted[]): Map<number, Map<string, number[]>> {
  const leaders = new Map<number, Map<string, number[]>>();
  for (const { name, partitions } of topics) {
    for (const { index, leader } of partitions) {
      if (leader < 0) continue;
      const byTopic = leaders.get(leader) ?? new Map<string, number[]>();
      leaders.set(leader, byTopic);
      const list = byTopic.get(name);
      if (list) list.push(index);
      else byTopic.set(name, [index]);
    }
  }
  return leaders;
}

/** The first and the end offset of a partition: what is kept of it. Absent where unknown. */
export interface Extent {
  readonly start?: bigint;
  /** the high watermark: one more than the last offset that all replicas in sync have */
  readonly end?: bigint;
  /** the code of Kafka for why one of them is absent, where a broker gave one */
  readonly error?: number;
}

export interface Extents {
  extent(topic: string, partition: number): Extent;
  /** by broker that did not answer */
  readonly failures: Offsets["failures"];
}

/** Both ends of all partitions of some topics, with two requests to each leader. */
export async function fetchExtents(cluster: Cluster, topics: readonly Wanted[], signal: AbortSignal): Promise<Extents> {
  const [starts, ends] = await Promise.all([
    listOffsets(cluster, topics, EARLIEST, 0, signal),
    listOffsets(cluster, topics, LATEST, 0, signal),
  ]);
  return {
    extent(topic, partition) {
      const start = starts.found.get(topic)?.get(partition);
      const end = ends.found.get(topic)?.get(partition);
      return { start: start?.offset, end: end?.offset, error: start?.error ?? end?.error };
    },
    failures: new Map([...starts.failures, ...ends.failures]),
  };
}
