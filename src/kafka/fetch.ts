import { type Text, text } from "../core/text";
import { brokerName, type Cluster } from "./cluster";
import type { Isolation } from "./offsets";
import { answerFailure, ErrorCode } from "./protocol/errors";
import { type Fields, MalformedError } from "./protocol/values";

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

/** What a leader gives of a partition from an offset on. */
export interface Fetched {
  readonly highWatermark: bigint;
  /** the first offset of the oldest transaction that is still open; the high watermark where there is none */
  readonly lastStableOffset: bigint;
  readonly logStart: bigint;
  /** transactions that were given up and have records in `records`; told with isolation 1 only */
  readonly aborted: readonly AbortedTransaction[];
  /** record batches as they lie in the log; the last one may be cut off */
  readonly records: Uint8Array;
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** Where to begin to read, and how much. */
export interface FetchPosition extends PartitionName {
  readonly offset: bigint;
}

export interface FetchLimits {
  /** of one partition; the first one gives at least one batch, however large, the others nothing where it is larger */
  readonly bytes: number;
  /** of all partitions together; `bytes` unless told */
  readonly allBytes?: number;
  readonly isolation: Isolation;
}

/** What came of a partition; "outside": the offset is not in the log; otherwise the code of Kafka for why nothing came. */
export type FetchAnswer = Fetched | "outside" | { readonly error: number };

/**
 * Reads a piece of a partition's log, without a group and without a session: it leaves nothing behind.
 * At least one batch comes, however large; undefined where `offset` is outside of the log.
 */
export async function fetchLog(
  cluster: Cluster,
  leader: number,
  { topic, partition }: PartitionName,
  { offset, ...limits }: { readonly offset: bigint } & FetchLimits,
  signal: AbortSignal,
): Promise<Fetched | undefined> {
  const name = text("The partition {0} of the topic {1}", partition, topic);
  const answers = await fetchLogs(cluster, leader, [{ topic, partition, offset }], limits, signal, name);
  const found = answers[0];
  if (!found) throw new MalformedError("no partition in the answer to Fetch");
  if (found === "outside") return undefined;
  if ("error" in found) throw answerFailure(found.error, name);
  return found;
}

/**
 * Like `fetchLog` for some partitions of one leader, in one request. The answers stand where their positions do;
 * undefined where the leader gave none.
 */
export async function fetchLogs(
  cluster: Cluster,
  leader: number,
  positions: readonly FetchPosition[],
  { bytes, allBytes = bytes, isolation }: FetchLimits,
  signal: AbortSignal,
  name: Text & object = brokerName(cluster, leader),
): Promise<readonly (FetchAnswer | undefined)[]> {
  const byTopic = new Map<string, FetchPosition[]>();
  for (const position of positions) byTopic.set(position.topic, [...(byTopic.get(position.topic) ?? []), position]);
  const fields = {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: allBytes,
    isolationLevel: isolation,
    // No session is kept at the broker.
    sessionId: 0,
    sessionEpoch: -1,
    topics: [...byTopic].map(([topic, wanted]) => ({
      topic,
      partitions: wanted.map(({ partition, offset }) => ({
        partition,
        currentLeaderEpoch: -1,
        fetchOffset: offset,
        lastFetchedEpoch: -1,
        logStartOffset: -1n,
        partitionMaxBytes: bytes,
      })),
    })),
    forgottenTopicsData: [],
    rackId: "",
  };
  const answer = await cluster.askNode(leader, "Fetch", fields, signal, 4);
  const whole = answer.number("errorCode", 0);
  if (whole) throw answerFailure(whole, name);
  const found = new Map<string, FetchAnswer>();
  for (const topic of answer.list("responses")) {
    for (const partition of topic.list("partitions")) {
      found.set(`${partition.number("partitionIndex")} ${topic.string("topic")}`, readFetched(partition));
    }
  }
  return positions.map(({ topic, partition }) => found.get(`${partition} ${topic}`));
}

function readFetched(found: Fields): FetchAnswer {
  const error = found.number("errorCode");
  if (error === ErrorCode.offsetOutOfRange) return "outside";
  if (error) return { error };
  return {
    highWatermark: found.bigint("highWatermark"),
    lastStableOffset: found.bigint("lastStableOffset"),
    logStart: found.bigint("logStartOffset", -1n),
    aborted: found.list("abortedTransactions").map((transaction) => ({
      producerId: transaction.bigint("producerId"),
      firstOffset: transaction.bigint("firstOffset"),
    })),
    records: found.bytes("records"),
  };
}
