/**
 * How much of the past is kept. A point is 16 bytes (end and lag of one partition at one time), and there are never more
 * than `POINTS` of them, so the history takes some 32 MB at most, and about 60 bytes for each partition beside it:
 * 5,000 partitions and fewer keep an hour in steps of 10 s, 100,000 keep 12 min in steps of 37 s.
 * Only beyond 250,000 partitions does it grow further.
 */
const POINTS = 2_000_000;
/** from few partitions to many; in steps, so that one partition more does not move everything */
const SLOTS = [360, 240, 160, 120, 80, 60, 40, 30, 20, 16, 12, 8] as const;
const FEWEST = 8;
/** milliseconds that are kept where there is room */
const SPAN = 3_600_000;
/** milliseconds between two kept samples at most: the rules look back 10 min and need some points there */
const WIDEST = 37_500;

/** The number of samples kept for each of so many partitions. */
export function slotsFor(partitions: number): number {
  return SLOTS.find((slots) => slots * partitions <= POINTS) ?? FEWEST;
}

/** milliseconds between two samples that are kept; the newest is kept in any case */
export function spacingFor(slots: number): number {
  return Math.min(SPAN / slots, WIDEST);
}
