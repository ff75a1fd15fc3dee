import type { Position, RecordTime } from "../../core/lag-source";
import type { Cluster } from "../cluster";
import { type FetchAnswer, fetchLogs } from "../fetch";
import { fetchMetadata } from "../metadata";
import { MalformedError } from "../protocol/values";
import { type RecordBatch, readBatches } from "../records/batch";
import { type LogRecord, unpack } from "../records/record";

/**
 * bytes of one partition: at first few, since there may be many positions; more for those whose first batch is larger.
 * Producers write batches of up to 16 kB, and brokers take them up to 1 MB, unless told otherwise.
 */
const SIZES = [8 * 1024, 64 * 1024, 1_152 * 1024] as const;
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
  /** how often nothing came because the first batch was larger than what was asked for */
  tooSmall: number;
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
  const searches = positions.map((position): Search => ({ position, at: position.offset, tooSmall: 0 }));
  for (const search of searches) {
    const leader = leaderOf.get(search.position.topic)?.get(search.position.partition) ?? -1;
    if (leader >= 0) byLeader.set(leader, [...(byLeader.get(leader) ?? []), search]);
  }
  const { failures } = await cluster.each(byLeader.keys(), signal, async (leader, inner) => {
    let left = byLeader.get(leader) ?? [];
    for (let round = 0; left.length && round < ROUNDS; round++) left = await readRound(cluster, leader, left, inner);
  });
  const [failure] = failures.values();
  if (failure && failures.size === byLeader.size) throw failure;
  return searches.flatMap(({ found }) => found ?? []);
}

/**
 * One request, more where several groups stand at one partition: a request may name it once. Returns those that need
 * more, with those first that got nothing, because the first one gets its batch however large that is.
 */
async function readRound(cluster: Cluster, leader: number, searches: readonly Search[], signal: AbortSignal) {
  const waves: Search[][] = [];
  const counts = new Map<string, number>();
  for (const search of searches) {
    const key = `${search.position.partition} ${search.position.topic}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const wave = waves[count];
    if (wave) wave.push(search);
    else waves.push([search]);
  }
  const left = await Promise.all(waves.map((wave) => readWave(cluster, leader, wave, signal)));
  return left.flat().sort((one, other) => other.tooSmall - one.tooSmall);
}

async function readWave(cluster: Cluster, leader: number, wave: readonly Search[], signal: AbortSignal) {
  const bytes = SIZES[Math.min(wave[0]?.tooSmall ?? 0, SIZES.length - 1)] ?? SIZES[0];
  const limits = { bytes, allBytes: Math.min(ANSWER, bytes * wave.length), isolation: 0 } as const;
  const searches = asAsked(wave);
  const wanted = searches.map(({ position, at }) => ({ ...position, offset: at }));
  const answers = await fetchLogs(cluster, leader, wanted, limits, signal);
  const again: Search[] = [];
  // The first partition that has anything gives a batch in any case: what is empty before it has nothing left.
  let nothingBefore = true;
  for (const [index, search] of searches.entries()) {
    const answer = answers[index];
    const empty = typeof answer === "object" && "records" in answer && !answer.records.length;
    if (empty && nothingBefore) search.found = { ...search.position };
    else if (await advance(search, answer)) again.push(search);
    nothingBefore &&= empty;
  }
  return again;
}

/** In the order in which a request names them: topic by topic. */
function asAsked(searches: readonly Search[]): readonly Search[] {
  const byTopic = new Map<string, Search[]>();
  for (const search of searches) {
    const list = byTopic.get(search.position.topic);
    if (list) list.push(search);
    else byTopic.set(search.position.topic, [search]);
  }
  return [...byTopic.values()].flat();
}

/** Takes what came of one partition; true where more must be read. */
async function advance(search: Search, answer: FetchAnswer | undefined): Promise<boolean> {
  if (!answer || answer === "outside" || "error" in answer) return false;
  const { position } = search;
  const batches = readable(answer.records);
  if (!batches) return false;
  for (const batch of batches) {
    if (batch.lastOffset < search.at) continue;
    const record = await recordFrom(batch, search.at);
    if (record === "unreadable") return false;
    if (record) {
      const { offset, timestamp } = record;
      search.found = { ...position, found: offset, ...(timestamp >= 0n ? { timestamp: Number(timestamp) } : {}) };
      return false;
    }
    search.at = batch.lastOffset + 1n;
  }
  if (search.at >= answer.highWatermark) {
    search.found = { ...position };
    return false;
  }
  if (!batches.length) search.tooSmall++;
  return true;
}

/** What is damaged hides the time of its own partition only. */
function readable(records: Uint8Array): readonly RecordBatch[] | undefined {
  try {
    return readBatches(records);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** The first record of a batch from an offset on; undefined where it has none. */
async function recordFrom(
  batch: RecordBatch,
  from: bigint,
): Promise<Pick<LogRecord, "offset" | "timestamp"> | "unreadable" | undefined> {
  if (batch.control || !batch.count) return undefined;
  if (batch.outdated) return "unreadable";
  try {
    return (await unpack(batch, LARGEST)).find(({ offset }) => offset >= from);
  } catch {
    return "unreadable";
  }
}
