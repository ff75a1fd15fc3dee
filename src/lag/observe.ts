import type { GroupSample, PartitionSample } from "../core/lag-source";
import { at, type GroupHistory } from "./history";
import type { Limits } from "./limits";

/** rows that are taken in before somebody else may have the thread: well under a millisecond */
const STEP = 2_000;

/**
 * Takes a sample into the history of its group. Pauses (`yield`) now and then; the history is whole however it ends.
 * The sample is newer than the last one, and its partitions are the history's rows.
 */
export function* observe(history: GroupHistory, sample: GroupSample, takenAt: number, limits: Limits): Generator<void> {
  if (sample.phase !== history.phase) {
    history.phase = sample.phase;
    history.phaseSince = takenAt;
  }
  const slot = history.nextSlot(takenAt);
  const share = sample.type === "share";
  let [total, row] = [0, 0];
  try {
    for (const partition of sample.partitions) {
      observeRow(history, slot, row, partition, { takenAt, share, limits });
      const lag = at(history.lags, history.cell(row, slot));
      if (partition.problem) total = Number.NaN;
      else if (!Number.isNaN(lag)) total += lag;
      row++;
      if (row % STEP === 0) yield;
    }
  } finally {
    // Where it was cancelled, the rest is not known at this time.
    const isWhole = row === history.rows;
    for (; row < history.rows; row++) {
      history.ends[history.cell(row, slot)] = Number.NaN;
      history.lags[history.cell(row, slot)] = Number.NaN;
    }
    const isRead = isWhole && !(sample.problem && !history.rows);
    history.totals[slot] = isRead ? total : Number.NaN;
    history.takenAt = takenAt;
  }
}

interface Moment {
  readonly takenAt: number;
  /** the system keeps count of the lag, and records may be settled in any order */
  readonly share: boolean;
  readonly limits: Limits;
}

function observeRow(history: GroupHistory, slot: number, row: number, sample: PartitionSample, moment: Moment): void {
  const cell = history.cell(row, slot);
  const { lag, end, committed = 0n } = sample;
  let known = history.known[row];
  // A log that ends before it did was made anew or cut: nothing of the past holds for it.
  if (known?.end !== undefined && end !== undefined && end < known.end) {
    history.forgetRow(row);
    known = undefined;
  }
  // A commit beyond the end is no place that was read to.
  if (sample.problem || lag === undefined || end === undefined || committed > end) {
    history.ends[cell] = Number.NaN;
    history.lags[cell] = Number.NaN;
    return;
  }
  if (!known) begin(history, row, end, moment);
  else if (known.committed !== sample.committed || (moment.share && lag < (known.lag ?? lag))) {
    commit(history, row, known, sample, moment);
  }
  const moved = !known || known.end !== end;
  history.ends[cell] = moved ? Number(end - (history.firstEnd[row] ?? 0n)) : lastEnd(history, row, end);
  history.lags[cell] = lag === 0n ? 0 : Number(lag);
  wait(history, row, sample, moment);
  if (known && known.logStart !== sample.logStart) moveStart(history, row, known, sample);
  history.known[row] = sample;
}

/** The end as it was kept last (in the slot that is written now, too); computed where the last sample did not know it. */
function lastEnd(history: GroupHistory, row: number, end: bigint): number {
  const before = at(history.ends, history.cell(row, history.lastSlot));
  return Number.isNaN(before) ? Number(end - (history.firstEnd[row] ?? 0n)) : before;
}

function begin(history: GroupHistory, row: number, end: bigint, { takenAt }: Moment): void {
  history.firstEnd[row] = end;
  history.watchedSince[row] = takenAt;
}

/** The commit moved; of a share group, records were settled. */
function commit(
  history: GroupHistory,
  row: number,
  known: PartitionSample,
  sample: PartitionSample,
  { takenAt, limits }: Moment,
): void {
  const [before, now] = [known.committed, sample.committed];
  const waitingSince = at(history.waitingSince, row);
  const since = at(history.committedSince, row);
  history.waitingSince[row] = Number.NaN;
  if (before !== undefined && now !== undefined && now < before) {
    const earlier = history.rewinds.get(row)?.from;
    const from = earlier !== undefined && earlier > before ? earlier : before;
    history.rewinds.set(row, { from, to: now, at: takenAt });
    history.committedSince[row] = Number.NaN;
    history.committedBefore[row] = Number.NaN;
    return;
  }
  // How long records waited is only known where the waiting was seen to begin.
  const seen = !Number.isNaN(since) || !Number.isNaN(at(history.zeroAt, row));
  const gap = takenAt - (Number.isNaN(waitingSince) ? history.takenAt : waitingSince);
  if (seen && takenAt - history.takenAt <= limits.coarse) {
    const longest = at(history.gap, row);
    // A long one is forgotten slowly, or one quick commit would make the next pause look like a stall.
    history.gap[row] = gap >= longest || Number.isNaN(longest) ? gap : longest - (longest - gap) / 8;
  }
  history.committedBefore[row] = since;
  history.committedSince[row] = takenAt;
  const rewind = history.rewinds.get(row);
  if (rewind && now !== undefined && now >= rewind.from) history.rewinds.delete(row);
}

function wait(history: GroupHistory, row: number, sample: PartitionSample, { takenAt }: Moment): void {
  const { lag, end = 0n, lastStable } = sample;
  if (lag === 0n) {
    history.zeroAt[row] = takenAt;
    history.waitingSince[row] = Number.NaN;
  } else if (Number.isNaN(at(history.waitingSince, row))) {
    history.waitingSince[row] = takenAt;
    history.endThen[row] = end;
  }
  if (lastStable !== undefined && lastStable < end) {
    if (history.open.get(row)?.offset !== lastStable) history.open.set(row, { offset: lastStable, since: takenAt });
  } else if (history.open.size) history.open.delete(row);
}

function moveStart(history: GroupHistory, row: number, known: PartitionSample, sample: PartitionSample): void {
  if (known.logStart === undefined || sample.logStart === undefined) return;
  const { from, since, moves } = history.starts.get(row) ?? { from: known.logStart, since: history.takenAt, moves: 0 };
  history.starts.set(row, { from, since, moves: moves + 1 });
}
