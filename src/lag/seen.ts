import type { PartitionSample, Retention } from "../core/lag-source";
import { courseOf, endTime } from "./course";
import { type GroupFacts, positionOf, type Seen } from "./facts";
import { at, type GroupHistory, type KnownRecord } from "./history";
import { lossOf } from "./loss";
import type { TimeLag } from "./snapshot";

/** What the history tells of a partition where records wait. */
export function seenOf(
  history: GroupHistory,
  row: number,
  sample: PartitionSample,
  group: GroupFacts,
  retention: Retention | undefined,
): Seen {
  const { takenAt, limits } = group;
  const moment = (array: Float64Array) => {
    const value = at(array, row);
    return Number.isNaN(value) ? undefined : value;
  };
  const zeroAt = moment(history.zeroAt);
  const rewind = history.rewinds.get(row);
  const start = history.starts.get(row);
  const record = knownRecord(history, row, sample);
  const since = Math.max(takenAt - limits.judged, zeroAt ?? 0, rewind?.at ?? 0);
  const course = courseOf(history, row, since);
  // Where nothing waits there is no next record.
  const passedAt = sample.lag ? endTime(history, row) : undefined;
  const timeLag = timeLagOf(record, passedAt, takenAt);
  const writtenAt = record?.timestamp ?? passedAt;
  const loss = lossOf({ sample, takenAt, limits, retention, writtenAt, start, out: course?.out });
  return {
    watchedSince: moment(history.watchedSince) ?? takenAt,
    waitingSince: moment(history.waitingSince) ?? takenAt,
    endThen: history.endThen[row] ?? 0n,
    committedSince: moment(history.committedSince),
    committedBefore: moment(history.committedBefore),
    zeroAt,
    gap: moment(history.gap),
    rewind,
    open: history.open.get(row),
    record,
    course,
    timeLag,
    loss,
  };
}

/** A record stays what it is; that there was none holds until the log goes on. */
export function knownRecord(history: GroupHistory, row: number, sample: PartitionSample): KnownRecord | undefined {
  const record = history.records.get(row);
  if (!record || record.offset !== positionOf(sample)) return undefined;
  const isThere = record.timestamp !== undefined || record.found !== undefined;
  return isThere || record.end === sample.end ? record : undefined;
}

function timeLagOf(
  record: KnownRecord | undefined,
  passedAt: number | undefined,
  takenAt: number,
): TimeLag | undefined {
  // A record of the future comes from a producer whose clock is ahead.
  if (record?.timestamp !== undefined) return { ms: Math.max(0, takenAt - record.timestamp), method: "record" };
  if (record && record.found === undefined) return undefined;
  return passedAt === undefined ? undefined : { ms: Math.max(0, takenAt - passedAt), method: "interpolated" };
}
