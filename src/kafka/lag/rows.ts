import type { GroupSample, MemberSample, PartitionSample, Problem } from "../../core/lag-source";
import type { TopicCommits } from "../commits";
import type { GroupDetails } from "../group-details";
import { compare } from "../metadata";
import { ErrorCode } from "../protocol/errors";
import type { Reading } from "./coordinators";
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

function partitionSamples(
  { commits }: Reading,
  members: readonly MemberSample[],
  partitions: Partitions,
): readonly PartitionSample[] {
  const committed = new Map<string, TopicCommits>();
  if (commits && "commits" in commits) for (const one of commits.commits) committed.set(one.topic, one);
  const owners = ownersOf(members);
  const rows: PartitionSample[] = [];
  for (const topic of [...new Set([...committed.keys(), ...owners.keys()])].sort(compare)) {
    const [found, owned, extents] = [committed.get(topic), owners.get(topic), partitions.topic(topic)];
    for (const { partition, place } of placesOf(found, owned)) {
      const error = place === undefined ? undefined : found?.errors?.get(place);
      const offset = place === undefined || error ? -1n : (found?.offsets[place] ?? -1n);
      const counted = place === undefined ? undefined : found?.lags?.[place];
      const member = owned?.get(partition);
      const row = rowOf(topic, partition, offset, counted, extents.get(partition) ?? NOTHING);
      if (member !== undefined) row.member = member;
      if (error) row.problem = partitionProblem(error);
      rows.push(row);
    }
  }
  return rows;
}

const NOTHING: Extent = {};

function ownersOf(members: readonly MemberSample[]): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const owners = new Map<string, Map<number, string>>();
  for (const { id, assigned } of members) {
    for (const { topic, partitions } of assigned ?? []) {
      const owned = owners.get(topic) ?? new Map<number, string>();
      owners.set(topic, owned);
      // The members of a share group may read the same partition: the first one stands for all.
      for (const partition of partitions) if (!owned.has(partition)) owned.set(partition, id);
    }
  }
  return owners;
}

interface PlaceOf {
  readonly partition: number;
  /** in the lists of the commits; absent where the partition has only a reader */
  readonly place?: number;
}

/** The partitions of a topic in order: those with commits, and those with a reader. */
function placesOf(found: TopicCommits | undefined, owned: ReadonlyMap<number, string> | undefined): PlaceOf[] {
  const places = (found?.partitions ?? []).map((partition, place): PlaceOf => ({ partition, place }));
  if (owned) {
    const known = new Set(found?.partitions);
    for (const partition of owned.keys()) if (!known.has(partition)) places.push({ partition });
  }
  return places.sort((one, other) => one.partition - other.partition);
}

type Row = { -readonly [name in keyof PartitionSample]: PartitionSample[name] };

/** Built field by field, without those that are not known: there may be 100,000 of them. */
function rowOf(
  topic: string,
  partition: number,
  offset: bigint,
  counted: bigint | undefined,
  { start, stable, end, problem }: Extent,
): Row {
  const whole = offset >= 0n && start !== undefined && stable !== undefined && end !== undefined && !problem;
  // Nearly all of them: an object that is made at once takes less memory than one that grows.
  if (whole && counted === undefined) {
    const [lastStable, next] = [end < stable ? end : stable, start > offset ? start : offset];
    return { topic, partition, committed: offset, logStart: start, lastStable, end, lag: end > next ? end - next : 0n };
  }
  const row: Row = { topic, partition };
  if (offset >= 0n) row.committed = offset;
  if (start !== undefined) row.logStart = start;
  if (stable !== undefined) row.lastStable = end !== undefined && end < stable ? end : stable;
  if (end !== undefined) row.end = end;
  if (counted !== undefined) {
    // Where a broker is to count and does not, nobody else can: records behind the first open one may be done.
    if (counted >= 0n) row.lag = counted;
  } else if (offset >= 0n && end !== undefined) {
    const next = start !== undefined && start > offset ? start : offset;
    row.lag = end > next ? end - next : 0n;
  }
  if (problem) row.problem = problem;
  return row;
}
