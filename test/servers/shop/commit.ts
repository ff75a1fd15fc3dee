import type { Kafka } from "kafkajs";

export interface Position {
  readonly partition: number;
  readonly offset: string;
}

/**
 * Joins, commits and leaves, as a consumer does that has read so far. (`admin.setOffsets` takes 5 s for each group.)
 * Without positions it leaves a group that has never committed anything.
 */
export async function commit(kafka: Kafka, groupId: string, topic: string, positions: readonly Position[]) {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  // Not GROUP_JOIN: a consumer that is disconnected before its first fetch now and then never ends.
  const fetched = new Promise((resolve) => consumer.on(consumer.events.FETCH, resolve));
  await consumer.connect();
  try {
    await consumer.subscribe({ topic });
    await consumer.run({ autoCommit: false, eachBatch: async () => {} });
    await fetched;
    if (positions.length) await consumer.commitOffsets(positions.map((position) => ({ topic, ...position })));
  } finally {
    await consumer.disconnect();
  }
}
