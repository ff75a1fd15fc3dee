import type { Position, RecordTime } from "../../core/lag-source";
import type { Cluster } from "../cluster";
import { type FetchAnswer, fetchLogs } from "../fetch";
import { fetchMetadata } from "../metadata";
import { type RecordBatch, readBatches } from "../records/batch";
import { unpack } from "../records/record";

/** bytes of one partition in the first request: producers write batches of 16 kB unless told */
const SMALL = 32 * 1024;
/** bytes of one partition where its first batch is larger than that: brokers take about 1 MB unless told */
const LARGE = 1_152 * 1024;
/** bytes of one answer */
const ANSWER = 4 * 1024 * 1024;
/** requests to one leader: more only where batches are large, or where marks and compacted ranges are walked over */
const ROUNDS = 6;
/** bytes that the records of one batch may have */
const LARGEST = 16 * 1024 * 1024;

/** A position that is looked for, and where the search stands. */
interface Search {
  readonly position: Position;
  at: bigint;
  found?: RecordTime;
  tooSmall?: boolean;
}

/**
 * The times of the next records from some positions on: one request to each leader, more where that does not give a
 * record. Read up to the high watermark, as the lag counts: a position inside of an open transaction has a time as well.
 * Positions whose record could not be read are left out.
 */
export async function fetchRecordTimes(
  cluster: Cluster,
  positions: readonly Position[],
  signal: AbortSignal,
): Promise<readonly RecordTime[]> {
  if (!positions.length) return [];
  const { topics } = await fetchMetadata(cluster, [...new Set(positions.map(({ topic }) => topic))], signal);
  const leaderOf = new Map(
    topics.map((topic) => [topic.name, new Map(topic.partitions.map(({ index, leader }) => [index, leader]))]),
  );
  const byLeader = new Map<number, Search[]>();
  const searches = positions.map((position): Search => ({ position, at: position.offset }));
  for (const search of searches) {
    const leader = leaderOf.get(search.position.topic)?.get(search.position.partition) ?? -1;
    if (leader >= 0) byLeader.set(leader, [...(byLeader.get(leader) ?? []), search]);
  }
  await cluster.each(byLeader.keys(), signal, async (leader, inner) => {
    let left = byLeader.get(leader) ?? [];
    for (let round = 0; left.length && round < ROUNDS; round++) left = await readRound(cluster, leader, left, inner);
  });
  return searches.flatMap(({ found }) => found ?? []);
}

/** One request; returns those that need another one, in turn so that each is the first once. */
async function readRound(cluster: Cluster, leader: number, searches: readonly Search[], signal: AbortSignal) {
  const bytes = searches.some(({ tooSmall }) => tooSmall) ? LARGE : SMALL;
  const limits = { bytes, allBytes: Math.min(ANSWER, bytes * searches.length), isolation: 0 } as const;
  const wanted = searches.map(({ position, at }) => ({ ...position, offset: at }));
  const answers = await fetchLogs(cluster, leader, wanted, limits, signal);
  const again: Search[] = [];
  for (const [index, search] of searches.entries()) {
    if (await advance(search, answers[index])) again.push(search);
  }
  return again;
}

/** Takes what came of one partition; true where more must be read. */
async function advance(search: Search, answer: FetchAnswer | undefined): Promise<boolean> {
  if (!answer || answer === "outside" || "error" in answer) return false;
  const { position } = search;
  const batches = readBatches(answer.records);
  for (const batch of batches) {
    if (batch.lastOffset < search.at) continue;
    const timestamp = await timeFrom(batch, search.at);
    if (timestamp === "unreadable") return false;
    if (timestamp !== undefined) {
      search.found = { ...position, ...(timestamp >= 0 ? { timestamp } : {}) };
      return false;
    }
    search.at = batch.lastOffset + 1n;
  }
  if (search.at >= answer.highWatermark) {
    search.found = position;
    return false;
  }
  search.tooSmall = !batches.length;
  return true;
}

/** The time of the first record of a batch from an offset on; undefined where it has none. */
async function timeFrom(batch: RecordBatch, from: bigint): Promise<number | "unreadable" | undefined> {
  if (batch.control || !batch.count) return undefined;
  if (batch.outdated) return "unreadable";
  if (batch.appendTime !== undefined && batch.lastOffset >= from) return Number(batch.appendTime);
  try {
    const record = (await unpack(batch, LARGEST)).find(({ offset }) => offset >= from);
    return record && Number(record.timestamp);
  } catch {
    return "unreadable";
  }
}
