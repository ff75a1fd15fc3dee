import { shown } from "../../core/bytes";
import { Failure } from "../../core/failure";
import { text } from "../../core/text";
import type { Member } from "../group-details";
import { needGroup } from "../group-nodes";
import type { View } from "../view";
import type { JsonObject } from "./json";

/** A group with its members and what they read. */
export async function groupDocument(view: View, id: string, signal: AbortSignal): Promise<JsonObject> {
  const { group, details } = await needGroup(view, id, signal);
  return {
    group: id,
    state: details.state,
    type: group.type,
    protocol: group.protocolType,
    assignor: details.assignor,
    epoch: details.epoch,
    coordinator: group.coordinator,
    members: details.members.map(memberOf),
  };
}

export async function memberDocument(
  view: View,
  id: string,
  memberId: string,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { details } = await needGroup(view, id, signal);
  const member = details.members.find((candidate) => candidate.id === memberId);
  if (member) return { group: id, ...memberOf(member) };
  throw new Failure({
    code: "notFound",
    what: text("{0} is no member of the consumer group {1} any more.", shown(memberId), shown(id)),
    fix: text("Refresh the group."),
  });
}

const memberOf = (member: Member): JsonObject => ({
  member: member.id,
  instance: member.instanceId,
  client: member.clientId,
  host: member.host,
  rack: member.rack,
  epoch: member.epoch,
  subscribed: member.subscribed,
  assigned: member.assigned && Object.fromEntries(member.assigned.map(({ name, partitions }) => [name, partitions])),
});
