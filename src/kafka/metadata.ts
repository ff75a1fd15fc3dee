import type { Cluster } from "./cluster";
import type { Endpoint } from "./endpoint";
import { ErrorCode } from "./protocol/errors";
import type { Fields } from "./protocol/values";

export interface ClusterMetadata {
  readonly clusterId?: string;
  /** with ZooKeeper the controller; behind KRaft it may be any broker */
  readonly controllerId: number;
  readonly brokers: readonly Broker[];
  /** in the order of their names */
  readonly topics: readonly Topic[];
}

export interface Broker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string;
}

export interface Topic {
  readonly name: string;
  /** a UUID in base64; absent before Kafka 2.8 */
  readonly id?: string;
  readonly internal: boolean;
  /** a code of Kafka, 0 where all is well */
  readonly error: number;
  /** by their number */
  readonly partitions: readonly Partition[];
}

export interface Partition {
  readonly index: number;
  /** -1: there is none at the moment */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  /** replicas whose broker or disk is down */
  readonly offline: readonly number[];
}

export const isLed = ({ leader }: Partition): boolean => leader >= 0;
export const isWhole = ({ replicas, inSync }: Partition): boolean => inSync.length >= replicas.length;

/** From here on a server can be told not to create a topic that it is asked about. */
const WITHOUT_CREATING = 4;

/** Asks for the brokers only. */
export const METADATA_OF_NOTHING = {
  topics: [],
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
};

/**
 * What the cluster looks like, and where its brokers are.
 * @param names the topics to tell of; "all", or [] for none
 */
export async function fetchMetadata(
  cluster: Cluster,
  names: readonly string[] | "all",
  signal: AbortSignal,
): Promise<ClusterMetadata> {
  const topics = names === "all" ? null : names.map((name) => ({ name, topicId: NO_ID }));
  const fields = { ...METADATA_OF_NOTHING, topics };
  const found = new Map<string, Topic>();
  const take = (item: Fields) => {
    const topic = readTopic(item);
    found.set(topic.name, topic);
  };
  const answer = await cluster.ask("Metadata", fields, signal, WITHOUT_CREATING, { list: "topics", take });
  const metadata = readMetadata(answer, found);
  cluster.announce(new Map<number, Endpoint>(metadata.brokers.map((broker) => [broker.id, broker])));
  return metadata;
}

const NO_ID = Buffer.alloc(16).toString("base64url");

function readMetadata(answer: Fields, topics: ReadonlyMap<string, Topic>): ClusterMetadata {
  return {
    clusterId: answer.optionalString("clusterId"),
    controllerId: answer.number("controllerId", -1),
    brokers: answer.list("brokers").map((broker) => ({
      id: broker.number("nodeId"),
      host: broker.string("host"),
      port: broker.number("port"),
      rack: broker.optionalString("rack"),
    })),
    topics: [...topics.values()].sort((one, other) => compare(one.name, other.name)),
  };
}

function readTopic(topic: Fields): Topic {
  const id = topic.optionalString("topicId");
  return {
    name: topic.optionalString("name") ?? "",
    id: id === NO_ID ? undefined : id,
    internal: topic.boolean("isInternal", false),
    error: topic.number("errorCode"),
    partitions: topic
      .list("partitions")
      .map(readPartition)
      .sort((one, other) => one.index - other.index),
  };
}

function readPartition(partition: Fields): Partition {
  return {
    index: partition.number("partitionIndex"),
    leader: partition.number("errorCode") === ErrorCode.leaderNotAvailable ? -1 : partition.number("leaderId"),
    leaderEpoch: partition.number("leaderEpoch", -1),
    replicas: partition.numbers("replicaNodes"),
    inSync: partition.numbers("isrNodes"),
    offline: partition.numbers("offlineReplicas"),
  };
}

/** By code units, as Kafka's own tools sort names. */
export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
