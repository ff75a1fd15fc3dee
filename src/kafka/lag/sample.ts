import { hasCode } from "../../core/failure";
import type { LagRequest, LagSample, Missing } from "../../core/lag-source";
import { text, verbatim } from "../../core/text";
import { brokerName, type Cluster } from "../cluster";
import { type Groups, listGroupsAt } from "../groups";
import { fetchMetadata, type Topic } from "../metadata";
import { type Reading, readGroups } from "./coordinators";
import { fillExtents } from "./extents";
import { Partitions } from "./partitions";
import { assignedOf, groupSample } from "./rows";

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

  const partitions = partitionsOf(readings);
  const names = partitions.names.filter((name) => LEGAL.test(name));
  const { topics } = await fetchMetadata(cluster, [...new Set([...names, GROUPS_TOPIC])], signal);
  addTasks(readings, partitions, topics);
  await fillExtents(cluster, partitions, topics, signal, most);
  return {
    takenAt,
    groups: readings.map((reading) => groupSample(reading, partitions)),
    missing: missingOf(cluster, listed, topics),
  };
}

/** Where no broker told its groups, an empty list would be a lie. */
function throwIfNobodyAnswered(asked: readonly number[], { failures }: Groups): void {
  const [failure] = failures.values();
  if (failure && failures.size === asked.length) throw failure;
}

function partitionsOf(readings: readonly Reading[]): Partitions {
  const partitions = new Partitions();
  for (const reading of readings) {
    const { commits, described } = reading;
    if (commits && "commits" in commits) {
      for (const { topic, partition } of commits.commits) partitions.extent(topic, partition);
    }
    const details = described && "details" in described ? described.details : undefined;
    if (details?.subtopologies) {
      // Which partitions these have is known only when the topics are.
      for (const topic of assignedOf(reading)) partitions.topic(topic);
      continue;
    }
    for (const { assigned } of details?.members ?? []) {
      for (const { name, partitions: indexes } of assigned ?? []) {
        for (const index of indexes) partitions.extent(name, index);
      }
    }
  }
  return partitions;
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
          for (const index of indexes) if (index < count) partitions.extent(topic, index);
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
