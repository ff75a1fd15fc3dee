import { Kafka, logLevel, type SeekEntry } from "kafkajs";
import type { KafkaServer } from "../shared";
import type { Order } from "./catalogue";
import { commit, type Position } from "./commit";
import { isEmpty, orderMessage } from "./topics";

export const ORDERS = { topic: "orders", partitions: 3 } as const;
export const TUTORIAL_TOPIC = "test_topic";

/** A consumer that has read all, one that is behind in two partitions, and one that never read partition 2. */
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
      await producer.send({ topic: ORDERS.topic, messages: orders.slice(at, at + 100).map(orderMessage) });
    }
    const ends = await admin.fetchTopicOffsets(ORDERS.topic);
    await Promise.all(GROUPS.map(({ id, behind }) => commit(kafka, id, ORDERS.topic, positionsBehind(ends, behind))));
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
}

const positionsBehind = (ends: readonly SeekEntry[], behind: readonly (number | undefined)[]): Position[] =>
  ends.flatMap(({ partition, offset }) => {
    const lag = behind[partition];
    return lag === undefined ? [] : [{ partition, offset: `${Math.max(0, Number(offset) - lag)}` }];
  });
