import { setTimeout as sleep } from "node:timers/promises";
import type { Admin } from "kafkajs";
import { numbers, type Order } from "./catalogue";

/** Makes the topic where it is missing. False where somebody has already written to it: that is left alone. */
export async function isEmpty(admin: Admin, topic: string, numPartitions: number): Promise<boolean> {
  await admin.createTopics({ topics: [{ topic, numPartitions }] });
  const offsets = await offsetsOnceKnown(admin, topic);
  return offsets.every(({ high }) => high === "0");
}

/** A topic is made before each of its leaders knows of it, on a machine that has just begun by seconds. */
async function offsetsOnceKnown(admin: Admin, topic: string): ReturnType<Admin["fetchTopicOffsets"]> {
  for (let tries = 0; ; tries++) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      const unknown = error instanceof Error && "type" in error && error.type === "UNKNOWN_TOPIC_OR_PARTITION";
      if (!unknown || tries === 60) throw error;
      await sleep(500);
    }
  }
}

export function orderMessage(order: Order) {
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
