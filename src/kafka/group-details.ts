import { Failure, isFailure } from "../core/failure";
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
  /** of a streams group: the topics that each part of its topology reads */
  readonly subtopologies?: ReadonlyMap<string, readonly string[]>;
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

/** A group as its coordinator describes it, the code of Kafka for why it does not, or why it could not be asked. */
export type Described =
  | { readonly details: GroupDetails }
  | { readonly error: number; readonly message?: string }
  | { readonly failure: Failure };

/** Asks a coordinator about groups of its own: one request for each type of group, all at once. */
export async function describeGroups(
  cluster: Cluster,
  coordinator: number,
  groups: readonly Pick<GroupListing, "id" | "type">[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Described>> {
  const found = new Map<string, Described>();
  const byType = new Map<string, string[]>();
  for (const { id, type = "classic" } of groups) {
    const ids = byType.get(type);
    if (ids) ids.push(id);
    else byType.set(type, [id]);
  }
  const one = async (type: string, ids: readonly string[]) => {
    const kind = KINDS.get(type);
    if (!kind) {
      for (const id of ids) found.set(id, { failure: unknownType(id, type) });
      return;
    }
    const fields = { groups: ids, groupIds: ids, includeAuthorizedOperations: false };
    try {
      const answer = await cluster.askNode(coordinator, kind.api, fields, signal);
      for (const group of answer.list("groups")) found.set(group.string("groupId"), readDescribed(group, kind));
    } catch (failure) {
      if (signal.aborted || !isFailure(failure)) throw failure;
      for (const id of ids) found.set(id, { failure });
    }
  };
  await Promise.all([...byType].map(([type, ids]) => one(type, ids)));
  return found;
}

function readDescribed(group: Fields, kind: Kind): Described {
  const error = group.number("errorCode");
  if (error) return { error, message: group.optionalString("errorMessage") };
  // Before version 6, a group that is not there is called dead.
  const gone = group.string("groupState") === "Dead" && !group.list("members").length;
  return gone ? { error: ErrorCode.groupNotFound } : { details: kind.read(group) };
}

const unknownType = (id: string, type: string): Failure =>
  new Failure({
    code: "unsupported",
    what: text("The group {0} is of the type {1}, which is not known here.", id, type),
  });

/** Asks the group's coordinator about it; undefined where the group is gone by now. */
export async function describeGroup(
  cluster: Cluster,
  group: GroupListing,
  signal: AbortSignal,
): Promise<GroupDetails | undefined> {
  const found = (await describeGroups(cluster, group.coordinator, [group], signal)).get(group.id);
  if (!found) return undefined;
  if ("details" in found) return found.details;
  if ("failure" in found) throw found.failure;
  if (found.error === ErrorCode.groupNotFound) return undefined;
  throw answerFailure(found.error, text("The group {0}", group.id), found.message);
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
  const topology = group.has("topology") ? group.inner("topology") : undefined;
  return {
    ...(topology ? { subtopologies: readSubtopologies(topology) } : {}),
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

const readSubtopologies = (topology: Fields): ReadonlyMap<string, readonly string[]> =>
  new Map(
    topology.list("subtopologies").map((part) => {
      const repartitioned = part.list("repartitionSourceTopics").map((topic) => topic.string("name"));
      return [part.string("subtopologyId"), [...part.strings("sourceTopics"), ...repartitioned]];
    }),
  );
