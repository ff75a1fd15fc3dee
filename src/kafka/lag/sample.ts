import { hasCode } from "../../core/failure";
import type { GroupSample, LagRequest, LagSample, Missing } from "../../core/lag-source";
import { text, verbatim } from "../../core/text";
import { brokerName, type Cluster } from "../cluster";
import { type Groups, listGroupsAt } from "../groups";
import { fetchMetadata, type Topic } from "../metadata";
import { Turns } from "../turns";
import { type Reading, readGroups } from "./coordinators";
import { fillExtents } from "./extents";
import { Partitions } from "./partitions";
import { groupSample } from "./rows";

/** milliseconds that a coordinator is waited for while it loads its groups */
const PATIENCE = 1_500;
const GROUPS_TOPIC = "__consumer_offsets";
const LEGAL = /^[A-Za-z0-9._-]{1,249}$/;

/**
 * One reading: the groups of each broker, what they have committed beside their members, one look at the topics that
 * occur, and the ends of their partitions.
 */
export async function takeSample(cluster: Cluster, request: LagRequest, signal: AbortSignal): Promise<LagSample> {
  const begin = Date.now();
  const silent = new Set<number>();
  // What one broker may take of the time that is left, so that whatever the others tell still counts.
  const most = (id: number) =>
    silent.has(id) ? 1 : Math.max(1, Math.min(cluster.nodeTimeout, (cluster.timeout - (Date.now() - begin)) * 0.8));
  if (!cluster.brokers.length) await fetchMetadata(cluster, [], signal);
  const asked = cluster.brokers;
  const listed = await listGroupsAt(cluster, asked, signal, { patience: PATIENCE, most });
  throwIfNobodyAnswered(asked, listed);
  for (const [id, failure] of listed.failures) if (hasCode(failure, "timeout")) silent.add(id);

  const wanted = request.groups && new Set(request.groups);
  const listings = wanted ? listed.groups.filter(({ id }) => wanted.has(id)) : listed.groups;
  const takenAt = Date.now();
  const options = { describe: request.describe, patience: PATIENCE, most };
  const readings = await readGroups(cluster, listings, options, signal);

  const turns = new Turns();
  const partitions = new Partitions();
  for (const reading of readings) {
    addPartitions(reading, partitions);
    if (turns.over) await turns.next(signal);
  }
  const names = partitions.names.filter((name) => LEGAL.test(name));
  const { topics } = await fetchMetadata(cluster, [...new Set([...names, GROUPS_TOPIC])], signal);
  addTasks(readings, partitions, topics);
  await fillExtents(cluster, partitions, topics, signal, most);
  const groups: GroupSample[] = [];
  for (const reading of readings) {
    groups.push(groupSample(reading, partitions));
    if (turns.over) await turns.next(signal);
  }
  return {
    takenAt,
    groups,
    missing: missingOf(cluster, listed, topics),
  };
}

/** Where no broker told its groups, an empty list would be a lie. */
function throwIfNobodyAnswered(asked: readonly number[], { failures }: Groups): void {
  const [failure] = failures.values();
  if (failure && failures.size === asked.length) throw failure;
}

/** What one group reads: the partitions with commits, and those that its members were given. */
function addPartitions({ commits, described }: Reading, partitions: Partitions): void {
  if (commits && "commits" in commits) {
    for (const { topic, partitions: indexes } of commits.commits) partitions.add(topic, indexes);
  }
  const details = described && "details" in described ? described.details : undefined;
  for (const { assigned } of details?.members ?? []) {
    for (const { name, partitions: indexes } of assigned ?? []) {
      // Which partitions the topics of streams have is known only when the topics are.
      for (const topic of details?.subtopologies?.get(name) ?? []) partitions.add(topic, []);
      if (!details?.subtopologies) partitions.add(name, indexes);
    }
  }
}

/** The partitions that the tasks of streams groups read. */
function addTasks(readings: readonly Reading[], partitions: Partitions, topics: readonly Topic[]): void {
  const counts = new Map(topics.map((topic) => [topic.name, topic.partitions.length]));
  for (const { described } of readings) {
    const details = described && "details" in described ? described.details : undefined;
    if (!details?.subtopologies) continue;
    for (const { assigned } of details.members) {
      for (const { name, partitions: indexes } of assigned ?? []) {
        for (const topic of details.subtopologies.get(name) ?? []) {
          const count = counts.get(topic) ?? 0;
          partitions.add(
            topic,
            indexes.filter((index) => index < count),
          );
        }
      }
    }
  }
}

function missingOf(cluster: Cluster, { failures }: Groups, topics: readonly Topic[]): readonly Missing[] {
  const missing = [...failures].map(
    ([id, failure]): Missing => ({ what: text("The groups of {0}", brokerName(cluster, id)), why: failure.what }),
  );
  const lost = topics.find(({ name }) => name === GROUPS_TOPIC)?.partitions.filter(({ leader }) => leader < 0) ?? [];
  if (lost.length) {
    missing.push({
      what: text("The groups kept in {0}", verbatim(`${GROUPS_TOPIC}: ${lost.map(({ index }) => index).join(", ")}`)),
      why: text("These partitions have no leader at the moment."),
    });
  }
  return missing;
}
