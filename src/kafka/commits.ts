import { brokerName, type Cluster } from "./cluster";
import { answerFailure } from "./protocol/errors";
import type { Fields } from "./protocol/values";

/** What a group has committed for a topic: one place of each list for each partition. There may be very many of them. */
export interface TopicCommits {
  readonly topic: string;
  readonly partitions: readonly number[];
  /** the next offset to read; -1: nothing was committed */
  readonly offsets: readonly bigint[];
  /** codes of Kafka by place, for those that are not known; absent where there are none */
  readonly errors?: ReadonlyMap<number, number>;
  /** how many records are still to be delivered, where the broker counts them itself (share groups); -1: it does not */
  readonly lags?: readonly bigint[];
}

/** The commits of one group, or the code of Kafka for why they are not known. */
export type GroupCommits =
  | { readonly commits: readonly TopicCommits[] }
  | { readonly error: number; readonly message?: string };

/** From here on one request asks for many groups (Kafka 3.0). */
const MANY_GROUPS = 8;

/**
 * All that some groups have committed, in one request to the broker that coordinates them; an older broker is asked once
 * for each group. Nothing is written and no group is joined.
 * @param take gets the groups as they are read
 */
export async function fetchCommits(
  cluster: Cluster,
  coordinator: number,
  groups: readonly string[],
  take: (group: string, commits: GroupCommits) => void,
  signal: AbortSignal,
): Promise<void> {
  const most = cluster.versionsOf(coordinator, "OffsetFetch")?.maxVersion;
  if (most !== undefined && most < MANY_GROUPS) return oneByOne(cluster, coordinator, groups, take, signal);
  const fields = {
    groups: groups.map((groupId) => ({ groupId, memberId: null, memberEpoch: -1, topics: null })),
    requireStable: false,
  };
  const pieces = {
    list: "groups",
    columns: "partitions",
    take: (group: Fields) => take(group.string("groupId"), readGroup(group, inColumns)),
  };
  const answer = await cluster.askNode(coordinator, "OffsetFetch", fields, signal, MANY_GROUPS, pieces);
  const error = answer.number("errorCode", 0);
  if (error) throw answerFailure(error, brokerName(cluster, coordinator));
}

/** From here on all partitions of a group can be asked for without naming them (Kafka 0.10.2). */
const ALL_PARTITIONS = 2;
/** requests that wait for their answers at the same time */
const AT_ONCE = 16;

async function oneByOne(
  cluster: Cluster,
  coordinator: number,
  groups: readonly string[],
  take: (group: string, commits: GroupCommits) => void,
  signal: AbortSignal,
): Promise<void> {
  const left = [...groups];
  const ask = async () => {
    for (let groupId = left.pop(); groupId !== undefined; groupId = left.pop()) {
      const fields = { groupId, topics: null, requireStable: false };
      const answer = await cluster.askNode(coordinator, "OffsetFetch", fields, signal, ALL_PARTITIONS);
      take(groupId, readGroup(answer, inList));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
}

function readGroup(group: Fields, read: (topic: Fields) => Partitions): GroupCommits {
  const error = group.number("errorCode");
  if (error) return { error };
  return { commits: group.list("topics").map((topic) => readTopicCommits(topic.string("name"), read(topic))) };
}

/** The partitions of a topic as they were told, one place of each list for each. */
interface Partitions {
  readonly partitions: readonly number[];
  readonly offsets: readonly bigint[];
  readonly codes: readonly number[];
}

function inColumns(topic: Fields): Partitions {
  const columns = topic.columns("partitions");
  return {
    partitions: columns.numbers("partitionIndex"),
    offsets: columns.bigints("committedOffset"),
    codes: columns.numbers("errorCode"),
  };
}

function inList(topic: Fields): Partitions {
  const list = topic.list("partitions");
  return {
    partitions: list.map((partition) => partition.number("partitionIndex")),
    offsets: list.map((partition) => partition.bigint("committedOffset")),
    codes: list.map((partition) => partition.number("errorCode")),
  };
}

export function readTopicCommits(topic: string, { partitions, offsets, codes }: Partitions): TopicCommits {
  if (codes.every((code) => code === 0)) return { topic, partitions, offsets };
  const errors = new Map<number, number>();
  for (const [place, code] of codes.entries()) if (code) errors.set(place, code);
  return { topic, partitions, offsets, errors };
}
