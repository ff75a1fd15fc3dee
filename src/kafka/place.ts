import { type Address, segmentText } from "../core/address";

/** What an address below a Kafka connection stands for. */
export type Place =
  | { readonly is: "root" }
  | { readonly is: "topics" }
  | { readonly is: "topic"; readonly topic: string }
  | { readonly is: "partition"; readonly topic: string; readonly partition: number }
  | { readonly is: "record"; readonly topic: string; readonly partition: number; readonly offset: bigint }
  | { readonly is: "groups" }
  | { readonly is: "group"; readonly group: string }
  | { readonly is: "member"; readonly group: string; readonly member: string }
  | { readonly is: "brokers" }
  | { readonly is: "broker"; readonly id: number };

/** undefined where nothing can be. */
export function placeOf({ path }: Address): Place | undefined {
  const names = path.map(segmentText);
  if (!names.every((name) => name !== undefined) || path.includes("")) return undefined;
  const [kind, first, second, third] = names;
  if (kind === undefined) return { is: "root" };
  if (names.length === 1)
    return kind === "topics" || kind === "groups" || kind === "brokers" ? { is: kind } : undefined;
  if (first === undefined || names.length > 4) return undefined;
  if (kind === "topics") return topicPlace(first, second, third);
  if (names.length > 3) return undefined;
  if (kind === "groups") {
    return second === undefined ? { is: "group", group: first } : { is: "member", group: first, member: second };
  }
  const id = wholeNumber(first, 2n ** 31n - 1n);
  return kind === "brokers" && id !== undefined && second === undefined ? { is: "broker", id: Number(id) } : undefined;
}

function topicPlace(topic: string, second: string | undefined, third: string | undefined): Place | undefined {
  // Anything else is no name of a topic, and some brokers fall ill when asked.
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(topic)) return undefined;
  if (second === undefined) return { is: "topic", topic };
  const partition = wholeNumber(second, 2n ** 31n - 1n);
  if (partition === undefined) return undefined;
  if (third === undefined) return { is: "partition", topic, partition: Number(partition) };
  const offset = wholeNumber(third, 2n ** 63n - 1n);
  return offset === undefined ? undefined : { is: "record", topic, partition: Number(partition), offset };
}

/** Only as numbers are written here, so that one thing has one address. */
function wholeNumber(text: string, most: bigint): bigint | undefined {
  if (!/^(0|[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= most ? value : undefined;
}
