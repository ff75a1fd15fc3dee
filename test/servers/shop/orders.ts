import { type Admin, Kafka, logLevel, type SeekEntry } from "kafkajs";
import type { KafkaServer } from "../shared";
import { numbers, type Order } from "./catalogue";

export const ORDERS = { topic: "orders", partitions: 3 } as const;
export const TUTORIAL_TOPIC = "test_topic";

/** A consumer that reads all, one that is behind in two partitions, and one that never read partition 2. */
const GROUPS: readonly { readonly id: string; readonly behind: readonly (number | undefined)[] }[] = [
  { id: "order-mail", behind: [0, 0, 0] },
  { id: "order-billing", behind: [0, 17, 64] },
  { id: "仓库-stock", behind: [5, 0, undefined] },
];

/** Puts `hello world` into the tutorial's topic, and a day of the shop's orders into theirs, with consumers of them. */
export async function fillKafka(server: KafkaServer, orders: readonly Order[]): Promise<void> {
  const kafka = new Kafka({ clientId: "example-shop", brokers: [...server.brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    if (await isEmpty(admin, TUTORIAL_TOPIC, 1)) {
      await producer.send({ topic: TUTORIAL_TOPIC, messages: [{ value: "hello world" }] });
    }
    if (!(await isEmpty(admin, ORDERS.topic, ORDERS.partitions))) return;
    for (let at = 0; at < orders.length; at += 100) {
      await producer.send({ topic: ORDERS.topic, messages: orders.slice(at, at + 100).map(message) });
    }
    const ends = await admin.fetchTopicOffsets(ORDERS.topic);
    await Promise.all(GROUPS.map(({ id, behind }) => commit(kafka, id, positionsBehind(ends, behind))));
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
}

/** Makes the topic where it is missing. False where somebody has already written to it: that is left alone. */
async function isEmpty(admin: Admin, topic: string, numPartitions: number): Promise<boolean> {
  await admin.createTopics({ topics: [{ topic, numPartitions }] });
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.every(({ high }) => high === "0");
}

function message(order: Order) {
  const random = numbers(order.at);
  const trace = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0"),
  ).join("");
  return {
    key: order.customer,
    value: JSON.stringify({ ...order, at: new Date(order.at).toISOString() }),
    headers: { "content-type": "application/json", source: order.channel, "trace-id": trace },
    timestamp: `${order.at}`,
  };
}

/** Joins, commits and leaves, as a consumer does that has read so far. (`admin.setOffsets` takes 5 s for each group.) */
async function commit(kafka: Kafka, groupId: string, positions: readonly Position[]): Promise<void> {
  const { topic } = ORDERS;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  // Not GROUP_JOIN: a consumer that is disconnected before its first fetch now and then never ends.
  const fetched = new Promise((resolve) => consumer.on(consumer.events.FETCH, resolve));
  await consumer.connect();
  try {
    await consumer.subscribe({ topic });
    await consumer.run({ autoCommit: false, eachBatch: async () => {} });
    await fetched;
    await consumer.commitOffsets(positions.map((position) => ({ topic, ...position })));
  } finally {
    await consumer.disconnect();
  }
}

interface Position {
  readonly partition: number;
  readonly offset: string;
}

const positionsBehind = (ends: readonly SeekEntry[], behind: readonly (number | undefined)[]): Position[] =>
  ends.flatMap(({ partition, offset }) => {
    const lag = behind[partition];
    return lag === undefined ? [] : [{ partition, offset: `${Math.max(0, Number(offset) - lag)}` }];
  });
