import type { GroupSample, PartitionSample } from "../core/lag-source";
import { spacingFor } from "./history-size";

/** A commit that fell, until it has got back to where it was. */
export interface Rewind {
  readonly from: bigint;
  readonly to: bigint;
  readonly at: number;
}

/** The first open transaction begins at `offset`, seen so since `since`. */
export interface OpenTransaction {
  readonly offset: bigint;
  readonly since: number;
}

/** The log start was `from` at `since` and has moved `moves` times. */
export interface StartMoves {
  readonly from: bigint;
  readonly since: number;
  readonly moves: number;
}

/** What was read at a position: the time of the first record from there on; without one, no record was left before `end`. */
export interface KnownRecord {
  readonly offset: bigint;
  readonly end: bigint;
  readonly timestamp?: number;
  /** the offset of that record */
  readonly found?: bigint;
}

/**
 * The past of one group's partitions: some kept samples as numbers in typed arrays (for each row its `slots` one after the
 * other, the newest at `head`), and for each row the moments that the rules ask for. Row i is the i-th partition of the last sample.
 */
export class GroupHistory {
  readonly rows: number;
  /** milliseconds since 1970 of each slot */
  readonly times: Float64Array;
  /** the sum of the lags at each slot; NaN where it was not known */
  readonly totals: Float64Array;
  /** by `cell`: the end as the distance from the row's first known end (exact below 2^53); NaN where not known */
  readonly ends: Float64Array;
  readonly lags: Float64Array;
  readonly firstEnd: BigInt64Array;
  /** the newest sample of each row in which its commit and its end were known */
  readonly known: (PartitionSample | undefined)[];
  /** by row, milliseconds since 1970, NaN where it never happened: first known sample, */
  readonly watchedSince: Float64Array;
  /** the first sample with the present commit, where it was seen to move; and with the one before, */
  readonly committedSince: Float64Array;
  readonly committedBefore: Float64Array;
  /** the first sample that saw records wait behind the present commit; and the end then, */
  readonly waitingSince: Float64Array;
  readonly endThen: BigInt64Array;
  /** the last sample with lag 0; */
  readonly zeroAt: Float64Array;
  /** the longest time lately, in milliseconds, that records waited for a commit */
  readonly gap: Float64Array;
  readonly rewinds = new Map<number, Rewind>();
  readonly open = new Map<number, OpenTransaction>();
  readonly starts = new Map<number, StartMoves>();
  readonly records = new Map<number, KnownRecord>();
  head = -1;
  /** the slot of the sample before, which may be the same */
  lastSlot = 0;
  kept = 0;
  takenAt = Number.NaN;
  phase?: GroupSample["phase"];
  phaseSince = Number.NaN;

  constructor(
    readonly partitions: readonly PartitionSample[],
    readonly slots: number,
  ) {
    this.rows = partitions.length;
    const byRow = () => new Float64Array(this.rows).fill(Number.NaN);
    this.times = new Float64Array(slots);
    this.totals = new Float64Array(slots);
    this.ends = new Float64Array(slots * this.rows);
    this.lags = new Float64Array(slots * this.rows);
    this.firstEnd = new BigInt64Array(this.rows);
    this.endThen = new BigInt64Array(this.rows);
    this.known = new Array<PartitionSample | undefined>(this.rows).fill(undefined);
    this.watchedSince = byRow();
    this.committedSince = byRow();
    this.committedBefore = byRow();
    this.waitingSince = byRow();
    this.zeroAt = byRow();
    this.gap = byRow();
  }

  /** True where row i is the i-th of these. */
  fits(partitions: readonly PartitionSample[], slots: number): boolean {
    if (partitions.length !== this.rows || slots !== this.slots) return false;
    for (let row = 0; row < this.rows; row++) {
      const one = partitions[row];
      const other = this.partitions[row];
      if (one?.partition !== other?.partition || one?.topic !== other?.topic) return false;
    }
    return true;
  }

