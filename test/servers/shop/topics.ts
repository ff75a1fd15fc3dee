import type { Admin } from "kafkajs";
import { newTopics, offsetsOnceKnown } from "../new-topics";
import { numbers, type Order } from "./catalogue";

/** Makes the topic where it is missing. False where somebody has already written to it: that is left alone. */
export async function isEmpty(admin: Admin, topic: string, numPartitions: number): Promise<boolean> {
  await newTopics(admin, { topic, numPartitions });
  const offsets = await offsetsOnceKnown(admin, topic);
  return offsets.every(({ high }) => high === "0");
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
