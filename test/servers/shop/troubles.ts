import { type Admin, Kafka, logLevel } from "kafkajs";
import type { KafkaServer } from "../shared";
import { HOUR, type Order } from "./catalogue";
import { commit } from "./commit";
import { isEmpty, orderMessage } from "./topics";

export const RETURNS = "returns";
export const PAYMENTS = { topic: "payments", group: "payment-ledger" } as const;
/** The longest that Kafka takes: 24 days. */
const LONGEST = 2 ** 31 - 1;

/**
 * Consumers in trouble that nobody needs to run for: one for which records were deleted before it had read them, one
 * that has to wait for an open transaction, and one that has never committed.
 */
export async function fillTroubles(server: KafkaServer, orders: readonly Order[], now: number): Promise<void> {
  const kafka = new Kafka({ clientId: "example-shop", brokers: [...server.brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    await Promise.all([lostReturns(kafka, admin, orders), openPayment(kafka, admin, orders, now)]);
    await commit(kafka, "newsletter", RETURNS, []);
  } finally {
    await admin.disconnect();
  }
}

/** The first 120 of 200 records are deleted, and the group had read 45. */
async function lostReturns(kafka: Kafka, admin: Admin, orders: readonly Order[]): Promise<void> {
  if (!(await isEmpty(admin, RETURNS, 1))) return;
  const producer = kafka.producer();
  await producer.connect();
  try {
    await producer.send({ topic: RETURNS, messages: orders.slice(0, 200).map(orderMessage) });
  } finally {
    await producer.disconnect();
  }
  await commit(kafka, "returns-report", RETURNS, [{ partition: 0, offset: "45" }]);
  await admin.deleteTopicRecords({ topic: RETURNS, partitions: [{ partition: 0, offset: "120" }] });
}

/** Partition 0 ends with 24 records of a transaction that nobody ends: whoever reads committed records waits there. */
async function openPayment(kafka: Kafka, admin: Admin, orders: readonly Order[], now: number): Promise<void> {
  const { topic, group } = PAYMENTS;
  if (!(await isEmpty(admin, topic, 2))) return;
  const paid = orders.slice(0, 160).map((order, index) => ({
    ...orderMessage(order),
    value: JSON.stringify({ order: order.id, paid: order.total }),
    partition: index % 2,
    timestamp: `${index < 112 ? order.at : now - HOUR}`,
  }));
  const producer = kafka.producer({
    transactionalId: "payment-service",
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: LONGEST,
  });
  await producer.connect();
  try {
    const done = await producer.transaction();
    await done.send({ topic, messages: paid.slice(0, 112) });
    await done.commit();
    // 56 records and the end of the transaction are in each partition.
    await commit(kafka, group, topic, [
      { partition: 0, offset: "57" },
      { partition: 1, offset: "57" },
    ]);
    const open = await producer.transaction();
    await open.send({ topic, messages: paid.slice(112).filter(({ partition }) => partition === 0) });
  } finally {
    await producer.disconnect();
  }
}
