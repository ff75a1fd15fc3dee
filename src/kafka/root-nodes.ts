import type { Node, Page } from "../core/contract";
import { type Failure, isFailure } from "../core/failure";
import { count, type Text, text } from "../core/text";
import { type Groups, listGroups } from "./groups";
import { type ClusterMetadata, fetchMetadata } from "./metadata";
import { shownTopics } from "./topic-nodes";
import { addressIn, type View } from "./view";

export type Section = "topics" | "groups" | "brokers";

const SECTIONS: Readonly<
  Record<Section, { readonly label: string; readonly title: Text; readonly icon: string; readonly role: Text }>
> = {
  topics: { label: "Topics", title: text("Topics"), icon: "output", role: text("list of topics") },
  groups: {
    label: "Consumer Groups",
    title: text("Consumer Groups"),
    icon: "organization",
    role: text("list of consumer groups"),
  },
  brokers: { label: "Brokers", title: text("Brokers"), icon: "server-environment", role: text("list of brokers") },
};

/** The three lists of a cluster, with how much is in them. */
export async function rootPage(view: View, signal: AbortSignal): Promise<Page> {
  const metadata = await fetchMetadata(view.cluster, "all", signal);
  const groups = await groupsOrFailure(view, signal);
  return {
    nodes: [
      section(view, "topics", count(topicCount(view, metadata))),
      groupSection(view, groups),
      section(view, "brokers", count(metadata.brokers.length)),
    ],
    complete: true,
  };
}

export function sectionNode(view: View, is: Section): Node {
  return section(view, is);
}

const topicCount = (view: View, { topics }: ClusterMetadata): number => shownTopics(view, topics).length;

async function groupsOrFailure(view: View, signal: AbortSignal): Promise<Groups | Failure> {
  try {
    return await listGroups(view.cluster, signal);
  } catch (error) {
    if (signal.aborted || !isFailure(error)) throw error;
    return error;
  }
}

/** What brokers did not tell may be more. */
function groupSection(view: View, groups: Groups | Failure): Node {
  if (isFailure(groups) || groups.failures.size === view.cluster.brokers.length) {
    return { ...section(view, "groups", text("unknown")), tone: "warning" };
  }
  const known = count(groups.groups.length);
  return groups.failures.size
    ? { ...section(view, "groups", text("≥ {0}", known)), tone: "warning" }
    : section(view, "groups", known);
}

function section(view: View, is: Section, detail?: Text): Node {
  const { label, title, icon, role } = SECTIONS[is];
  return {
    address: addressIn(view, is),
    kind: `kafka.${is}`,
    label,
    title,
    ...(detail ? { detail: [detail] } : {}),
    icon,
    expandable: true,
    readable: false,
    role,
  };
}
