import { type Fields, MalformedError, type Struct } from "../protocol/values";
import { type NewRecord, writeBatch } from "./record-batch";

/** What a leader says of one record. */
export interface Produced {
  /** a code of Kafka, 0 where all replicas in sync have it */
  readonly error: number;
  /** -1: the leader has not written it, or does not say */
  readonly offset: bigint;
  readonly message?: string;
}

/** @param timeout milliseconds that the leader waits for the other replicas */
export const produceRequest = (topic: string, partition: number, record: NewRecord, timeout: number): Struct => ({
  transactionalId: null,
  // All replicas in sync.
  acks: -1,
  timeoutMs: timeout,
  topicData: [{ name: topic, partitionData: [{ index: partition, records: writeBatch(record) }] }],
});

export function readProduced(answer: Fields, topic: string, partition: number): Produced {
  const found = answer
    .list("responses")
    .find((response) => response.string("name") === topic)
    ?.list("partitionResponses")
    .find((response) => response.number("index") === partition);
  if (!found) throw new MalformedError("no partition in the answer to Produce");
  const [first] = found.list("recordErrors");
  const message = first?.optionalString("batchIndexErrorMessage") ?? found.optionalString("errorMessage");
  return {
    error: found.number("errorCode"),
    offset: found.bigint("baseOffset"),
    ...(message ? { message } : {}),
  };
}
