import { at, type GroupHistory } from "./history";
import type { Rates } from "./snapshot";

/** How the lag went over a while. */
export interface Course {
  /** milliseconds from the oldest point to the newest */
  readonly span: number;
  readonly points: number;
  /** records that the lag changed by over the span: the line of least squares through the points */
  readonly change: number;
  /** records per second written and read */
  readonly in: number;
  readonly out: number;
}

/** The course of a row since a moment; undefined where fewer than two samples of that time are known. */
export function courseOf(history: GroupHistory, row: number, since: number): Course | undefined {
  const newest = at(history.times, history.head);
  let [points, sumT, sumL, sumTT, sumTL] = [0, 0, 0, 0, 0];
  let oldest = history.head;
  for (let age = 0; age < history.kept; age++) {
    const slot = history.slot(age);
    const time = at(history.times, slot);
    if (time < since) break;
    const lag = at(history.lags, history.cell(row, slot));
    if (Number.isNaN(lag)) continue;
    // Seconds back from now: small numbers keep the sums exact enough.
    const t = (time - newest) / 1000;
    points++;
    sumT += t;
    sumL += lag;
    sumTT += t * t;
    sumTL += t * lag;
    oldest = slot;
  }
  const span = newest - at(history.times, oldest);
  const spread = points * sumTT - sumT * sumT;
  if (points < 2 || span <= 0 || spread <= 0) return undefined;
  const slope = (points * sumTL - sumT * sumL) / spread;
  const { in: written = 0, out = 0 } = between(history, row, oldest);
  return { span, points, change: (slope * span) / 1000, in: written, out };
}

const NO_RATES: Rates = {};
const STILL: Rates = { in: 0, out: 0 };

/** Records per second since the oldest sample that still counts. */
export function ratesOf(history: GroupHistory, row: number, oldestSlot: number): Rates {
  if (oldestSlot === history.head) return NO_RATES;
  const { head } = history;
  const same =
    at(history.ends, history.cell(row, head)) === at(history.ends, history.cell(row, oldestSlot)) &&
    at(history.lags, history.cell(row, head)) === at(history.lags, history.cell(row, oldestSlot));
  return same ? STILL : between(history, row, oldestSlot);
}

/** The slot of the oldest sample that is not older than this; the newest one's where there is no other. */
export function oldestSlotSince(history: GroupHistory, since: number): number {
  let slot = history.head;
  for (let age = 1; age < history.kept; age++) {
    const older = history.slot(age);
    if (at(history.times, older) < since) break;
    slot = older;
  }
  return slot;
}

function between(history: GroupHistory, row: number, oldestSlot: number): Rates {
  const { head } = history;
  const seconds = (at(history.times, head) - at(history.times, oldestSlot)) / 1000;
  const written = at(history.ends, history.cell(row, head)) - at(history.ends, history.cell(row, oldestSlot));
  const read = written - at(history.lags, history.cell(row, head)) + at(history.lags, history.cell(row, oldestSlot));
  if (Number.isNaN(read) || !(seconds > 0)) return NO_RATES;
  // A commit that went back read nothing: what was read in that time is not known.
  return read < 0 ? { in: written / seconds } : { in: written / seconds, out: read / seconds };
}

/**
 * When the offset that is read next was the end of the log: between two samples, on the line between them.
 * Undefined where it was passed before the first kept sample: nothing is guessed beyond what was seen.
 */
export function endTime(history: GroupHistory, row: number): number | undefined {
  const { head } = history;
  const position = at(history.ends, history.cell(row, head)) - at(history.lags, history.cell(row, head));
  let [time, end] = [at(history.times, head), at(history.ends, history.cell(row, head))];
  for (let age = 1; age < history.kept; age++) {
    const slot = history.slot(age);
    const older = at(history.ends, history.cell(row, slot));
    if (Number.isNaN(older)) continue;
    const olderTime = at(history.times, slot);
    if (older <= position) return olderTime + ((position - older) / (end - older)) * (time - olderTime);
    [time, end] = [olderTime, older];
  }
  return undefined;
}
