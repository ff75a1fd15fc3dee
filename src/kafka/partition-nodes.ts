import type { Fact, Node, Page, PageRequest } from "../core/contract";
import { type Text, text, verbatim } from "../core/text";
import { needPartition, needTopic } from "./leaders";
import { isLed, isWhole, type Partition, type Topic } from "./metadata";
import { type Extent, fetchExtents, LATEST, listOffsets } from "./offsets";
import { pageOf, pieceOf } from "./paging";
import { mostText, spanText } from "./topic-nodes";
import { addressIn, type View } from "./view";

export async function partitionPage(
  view: View,
  name: string,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page> {
  const topic = await needTopic(view.cluster, name, signal);
  const piece = pieceOf(
    topic.partitions,
    request,
    ({ index }) => String(index),
    (one, other) => Number(one) - Number(other),
  );
  return pageOf(await partitionNodes(view, { ...topic, partitions: piece.items }, signal), piece);
}

/** Rows of the partitions of a topic, which may hold a part of them only. */
export async function partitionNodes(view: View, topic: Topic, signal: AbortSignal): Promise<readonly Node[]> {
  const { extent } = await fetchExtents(view.cluster, [topic], signal);
  return topic.partitions.map((partition) =>
    partitionNode(view, topic.name, partition, extent(topic.name, partition.index)),
  );
}

function partitionNode(view: View, topic: string, partition: Partition, extent: Extent): Node {
  const trouble = troubleOf(partition);
  return {
    address: addressIn(view, "topics", topic, String(partition.index)),
    kind: "kafka.partition",
    label: String(partition.index),
    detail: [
      ...(trouble ? [trouble] : []),
      ...extentTexts(extent),
      ...(isLed(partition) ? [text("leader {0}", partition.leader)] : []),
      text("replicas {0}", partition.replicas.join(", ")),
      text("in sync {0}", partition.inSync.join(", ") || "–"),
    ],
    icon: "layers",
    ...(trouble ? { tone: isLed(partition) ? "warning" : "error" } : {}),
    expandable: true,
    readable: true,
    role: text("partition"),
  };
}

function troubleOf(partition: Partition): Text | undefined {
  if (!isLed(partition)) return text("offline");
  return isWhole(partition) ? undefined : text("under-replicated");
}

/** Offsets are names of records, and written as such. */
function extentTexts(extent: Extent): Text[] {
  const { start, end } = extent;
  if (start === undefined || end === undefined) return [spanText(undefined)];
  return [spanText(spanOf(extent)), text("start {0}", start), text("end {0}", end)];
}

function spanOf({ start, end }: Extent): bigint | undefined {
  if (start === undefined || end === undefined) return undefined;
  return end > start ? end - start : 0n;
}

export async function partitionFacts(
  view: View,
  name: string,
  index: number,
  signal: AbortSignal,
): Promise<readonly Fact[]> {
  const topic = await needTopic(view.cluster, name, signal);
  const partition = needPartition(topic, index);
  const only = { name, partitions: [partition] };
  const [{ extent, failures }, stable] = await Promise.all([
    fetchExtents(view.cluster, [only], signal),
    listOffsets(view.cluster, [only], LATEST, 1, signal),
  ]);
  const { start, end } = extent(name, index);
  const unknown = text("unknown");
  const offset = (value: bigint | undefined): Text => (value === undefined ? unknown : verbatim(value.toString()));
  const trouble = troubleOf(partition);
  return [
    { label: text("Partition"), value: verbatim(`${name}/${index}`) },
    ...(trouble ? [{ label: text("Trouble"), value: trouble }] : []),
    { label: text("Messages"), value: mostText(spanOf({ start, end })) },
    { label: text("First offset"), value: offset(start) },
    { label: text("End (high watermark)"), value: offset(end) },
    { label: text("Last stable offset"), value: offset(stable.found.get(name)?.get(index)?.offset) },
    { label: text("Leader"), value: isLed(partition) ? verbatim(String(partition.leader)) : text("none") },
    { label: text("Replicas"), value: verbatim(partition.replicas.join(", ")) },
    { label: text("In sync"), value: verbatim(partition.inSync.join(", ") || "–") },
    ...[...failures.values()].map(({ what }) => ({ label: text("Unknown because"), value: what })),
  ];
}
