import type { GroupSample, MemberSample, PartitionSample, Problem } from "../../core/lag-source";
import { greater, lesser } from "../bigint";
import type { GroupDetails } from "../group-details";
import { compare } from "../metadata";
import { ErrorCode } from "../protocol/errors";
import type { GroupCommit, Reading } from "./coordinators";
import type { Extent, Partitions } from "./partitions";
import { phaseOf } from "./phase";
import { failureProblem, groupProblem, partitionProblem } from "./problems";

/** The groups as the contract wants them, from all that was read. */
export function groupSample(reading: Reading, partitions: Partitions): GroupSample {
  const { listing } = reading;
  const details = detailsOf(reading);
  const state = listing.state ?? details?.state;
  const members = details?.members.map((member): MemberSample => memberSample(member, details, partitions));
  return {
    id: listing.id,
    ...(listing.type ? { type: listing.type } : {}),
    ...(state ? { state } : {}),
    phase: phaseOf(state),
    ...(members ? { members } : {}),
    partitions: partitionSamples(reading, members ?? [], partitions),
    ...problemOf(reading),
  };
}

const detailsOf = ({ described }: Reading): GroupDetails | undefined =>
  described && "details" in described ? described.details : undefined;

/** What is assigned to the members of a group, by topic. */
export function assignedOf(reading: Reading): ReadonlySet<string> {
  const details = detailsOf(reading);
  const names = new Set<string>();
  for (const member of details?.members ?? []) {
    for (const { name } of member.assigned ?? []) {
      for (const topic of topicsOf(name, details)) names.add(topic);
    }
  }
  return names;
}

/** In a streams group partitions are given out by parts of the topology, each of which reads some topics. */
const topicsOf = (name: string, details: GroupDetails | undefined): readonly string[] =>
  details?.subtopologies ? (details.subtopologies.get(name) ?? []) : [name];

function memberSample(
  { id, instanceId, clientId, host, assigned }: GroupDetails["members"][number],
  details: GroupDetails,
  partitions: Partitions,
): MemberSample {
  const topics = assigned?.flatMap(({ name, partitions: indexes }) =>
    topicsOf(name, details).map((topic) => ({ topic, partitions: existing(topic, indexes, details, partitions) })),
  );
  return {
    id,
    ...(instanceId === undefined ? {} : { instanceId }),
    clientId,
    host,
    ...(topics ? { assigned: topics.filter((topic) => topic.partitions.length > 0) } : {}),
  };
}

/** A task of a streams group has the number of a partition which not all of its topics need to have. */
function existing(topic: string, indexes: readonly number[], details: GroupDetails, partitions: Partitions) {
  if (!details.subtopologies) return indexes;
  const count = partitions.count(topic);
  return count === undefined ? indexes : indexes.filter((index) => index < count);
}

function problemOf({ commits, described }: Reading): { readonly problem?: Problem } {
  if (!commits) return { problem: groupProblem(ErrorCode.coordinatorNotAvailable) };
  if ("failure" in commits) return { problem: failureProblem(commits.failure) };
  if ("error" in commits) return { problem: groupProblem(commits.error, commits.message) };
  if (described && "failure" in described) return { problem: failureProblem(described.failure) };
  // A group that is gone since it was listed is dead, and no problem.
  if (described && "error" in described && described.error !== ErrorCode.groupNotFound) {
    return { problem: groupProblem(described.error, described.message) };
  }
  return {};
}

function partitionSamples(reading: Reading, members: readonly MemberSample[], partitions: Partitions) {
  const committed = new Map<string, Map<number, GroupCommit>>();
  const commits = reading.commits && "commits" in reading.commits ? reading.commits.commits : [];
  for (const commit of commits) ofTopic(committed, commit.topic).set(commit.partition, commit);
  const owners = new Map<string, Map<number, string>>();
  for (const { id, assigned } of members) {
    for (const { topic, partitions: indexes } of assigned ?? []) {
      const owned = ofTopic(owners, topic);
      for (const index of indexes) if (!owned.has(index)) owned.set(index, id);
    }
  }
  const rows: PartitionSample[] = [];
  for (const topic of [...new Set([...committed.keys(), ...owners.keys()])].sort(compare)) {
    const [commitOf, ownerOf, extents] = [committed.get(topic), owners.get(topic), partitions.topic(topic)];
    const indexes = new Set([...(commitOf?.keys() ?? []), ...(ownerOf?.keys() ?? [])]);
    for (const partition of [...indexes].sort((one, other) => one - other)) {
      const commit = commitOf?.get(partition);
      const member = ownerOf?.get(partition);
      // Offsets of -1 are told for partitions of which nothing is known; without a reader they are no rows.
      if (member === undefined && commit && commit.offset < 0n && !commit.error) continue;
      rows.push(partitionSample(topic, partition, commit, member, extents.get(partition) ?? {}));
    }
  }
  return rows;
}

function ofTopic<T>(map: Map<string, Map<number, T>>, topic: string): Map<number, T> {
  const known = map.get(topic);
  if (known) return known;
  const made = new Map<number, T>();
  map.set(topic, made);
  return made;
}

function partitionSample(
  topic: string,
  partition: number,
  commit: GroupCommit | undefined,
  member: string | undefined,
  { start, stable, end, problem: unknown }: Extent,
): PartitionSample {
  const committed = commit && !commit.error && commit.offset >= 0n ? commit.offset : undefined;
  const problem = commit?.error ? partitionProblem(commit.error) : unknown;
  const lag = commit?.lag ?? lagOf(committed, start, end);
  return {
    topic,
    partition,
    ...(committed === undefined ? {} : { committed }),
    ...(start === undefined ? {} : { logStart: start }),
    ...(stable === undefined ? {} : { lastStable: end === undefined ? stable : lesser(stable, end) }),
    ...(end === undefined ? {} : { end }),
    ...(lag === undefined ? {} : { lag }),
    ...(member === undefined ? {} : { member }),
    ...(problem ? { problem } : {}),
  };
}

function lagOf(committed: bigint | undefined, start: bigint | undefined, end: bigint | undefined): bigint | undefined {
  if (committed === undefined || end === undefined) return undefined;
  return greater(end - greater(committed, start ?? committed), 0n);
}
