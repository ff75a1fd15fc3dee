import { Failure } from "../core/failure";
import { text } from "../core/text";
import type { Cluster } from "./cluster";
import { readAssignment, readSubscription } from "./consumer-protocol";
import type { GroupListing } from "./groups";
import { answerFailure, ErrorCode } from "./protocol/errors";
import type { ApiName } from "./protocol/messages";
import type { Fields } from "./protocol/values";

export interface GroupDetails {
  readonly state: string;
  /** how partitions are given out: the name of an assignor; absent where nobody has joined */
  readonly assignor?: string;
  /** of the new protocols: how often the group's members or subscriptions have changed */
  readonly epoch?: number;
  readonly members: readonly Member[];
}

export interface Member {
  readonly id: string;
  /** of a static member: `group.instance.id` */
  readonly instanceId?: string;
  readonly clientId: string;
  readonly host: string;
  readonly rack?: string;
  readonly epoch?: number;
  /** names of topics; absent where the group's protocol does not tell */
  readonly subscribed?: readonly string[];
  /** absent where the group's protocol does not tell */
  readonly assigned?: readonly Assigned[];
}

/** What a member reads of a topic, or in a streams group of a subtopology. */
export interface Assigned {
  readonly name: string;
  readonly partitions: readonly number[];
}

/** Asks the group's coordinator about it; undefined where the group is gone by now. */
export async function describeGroup(
  cluster: Cluster,
  group: GroupListing,
  signal: AbortSignal,
): Promise<GroupDetails | undefined> {
  const { id, coordinator } = group;
  const kind = KINDS.get(group.type ?? "classic");
  if (!kind) {
    throw new Failure({
      code: "unsupported",
      what: text("The group {0} is of the type {1}, which is not known here.", id, group.type ?? ""),
    });
  }
  const fields = { groups: [id], groupIds: [id], includeAuthorizedOperations: false };
  const answer = await cluster.askNode(coordinator, kind.api, fields, signal);
  const [found] = answer.list("groups");
  if (!found) return undefined;
  const error = found.number("errorCode");
  if (error === ErrorCode.groupNotFound) return undefined;
  if (error) throw answerFailure(error, text("The group {0}", id), found.optionalString("errorMessage"));
  // Before version 6, a group that is not there is called dead.
  if (found.string("groupState") === "Dead" && !found.list("members").length) return undefined;
  return kind.read(found);
}

interface Kind {
  readonly api: ApiName;
  read(group: Fields): GroupDetails;
}

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["classic", { api: "DescribeGroups", read: readClassic }],
  ["consumer", { api: "ConsumerGroupDescribe", read: (group) => readModern(group, readPartitions) }],
  ["share", { api: "ShareGroupDescribe", read: (group) => readModern(group, readPartitions) }],
  ["streams", { api: "StreamsGroupDescribe", read: (group) => readModern(group, readTasks) }],
]);

function readClassic(group: Fields): GroupDetails {
  const isConsumer = group.string("protocolType") === "consumer";
  return {
    state: group.string("groupState"),
    assignor: group.string("protocolData") || undefined,
    members: group.list("members").map((member) => ({
      id: member.string("memberId"),
      instanceId: member.optionalString("groupInstanceId"),
      clientId: member.string("clientId"),
      host: hostOf(member),
      // Of other kinds of groups (Kafka Connect), only its own software can read these bytes.
      ...(isConsumer
        ? {
            subscribed: readSubscription(member.bytes("memberMetadata")),
            assigned: readAssignment(member.bytes("memberAssignment")),
          }
        : {}),
    })),
  };
}

function readModern(group: Fields, assigned: (assignment: Fields) => readonly Assigned[]): GroupDetails {
  return {
    state: group.string("groupState"),
    assignor: group.optionalString("assignorName") || undefined,
    epoch: group.number("groupEpoch"),
    members: group.list("members").map((member) => {
      const assignment = member.inner("assignment");
      const regex = member.optionalString("subscribedTopicRegex");
      const names = member.has("subscribedTopicNames") ? member.strings("subscribedTopicNames") : undefined;
      return {
        id: member.string("memberId"),
        instanceId: member.optionalString("instanceId"),
        clientId: member.string("clientId"),
        host: hostOf(member),
        rack: member.optionalString("rackId"),
        epoch: member.number("memberEpoch"),
        subscribed: regex ? [...(names ?? []), `/${regex}/`] : names,
        assigned: assignment ? assigned(assignment) : [],
      };
    }),
  };
}

/** Java writes an address as `/10.0.0.1`. */
const hostOf = (member: Fields): string => member.string("clientHost").replace(/^\//, "");

const readPartitions = (assignment: Fields): readonly Assigned[] =>
  assignment.list("topicPartitions").map((topic) => ({
    name: topic.string("topicName"),
    partitions: topic.numbers("partitions"),
  }));

const readTasks = (assignment: Fields): readonly Assigned[] =>
  assignment.list("activeTasks").map((task) => ({
    name: task.string("subtopologyId"),
    partitions: task.numbers("partitions"),
  }));
