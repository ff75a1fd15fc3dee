import { type Address, child } from "../core/address";
import type { GoTo } from "../core/contract";
import { type Text, text } from "../core/text";

export const goTo: readonly GoTo[] = [
  {
    id: "goToTopic",
    title: text("Go to Topic…"),
    help: text("A topic, or one of its partitions: topic/partition"),
    placeholder: "orders",
    parse: parseRecord,
  },
  {
    id: "goToOffset",
    title: text("Go to Offset…"),
    help: text("A record: topic/partition@offset"),
    placeholder: "orders/2@1042",
    parse: parseRecord,
  },
  {
    id: "goToGroup",
    title: text("Go to Consumer Group…"),
    help: text("The id of a consumer group"),
    placeholder: "orders-service",
    parse: parseGroup,
  },
];

/** `orders`, `orders/2`, `orders/2@1042`; also `orders-2@1042`, as Kafka's own logs write it. */
export function parseRecord(typed: string, root: Address): Address | Text {
  const match = /^([A-Za-z0-9._-]+?)(?:[/-](\d{1,10})@(\d{1,19})|\/(\d{1,10}))?\/?$/.exec(typed.trim());
  const [, topic, partition, offset, only] = match ?? [];
  if (!topic) return text("Type {0}, {1} or {2}", "orders", "orders/2", "orders/2@1042");
  const names = [topic, partition ?? only, offset].filter((name) => name !== undefined);
  return child(root, "topics", ...names.map((name, at) => (at === 0 ? name : BigInt(name).toString())));
}

export function parseGroup(typed: string, root: Address): Address | Text {
  const id = typed.trim();
  return id ? child(root, "groups", id) : text("Type the id of a consumer group");
}
