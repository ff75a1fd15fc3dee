import { hasCode } from "../../core/failure";
import type { GroupSample, LagRequest, LagSample } from "../../core/lag-source";
import type { Cluster } from "../cluster";
import { type GroupListing, type Groups, listGroupsAt } from "../groups";
import { type ClusterMetadata, compare, fetchMetadata, type Topic } from "../metadata";
import { Turns } from "../turns";
import { type Reading, readGroups } from "./coordinators";
import { fillExtents } from "./extents";
import { missingParts } from "./missing";
import { Partitions } from "./partitions";
import { Rights } from "./rights";
import { groupSample } from "./rows";
import { deniedGroups, GROUPS_TOPIC } from "./unlisted";

/** milliseconds that a coordinator is waited for while it loads its groups */
const PATIENCE = 1_500;
/** milliseconds that a broker may take which did not answer the last time */
const SHORT = 1_500;
/** milliseconds after which it is given all the time again: it may be slow, and not dead */
const GRUDGE = 60_000;
const LEGAL = /^[A-Za-z0-9._-]{1,249}$/;

interface Ahead {
  readonly names: ReadonlySet<string>;
  readonly metadata: Promise<ClusterMetadata>;
}

/** Takes the samples of a cluster, one after the other; remembers who did not answer. */
export class Sampler {
  /** since when (milliseconds since 1970) brokers do not answer */
  private silent: ReadonlyMap<number, number> = new Map();
  /** the topics of the last sample: nearly always those of the next one */
  private names: readonly string[] = [];
  private readonly rights: Rights;

  constructor(private readonly cluster: Cluster) {
    this.rights = new Rights(cluster);
  }

  /**
   * One reading: the groups of each broker, what they have committed beside their members, one look at the topics that
   * occur (those of the last reading meanwhile), and the ends of their partitions.
   */
  async take(request: LagRequest, signal: AbortSignal): Promise<LagSample> {
    const { cluster } = this;
    if (!cluster.brokers.length) await fetchMetadata(cluster, [], signal);
    const asked = cluster.brokers;
    const sample = await this.read(request, asked, signal);
    // A broker that has joined since the last look: what it has is no small part of a small cluster.
    return cluster.brokers.every((id) => asked.includes(id)) ? sample : this.read(request, cluster.brokers, signal);
  }

  private async read(request: LagRequest, brokers: readonly number[], signal: AbortSignal): Promise<LagSample> {
    const { cluster } = this;
    const most = this.limits();
    const [listed, describesCluster] = await Promise.all([
      listGroupsAt(cluster, brokers, signal, { patience: PATIENCE, most }),
      this.rights.describesCluster(signal),
    ]);
    throwIfNobodyAnswered(brokers, listed);
    this.silent = this.silentNow(listed);
    const mostOf = (id: number) => (this.silent.has(id) ? 1 : most(id));

    const listings = wanted(listed.groups, request.groups);
    const takenAt = Date.now();
    const ahead = this.topicsAhead(signal);
    const options = { describe: request.describe, patience: PATIENCE, most: mostOf };
    const readings = await readGroups(cluster, listings, options, signal);
    const turns = new Turns();
    const partitions = new Partitions();
    for (const reading of readings) {
      addPartitions(reading, partitions);
      if (turns.over) await turns.next(signal);
    }
    const topics = await this.topics([...partitions.names, GROUPS_TOPIC], ahead, signal);
    addTasks(readings, partitions, topics);
    await fillExtents(cluster, partitions, topics, signal, mostOf);
    const groups: GroupSample[] = [];
    for (const reading of readings) {
      groups.push(groupSample(reading, partitions));
      if (turns.over) await turns.next(signal);
    }
    const known = new Set(listings.map(({ id }) => id));
    const denied = await deniedGroups(
      cluster,
      (request.groups ?? []).filter((id) => !known.has(id)),
      signal,
    );
    return {
      takenAt,
      groups: denied.length ? [...groups, ...denied].sort((one, other) => compare(one.id, other.id)) : groups,
      missing: missingParts(cluster, listed, topics, describesCluster),
    };
  }

  /** Asks for the topics that will be wanted while the coordinators are busy with the commits. */
  private topicsAhead(signal: AbortSignal): Ahead | undefined {
    const { cluster, names } = this;
    if (!names.length) return undefined;
    const metadata = fetchMetadata(cluster, names, signal);
    // Whoever waits for it is told; where the commits fail, that is nobody.
    metadata.catch(() => {});
    return { names: new Set(names), metadata };
  }

  private async topics(names: readonly string[], ahead: Ahead | undefined, signal: AbortSignal) {
    this.names = [...new Set(names)].filter((name) => LEGAL.test(name));
    const known = ahead ? (await ahead.metadata).topics : [];
    const left = this.names.filter((name) => !ahead?.names.has(name));
    return left.length ? [...known, ...(await fetchMetadata(this.cluster, left, signal)).topics] : known;
  }

  private silentNow({ failures }: Groups): ReadonlyMap<number, number> {
    const now = Date.now();
    const silent = new Map<number, number>();
    for (const [id, failure] of failures) {
      const since = this.silent.get(id) ?? now;
      if (hasCode(failure, "timeout")) silent.set(id, now - since < GRUDGE ? since : now);
    }
    return silent;
  }

  /** What one broker may take of the time that is left, so that whatever the others tell still counts. */
  private limits(): (id: number) => number {
    const { cluster, silent } = this;
    const begin = Date.now();
    return (id) => {
      const most = Math.min(cluster.nodeTimeout, (begin + cluster.timeout - Date.now()) * 0.8);
      const since = silent.get(id);
      return Math.max(1, since !== undefined && begin - since < GRUDGE ? Math.min(SHORT, most) : most);
    };
  }
}

function wanted(groups: readonly GroupListing[], ids: readonly string[] | undefined): readonly GroupListing[] {
  const only = ids && new Set(ids);
  return only ? groups.filter(({ id }) => only.has(id)) : groups;
}

/** Where no broker told its groups, an empty list would be a lie. */
function throwIfNobodyAnswered(brokers: readonly number[], { failures }: Groups): void {
  const [failure] = failures.values();
  if (failure && failures.size === brokers.length) throw failure;
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
