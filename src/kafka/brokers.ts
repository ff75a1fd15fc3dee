import { withDeadline } from "../core/deadline";
import { type Failure, isFailure } from "../core/failure";
import { text } from "../core/text";
import { brokerName, type Cluster } from "./cluster";
import { type Broker, type ClusterMetadata, fetchMetadata } from "./metadata";
import { answerFailure } from "./protocol/errors";
import releases from "./protocol/releases.json";

export interface Brokers {
  readonly metadata: ClusterMetadata;
  /** by their ids; `fenced`: registered, but does not answer the controller (told by Kafka 4.0 and later) */
  readonly brokers: readonly (Broker & { readonly fenced: boolean })[];
  /** the id of the active controller, which need not be one of the brokers; absent where it is not told */
  readonly controller?: number;
}

/** All brokers, those that are down as well where the cluster tells. */
export async function fetchBrokers(
  cluster: Cluster,
  topics: "all" | readonly string[],
  signal: AbortSignal,
): Promise<Brokers> {
  const metadata = await fetchMetadata(cluster, topics, signal);
  const [fenced, controller] = await Promise.all([fencedBrokers(cluster, signal), activeController(cluster, signal)]);
  const alive = metadata.brokers.map((broker) => ({ ...broker, fenced: false }));
  const down = fenced.filter((broker) => !alive.some(({ id }) => id === broker.id));
  return {
    metadata,
    brokers: [...alive, ...down.map((broker) => ({ ...broker, fenced: true }))].sort((a, b) => a.id - b.id),
    controller: controller ?? (cluster.versions("DescribeQuorum") ? undefined : metadata.controllerId),
  };
}

/** From here on fenced brokers are told. */
const WITH_FENCED = 2;

async function fencedBrokers(cluster: Cluster, signal: AbortSignal): Promise<readonly Broker[]> {
  if ((cluster.versions("DescribeCluster")?.maxVersion ?? 0) < WITH_FENCED) return [];
  const fields = { includeClusterAuthorizedOperations: false, endpointType: 1, includeFencedBrokers: true };
  const answer = await optional(signal, () => cluster.ask("DescribeCluster", fields, signal, WITH_FENCED));
  if (!answer || answer.number("errorCode")) return [];
  return answer
    .list("brokers")
    .filter((broker) => broker.boolean("isFenced", false))
    .map((broker) => ({
      id: broker.number("brokerId"),
      host: broker.string("host"),
      port: broker.number("port"),
      rack: broker.optionalString("rack"),
    }));
}

/** Behind KRaft the controller that metadata names may be any broker: the leader of the quorum is the one. */
async function activeController(cluster: Cluster, signal: AbortSignal): Promise<number | undefined> {
  if (!cluster.versions("DescribeQuorum")) return undefined;
  const fields = { topics: [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }] };
  // A broker passes this on to the controllers, and waits for them where they are down.
  const answer = await optional(signal, () =>
    withDeadline(text("The quorum of controllers"), 3_000, signal, (inner) =>
      cluster.ask("DescribeQuorum", fields, inner),
    ),
  );
  const leader = answer?.list("topics")[0]?.list("partitions")[0]?.number("leaderId", -1) ?? -1;
  return answer && !answer.number("errorCode") && leader >= 0 ? leader : undefined;
}

/** What is good to know, but no reason to fail. */
async function optional<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (signal.aborted || !isFailure(error)) throw error;
    return undefined;
  }
}

/** The release of a broker's software ("4.3") as far as it can be told from the features that it supports; Kafka 3.3 and later. */
export async function fetchRelease(cluster: Cluster, id: number, signal: AbortSignal): Promise<string | undefined> {
  const fields = { clientSoftwareName: "cluster-observer", clientSoftwareVersion: "1" };
  const answer = await cluster.askNode(id, "ApiVersions", fields, signal);
  const feature = answer.list("supportedFeatures").find((known) => known.string("name") === "metadata.version");
  if (!feature) return undefined;
  const level = feature.number("maxVersion");
  const known = Object.entries(releases).filter(([least]) => Number(least) <= level);
  const newest = known.reduce<readonly [string, string]>(
    (best, next) => (+next[0] > +best[0] ? next : best),
    ["0", ""],
  );
  if (!newest[1]) return undefined;
  return +newest[0] === level ? newest[1] : `> ${newest[1]}`;
}

export interface LogDirectory {
  readonly path: string;
  /** bytes of the disk, and those that are free; absent before Kafka 3.3 */
  readonly total?: bigint;
  readonly free?: bigint;
  /** a code of Kafka, 0 where all is well */
  readonly error: number;
  readonly partitions: readonly { readonly topic: string; readonly partition: number; readonly size: bigint }[];
}

/** The folders in which a broker keeps its partitions, and the bytes of those asked for (of none: []). */
export async function fetchLogDirectories(
  cluster: Cluster,
  id: number,
  topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[],
  signal: AbortSignal,
): Promise<readonly LogDirectory[]> {
  const fields = { topics: topics.map(({ topic, partitions }) => ({ topic, partitions: [...partitions] })) };
  const answer = await cluster.askNode(id, "DescribeLogDirs", fields, signal);
  const error = answer.number("errorCode", 0);
  if (error) throw answerFailure(error, brokerName(cluster, id));
  return answer.list("results").map((result) => ({
    path: result.string("logDir"),
    total: known(result.bigint("totalBytes", -1n)),
    free: known(result.bigint("usableBytes", -1n)),
    error: result.number("errorCode"),
    partitions: result.list("topics").flatMap((topic) =>
      topic.list("partitions").map((partition) => ({
        topic: topic.string("name"),
        partition: partition.number("partitionIndex"),
        size: partition.bigint("partitionSize"),
      })),
    ),
  }));
}

const known = (bytes: bigint): bigint | undefined => (bytes >= 0n ? bytes : undefined);

/** Sizes of replicas by broker; a broker that did not tell is among the failures. */
export type ReplicaSizes = {
  readonly answers: ReadonlyMap<number, readonly LogDirectory[]>;
  readonly failures: ReadonlyMap<number, Failure>;
};