  /** The same past with other rows or more or fewer slots; what is gone is forgotten, what is new has none. */
  moved(partitions: readonly PartitionSample[], slots: number): GroupHistory {
    const moved = new GroupHistory(partitions, slots);
    const { takenAt, phase, phaseSince } = this;
    moved.kept = Math.min(this.kept, slots);
    moved.head = moved.kept - 1;
    Object.assign(moved, { takenAt, phase, phaseSince });
    moved.ends.fill(Number.NaN);
    moved.lags.fill(Number.NaN);
    const old = this.rowsByKey();
    const rows = partitions.map((partition) => old.get(keyOf(partition)));
    for (let age = 0; age < moved.kept; age++) {
      const [from, to] = [this.slot(age), moved.slot(age)];
      moved.times[to] = at(this.times, from);
      moved.totals[to] = at(this.totals, from);
      for (const [row, before] of rows.entries()) {
        if (before === undefined) continue;
        moved.ends[moved.cell(row, to)] = at(this.ends, this.cell(before, from));
        moved.lags[moved.cell(row, to)] = at(this.lags, this.cell(before, from));
      }
    }
    for (const [row, before] of rows.entries()) if (before !== undefined) moved.takeRow(row, this, before);
    return moved;
  }

  cell(row: number, slot: number): number {
    return row * this.slots + slot;
  }

  /** The slot of the newest sample (age 0) or an older one. */
  slot(age: number): number {
    return (this.head - age + this.slots) % this.slots;
  }

  /** The slot to write a new sample to: the newest one's, where that is nearer to the one before than is kept. */
  nextSlot(takenAt: number): number {
    const crowded = this.kept > 1 && at(this.times, this.head) - at(this.times, this.slot(1)) < spacingFor(this.slots);
    this.lastSlot = Math.max(this.head, 0);
    if (!crowded) {
      this.head = (this.head + 1) % this.slots;
      this.kept = Math.min(this.kept + 1, this.slots);
    }
    this.times[this.head] = takenAt;
    return this.head;
  }

  /** Forgets a row: its log was made anew or cut. */
  forgetRow(row: number): void {
    this.ends.fill(Number.NaN, this.cell(row, 0), this.cell(row + 1, 0));
    this.lags.fill(Number.NaN, this.cell(row, 0), this.cell(row + 1, 0));
    this.known[row] = undefined;
    for (const array of this.moments()) array[row] = Number.NaN;
    for (const map of this.rare()) map.delete(row);
  }

  private takeRow(row: number, from: GroupHistory, before: number): void {
    this.known[row] = from.known[before];
    this.firstEnd[row] = from.firstEnd[before] ?? 0n;
    this.endThen[row] = from.endThen[before] ?? 0n;
    const theirs = from.moments();
    for (const [n, array] of this.moments().entries()) array[row] = theirs[n]?.[before] ?? Number.NaN;
    const copy = <T>(to: Map<number, T>, entry: T | undefined) => entry !== undefined && to.set(row, entry);
    copy(this.rewinds, from.rewinds.get(before));
    copy(this.open, from.open.get(before));
    copy(this.starts, from.starts.get(before));
    copy(this.records, from.records.get(before));
  }

  private moments(): readonly Float64Array[] {
    const { watchedSince, committedSince, committedBefore, waitingSince, zeroAt, gap } = this;
    return [watchedSince, committedSince, committedBefore, waitingSince, zeroAt, gap];
  }

  private rare(): readonly Map<number, unknown>[] {
    return [this.rewinds, this.open, this.starts, this.records];
  }

  private rowsByKey(): Map<string, number> {
    return new Map(this.partitions.map((partition, row) => [keyOf(partition), row]));
  }
}

/** A topic's name holds no slash. */
const keyOf = ({ topic, partition }: PartitionSample): string => `${topic}/${partition}`;

export const at = (array: Float64Array, index: number): number => array[index] ?? Number.NaN;
