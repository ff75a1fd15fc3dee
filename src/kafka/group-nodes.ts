import { shown } from "../core/bytes";
import type { Fact, Node, Page, PageRequest, Tone } from "../core/contract";
import { Failure } from "../core/failure";
import { count, type Text, text, verbatim } from "../core/text";
import { brokerName } from "./cluster";
import { describeGroup, type GroupDetails, type Member } from "./group-details";
import { type GroupListing, type Groups, listGroups } from "./groups";
import { compare } from "./metadata";
import { filtered, pageOf, pieceOf } from "./paging";
import { addressIn, listed, type View } from "./view";

export async function groupPage(view: View, request: PageRequest, signal: AbortSignal): Promise<Page> {
  const list = await listed(
    view.lists.groups,
    request.cursor !== undefined && !request.refresh,
    () => listGroups(view.cluster, signal),
    (taken) => {
      view.lists.groups = taken;
    },
  );
  if (!list.groups.length) throwIfNobodyAnswered(view, list);
  const wanted = filtered(list.groups, request.filter, (group) => group.id);
  const piece = pieceOf(wanted, request, (group) => group.id, compare);
  const page = pageOf(
    piece.items.map((group) => groupNode(view, group)),
    piece,
  );
  const missing = missingText(view, list);
  return missing ? { ...page, complete: false, partial: { text: missing, state: "final" } } : page;
}

/** Where no broker told its groups, an empty list would be a lie. */
export function throwIfNobodyAnswered({ cluster }: View, { failures }: Groups): void {
  const [failure] = failures.values();
  if (failure && failures.size === cluster.brokers.length) throw failure;
}

/** Which brokers did not tell their groups; undefined where all did. */
export function missingText({ cluster }: View, { failures }: Groups): Text | undefined {
  const [first] = failures;
  if (!first) return undefined;
  const [id, failure] = first;
  if (failures.size > 1) {
    const ids = [...failures.keys()].sort((one, other) => one - other).join(", ");
    return text("The groups of the brokers {0} are missing: they did not answer.", ids);
  }
  return text("The groups of {0} are missing: {1}", brokerName(cluster, id), failure.what);
}

function groupNode(view: View, group: GroupListing): Node {
  const { id, type, state, protocolType } = group;
  const tone = toneOf(state);
  return {
    address: addressIn(view, "groups", id),
    kind: "kafka.group",
    label: id === "" ? '""' : shown(id),
    ...(shown(id) === id ? {} : { name: id }),
    detail: [
      ...(state ? [verbatim(state)] : []),
      ...(type ? [verbatim(type)] : []),
      ...(protocolType && protocolType !== "consumer" && protocolType !== type ? [verbatim(protocolType)] : []),
    ],
    icon: "organization",
    ...(tone ? { tone } : {}),
    expandable: state !== "Empty" && state !== "Dead",
    readable: true,
    role: text("consumer group"),
  };
}

function toneOf(state: string | undefined): Tone | undefined {
  if (state === "Empty" || state === "Dead") return "muted";
  return state && /Rebalanc|Assigning|Reconciling|NotReady/.test(state) ? "warning" : undefined;
}

export async function findGroup(view: View, id: string, signal: AbortSignal): Promise<Node | undefined> {
  const group = await lookUp(view, id, signal);
  return group && groupNode(view, group);
}

/** The group's listing; undefined where no broker has it. Rejects where one that may have it did not answer. */
export async function lookUp(view: View, id: string, signal: AbortSignal): Promise<GroupListing | undefined> {
  const { groups, failures } = await listGroups(view.cluster, signal);
  const group = groups.find((candidate) => candidate.id === id);
  const [failure] = failures.values();
  if (!group && failure) throw failure;
  return group;
}

/** A group with its members. Rejects where it is not there. */
export async function needGroup(
  view: View,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly group: GroupListing; readonly details: GroupDetails }> {
  const group = await lookUp(view, id, signal);
  const details = group && (await describeGroup(view.cluster, group, signal));
  if (group && details) return { group, details };
  throw new Failure({
    code: "notFound",
    what: text("There is no consumer group {0}.", shown(id)),
    fix: text("Refresh the list: a group without members and commits is forgotten after a while."),
  });
}

export async function memberPage(view: View, id: string, request: PageRequest, signal: AbortSignal): Promise<Page> {
  const { details } = await needGroup(view, id, signal);
  const members = [...details.members].sort((one, other) => compare(one.id, other.id));
  const piece = pieceOf(members, request, (member) => member.id, compare);
  return pageOf(
    piece.items.map((member) => memberNode(view, id, member)),
    piece,
  );
}

export async function findMember(
  view: View,
  id: string,
  memberId: string,
  signal: AbortSignal,
): Promise<Node | undefined> {
  const group = await lookUp(view, id, signal);
  const details = group && (await describeGroup(view.cluster, group, signal));
  const member = details?.members.find((candidate) => candidate.id === memberId);
  return member && memberNode(view, id, member);
}

function memberNode(view: View, group: string, member: Member): Node {
  const assigned = member.assigned?.reduce((sum, { partitions }) => sum + partitions.length, 0);
  return {
    address: addressIn(view, "groups", group, member.id),
    kind: "kafka.member",
    label: shown(member.instanceId ?? member.clientId) || shown(member.id),
    name: member.id,
    detail: [
      verbatim(shown(member.host)),
      ...(assigned === undefined ? [] : [assignedText(assigned)]),
      verbatim(shown(member.id)),
    ],
    icon: "person",
    ...(assigned === 0 ? { tone: "muted" } : {}),
    expandable: false,
    readable: true,
    role: text("member of a consumer group"),
  };
}

const assignedText = (partitions: number): Text =>
  partitions === 1 ? text("1 partition") : text("{0} partitions", count(partitions));

export async function groupFacts(view: View, id: string, signal: AbortSignal): Promise<readonly Fact[]> {
  const { group, details } = await needGroup(view, id, signal);
  return [
    { label: text("Consumer group"), value: verbatim(shown(id)) },
    { label: text("State"), value: verbatim(details.state) },
    ...(group.type ? [{ label: text("Type"), value: verbatim(group.type) }] : []),
    { label: text("Protocol"), value: verbatim(group.protocolType || "–") },
    { label: text("Assignor"), value: verbatim(details.assignor ?? "–") },
    { label: text("Members"), value: count(details.members.length) },
    { label: text("Coordinator"), value: brokerName(view.cluster, group.coordinator) },
  ];
}

export async function memberFacts(
  view: View,
  id: string,
  memberId: string,
  signal: AbortSignal,
): Promise<readonly Fact[]> {
  const { details } = await needGroup(view, id, signal);
  const member = details.members.find((candidate) => candidate.id === memberId);
  if (!member) return [{ label: text("State"), value: text("has left the group") }];
  const list = (names: readonly string[] | undefined): Text =>
    names ? verbatim(names.map(shown).join(", ") || "–") : text("unknown");
  return [
    { label: text("Member"), value: verbatim(shown(member.id)) },
    { label: text("Client"), value: verbatim(shown(member.clientId)) },
    { label: text("Host"), value: verbatim(shown(member.host)) },
    { label: text("Subscribed to"), value: list(member.subscribed) },
    {
      label: text("Reads"),
      value: list(member.assigned?.map(({ name, partitions }) => `${name}/${partitions.join(",")}`)),
    },
  ];
}
