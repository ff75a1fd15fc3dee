import type { Fact, Node, Page, PageRequest } from "../core/contract";
import { isFailure } from "../core/failure";
import { count, type Text, text, verbatim } from "../core/text";
import { fetchTopicConfig } from "./configs";
import { needTopic } from "./leaders";
import { compare, fetchMetadata, isLed, isWhole, type Topic } from "./metadata";
import { type Extent, fetchExtents } from "./offsets";
import { filtered, pageOf, pieceOf } from "./paging";
import { answerFailure } from "./protocol/errors";
import { addressIn, listed, type View } from "./view";

/** Topics that Kafka and its tools keep for themselves. */
export const isInternal = ({ name, internal }: Topic): boolean => internal || isInternalName(name);

export const isInternalName = (name: string): boolean => name.startsWith("__");

/** The topics that are shown: internal ones only when the setting says so. */
export function shownTopics(view: View, topics: readonly Topic[]): readonly Topic[] {
  return view.context.setting("showInternal", false) ? topics : topics.filter((topic) => !isInternal(topic));
}

export async function topicPage(view: View, request: PageRequest, signal: AbortSignal): Promise<Page> {
  const { topics } = await listed(
    view.lists.topics,
    request.cursor !== undefined && !request.refresh,
    () => fetchMetadata(view.cluster, "all", signal),
    (list) => {
      view.lists.topics = list;
    },
  );
  const wanted = filtered(shownTopics(view, topics), request.filter, (topic) => topic.name);
  const piece = pieceOf(wanted, request, (topic) => topic.name, compare);
  return pageOf(await topicNodes(view, piece.items, signal), piece);
}

/** Rows of topics; their offsets are asked for these only. */
export async function topicNodes(view: View, topics: readonly Topic[], signal: AbortSignal): Promise<readonly Node[]> {
  const { extent } = await fetchExtents(view.cluster, topics, signal);
  return topics.map((topic) => topicNode(view, topic, (partition) => extent(topic.name, partition)));
}

function topicNode(view: View, topic: Topic, extent: (partition: number) => Extent): Node {
  const { name, partitions } = topic;
  const trouble = troubleOf(topic);
  const most = spanText(mostMessages(topic, extent));
  return {
    address: addressIn(view, "topics", name),
    kind: "kafka.topic",
    label: name,
    detail: [...trouble, partitionsText(partitions.length), most, ...replicationText(topic)],
    icon: isInternal(topic) ? "gear" : "output",
    ...(trouble.length ? { tone: "warning" } : isInternal(topic) ? { tone: "muted" } : {}),
    expandable: partitions.length > 0,
    readable: true,
    role: isInternal(topic) ? text("internal topic") : text("topic"),
  };
}

/** What is wrong with a topic, the worst first; empty where all is well. */
function troubleOf(topic: Topic): Text[] {
  const offline = topic.partitions.filter((partition) => !isLed(partition)).length;
  const thin = topic.partitions.filter((partition) => isLed(partition) && !isWhole(partition)).length;
  const trouble: Text[] = [];
  if (topic.error && !topic.partitions.length) {
    const { why } = answerFailure(topic.error, verbatim(topic.name));
    if (why) trouble.push(why);
  }
  if (offline) trouble.push(text("offline: {0} of {1}", count(offline), count(topic.partitions.length)));
  if (thin) trouble.push(text("under-replicated: {0} of {1}", count(thin), count(topic.partitions.length)));
  return trouble;
}

const partitionsText = (partitions: number): Text =>
  partitions === 1 ? text("1 partition") : text("{0} partitions", count(partitions));

/**
 * Compaction and the marks of transactions leave gaps between offsets, so their span is the most there can be.
 * undefined where the offsets of a partition are not known.
 */
function mostMessages({ partitions }: Topic, extent: (partition: number) => Extent): bigint | undefined {
  let sum = 0n;
  for (const { index } of partitions) {
    const { start, end } = extent(index);
    if (start === undefined || end === undefined) return undefined;
    sum += end > start ? end - start : 0n;
  }
  return sum;
}

export function spanText(most: bigint | undefined): Text {
  if (most === undefined) return text("messages unknown");
  return most === 0n ? text("empty") : text("messages ≤ {0}", count(most));
}

/** The same for a tooltip, where a label stands in front of it. */
export const mostText = (most: bigint | undefined): Text =>
  most === undefined ? text("unknown") : text("at most {0}", count(most));

/** `replication 3`, or `replication 2–3` where partitions differ. */
function replicationText({ partitions }: Topic): Text[] {
  if (!partitions.length) return [];
  const numbers = partitions.map(({ replicas }) => replicas.length);
  const [least, most] = [Math.min(...new Set(numbers)), Math.max(...new Set(numbers))];
  return [text("replication {0}", least === most ? least : `${least}–${most}`)];
}

export async function topicFacts(view: View, name: string, signal: AbortSignal): Promise<readonly Fact[]> {
  const topic = await needTopic(view.cluster, name, signal);
  const [{ extent, failures }, config] = await Promise.all([
    fetchExtents(view.cluster, [topic], signal),
    topicConfig(view, name, signal),
  ]);
  return [
    { label: text("Topic"), value: verbatim(name) },
    ...troubleOf(topic).map((value) => ({ label: text("Trouble"), value })),
    { label: text("Partitions"), value: count(topic.partitions.length) },
    { label: text("Messages"), value: mostText(mostMessages(topic, (index) => extent(name, index))) },
    ...[...failures.values()].map(({ what }) => ({ label: text("Unknown because"), value: what })),
    { label: text("Replicas"), value: verbatim(String(topic.partitions[0]?.replicas.length ?? 0)) },
    ...config,
  ];
}

const KEYS = ["cleanup.policy", "retention.ms", "retention.bytes"];

/** Some users may not see configurations: no reason to show nothing. */
async function topicConfig(view: View, name: string, signal: AbortSignal): Promise<Fact[]> {
  try {
    const entries = await fetchTopicConfig(view.cluster, name, signal, KEYS);
    return entries.map((entry) => ({ label: verbatim(entry.name), value: verbatim(entry.value ?? "") }));
  } catch (error) {
    if (signal.aborted || !isFailure(error)) throw error;
    return [{ label: text("Configuration"), value: error.what }];
  }
}
