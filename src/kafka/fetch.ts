import { text } from "../core/text";
import type { Cluster } from "./cluster";
import type { Isolation } from "./offsets";
import { answerFailure, ErrorCode } from "./protocol/errors";
import { MalformedError } from "./protocol/values";

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

/**
 * Reads a piece of a partition's log, without a group and without a session: it leaves nothing behind.
 * At least one batch comes, however large; undefined where `offset` is outside of the log.
 */
export async function fetchLog(
  cluster: Cluster,
  leader: number,
  { topic, partition }: PartitionName,
  from: { readonly offset: bigint; readonly bytes: number; readonly isolation: Isolation },
  signal: AbortSignal,
): Promise<Fetched | undefined> {
  const fields = {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: from.bytes,
    isolationLevel: from.isolation,
    // No session is kept at the broker.
    sessionId: 0,
    sessionEpoch: -1,
    topics: [
      {
        topic,
        partitions: [
          {
            partition,
            currentLeaderEpoch: -1,
            fetchOffset: from.offset,
            lastFetchedEpoch: -1,
            logStartOffset: -1n,
            partitionMaxBytes: from.bytes,
          },
        ],
      },
    ],
    forgottenTopicsData: [],
    rackId: "",
  };
  const answer = await cluster.askNode(leader, "Fetch", fields, signal, 4);
  const name = text("The partition {0} of the topic {1}", partition, topic);
  const whole = answer.number("errorCode", 0);
  if (whole) throw answerFailure(whole, name);
  const found = answer.list("responses")[0]?.list("partitions")[0];
  if (!found) throw new MalformedError("no partition in the answer to Fetch");
  const error = found.number("errorCode");
  if (error === ErrorCode.offsetOutOfRange) return undefined;
  if (error) throw answerFailure(error, name);
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
