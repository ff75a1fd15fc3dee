import type { Fact, Node, Page, PageRequest } from "../core/contract";
import { type Text, text } from "../core/text";
import { brokerFacts, brokerPage, findBroker } from "./broker-nodes";
import { findGroup, findMember, groupFacts, groupPage, memberFacts, memberPage } from "./group-nodes";
import { findTopic } from "./leaders";
import { partitionFacts, partitionNodes, partitionPage } from "./partition-nodes";
import type { Place } from "./place";
import { entryNode, findEntry, recordFacts, recordPage } from "./record-nodes";
import { rootPage, sectionNode } from "./root-nodes";
import { topicFacts, topicNodes, topicPage } from "./topic-nodes";
import type { View } from "./view";

/** One page of what is below a place. */
export async function childrenOf(view: View, place: Place, request: PageRequest, signal: AbortSignal): Promise<Page> {
  switch (place.is) {
    case "root":
      return rootPage(view, signal);
    case "topics":
      return topicPage(view, request, signal);
    case "topic":
      return partitionPage(view, place.topic, request, signal);
    case "partition":
      return recordPage(view, place, request, signal);
    case "groups":
      return groupPage(view, request, signal);
    case "group":
      return memberPage(view, place.group, request, signal);
    case "brokers":
      return brokerPage(view, request, signal);
    default:
      return { nodes: [], complete: true };
  }
}

/** The row of a place; undefined where nothing is there. */
export async function findNode(view: View, place: Place, signal: AbortSignal): Promise<Node | undefined> {
  switch (place.is) {
    case "root":
      return undefined;
    case "topics":
    case "groups":
    case "brokers":
      return sectionNode(view, place.is);
    case "topic":
    case "partition":
      return findTopicOrPartition(view, place, signal);
    case "record": {
      const topic = await findTopic(view.cluster, place.topic, signal);
      if (!topic?.partitions.some(({ index }) => index === place.partition)) return undefined;
      const entry = await findEntry(view, place, place.offset, signal);
      return entry && entryNode(view, place, entry);
    }
    case "group":
      return findGroup(view, place.group, signal);
    case "member":
      return findMember(view, place.group, place.member, signal);
    case "broker":
      return findBroker(view, place.id, signal);
  }
}

async function findTopicOrPartition(
  view: View,
  place: Place & { is: "topic" | "partition" },
  signal: AbortSignal,
): Promise<Node | undefined> {
  const topic = await findTopic(view.cluster, place.topic, signal);
  if (!topic) return undefined;
  if (place.is === "topic") return (await topicNodes(view, [topic], signal))[0];
  const partitions = topic.partitions.filter(({ index }) => index === place.partition);
  return (await partitionNodes(view, { ...topic, partitions }, signal))[0];
}

/** What the tooltip of a place says. */
export async function factsOf(view: View, place: Place, signal: AbortSignal): Promise<readonly Fact[]> {
  switch (place.is) {
    case "topic":
      return topicFacts(view, place.topic, signal);
    case "partition":
      return partitionFacts(view, place.topic, place.partition, signal);
    case "record":
      return recordFacts(view, place, place.offset, signal);
    case "group":
      return groupFacts(view, place.group, signal);
    case "member":
      return memberFacts(view, place.group, place.member, signal);
    case "broker":
      return brokerFacts(view, place.id, signal);
    default:
      return [{ label: text("Kafka"), value: listText(place.is) }];
  }
}

function listText(is: "root" | "topics" | "groups" | "brokers"): Text {
  switch (is) {
    case "root":
      return text("topics, consumer groups and brokers of a cluster");
    case "topics":
      return text("the topics of the cluster; internal ones are shown when the setting says so");
    case "groups":
      return text("the consumer groups that the brokers know; looking never joins one");
    case "brokers":
      return text("the servers of the cluster");
  }
}
