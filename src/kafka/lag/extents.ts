import type { Cluster } from "../cluster";
import type { Topic } from "../metadata";
import { EARLIEST, type Isolation, LATEST } from "../offsets";
import type { Fields } from "../protocol/values";
import { Turns } from "../turns";
import type { Extent, Partitions } from "./partitions";
import { failureProblem, partitionProblem } from "./problems";

/** From here on a broker tells the last stable offset (Kafka 0.11). */
const WITH_ISOLATION = 2;

/**
 * Fills in the ends of all partitions: three requests to each leader, at once and in this order, because a broker
 * answers those of one connection one after the other. The last stable offset comes behind the end, so that what was
 * written in between does not look like an open transaction.
 */
export async function fillExtents(
  cluster: Cluster,
  partitions: Partitions,
  topics: readonly Topic[],
  signal: AbortSignal,
  most: (id: number) => number,
): Promise<void> {
  const turns = new Turns();
  const byLeader = await partitions.byLeader(topics, turns, signal);
  const { failures } = await cluster.each(
    byLeader.keys(),
    signal,
    async (id, inner) => {
      const wanted = byLeader.get(id) ?? new Map<string, readonly number[]>();
      const ask = (timestamp: bigint, isolation: Isolation, take: (extent: Extent, offset: bigint) => void) =>
        askLeader(cluster, id, wanted, { timestamp, isolation }, partitions, take, inner);
      const asked = [
        ask(LATEST, 0, (extent, offset) => {
          extent.end = offset;
        }),
      ];
      // Writing down 10,000 partitions takes a while: others have their turn in between.
      await next(asked, turns, inner);
      asked.push(
        ask(LATEST, 1, (extent, offset) => {
          extent.stable = offset;
        }).catch(ignoreUnsupported(cluster, id)),
      );
      await next(asked, turns, inner);
      asked.push(
        ask(EARLIEST, 0, (extent, offset) => {
          extent.start = offset;
        }),
      );
      await Promise.all(asked);
    },
    most,
  );
  for (const [id, failure] of failures) {
    const problem = failureProblem(failure);
    for (const [topic, indexes] of byLeader.get(id) ?? []) {
      const extents = partitions.topic(topic);
      for (const index of indexes) {
        const extent = extents.get(index);
        if (extent && extent.end === undefined) extent.problem ??= problem;
      }
    }
  }
}

/** A request that fails meanwhile is not forgotten: it is waited for with the others. */
async function next(asked: readonly Promise<void>[], turns: Turns, signal: AbortSignal): Promise<void> {
  for (const one of asked) one.catch(() => {});
  await turns.next(signal);
}

const ignoreUnsupported = (cluster: Cluster, id: number) => (error: unknown) => {
  if ((cluster.versionsOf(id, "ListOffsets")?.maxVersion ?? 0) >= WITH_ISOLATION) throw error;
};

async function askLeader(
  cluster: Cluster,
  leader: number,
  wanted: ReadonlyMap<string, readonly number[]>,
  { timestamp, isolation }: { readonly timestamp: bigint; readonly isolation: Isolation },
  partitions: Partitions,
  take: (extent: Extent, offset: bigint) => void,
  signal: AbortSignal,
): Promise<void> {
  const request = {
    replicaId: -1,
    isolationLevel: isolation,
    timeoutMs: 5_000,
    topics: [...wanted].map(([name, indexes]) => ({
      name,
      partitions: indexes.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp })),
    })),
  };
  const pieces = {
    list: "topics",
    columns: "partitions",
    take(topic: Fields) {
      const extents = partitions.topic(topic.string("name"));
      const columns = topic.columns("partitions");
      const errors = columns.numbers("errorCode");
      const offsets = columns.bigints("offset");
      for (const [place, index] of columns.numbers("partitionIndex").entries()) {
        const extent = extents.get(index);
        if (!extent) continue;
        const [error, offset] = [errors[place], offsets[place]];
        if (error) extent.problem ??= partitionProblem(error);
        else if (offset !== undefined) take(extent, offset);
      }
    },
  };
  await cluster.askNode(leader, "ListOffsets", request, signal, isolation === 1 ? WITH_ISOLATION : 1, pieces);
}
