import type { EditInput } from "../../core/edit";
import { Failure } from "../../core/failure";
import { type Text, text } from "../../core/text";
import { isLed, type Topic } from "../metadata";
import { partitionOf } from "./murmur2";

export const partitionInput = ({ partitions }: Topic): EditInput => ({
  name: "partition",
  type: "number",
  label: text("Partition"),
  help: text(
    "0 to {0}. Without a number, the key decides as it does in Java's producer; without a key, chance.",
    partitions.length - 1,
  ),
  optional: true,
  check: (written) => (has(partitions, written) ? undefined : text("is none of the partitions")),
});

const has = (partitions: Topic["partitions"], written: string): boolean =>
  /^\d+$/.test(written) && partitions.some(({ index }) => index === Number(written));

interface Choice {
  readonly partition: number;
  readonly why?: Text;
}

/**
 * The partition that a record goes to.
 * @param wanted a number, or "" where none was named
 */
export function choosePartition({ partitions, name }: Topic, wanted: number | string, key: Uint8Array | null): Choice {
  if (wanted !== "") {
    if (has(partitions, String(wanted))) return { partition: Number(wanted) };
    throw new Failure({ code: "notFound", what: text("The topic {0} has no partition {1}.", name, wanted) });
  }
  if (key) return { partition: partitionOf(key, partitions.length), why: text("The key leads to this partition.") };
  const led = partitions.filter(isLed);
  const { index } = led[Math.floor(Math.random() * led.length)] ?? partitions[0] ?? { index: 0 };
  return { partition: index, why: text("The partition was chosen by chance.") };
}
