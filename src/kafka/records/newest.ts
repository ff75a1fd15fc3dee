import { greater, lesser } from "../bigint";
import type { Entry, LogReader, Piece, RecordEntry, UnreadableEntry } from "./log";

/** What is shown as a row: marks of transactions are not. */
export type Shown = RecordEntry | UnreadableEntry;

export interface Newest {
  /** the newest first */
  readonly entries: readonly Shown[];
  /** there may be older ones: ask again for those before this offset */
  readonly before?: bigint;
}

export interface Span {
  /** the first offset that is kept */
  readonly start: bigint;
  /** the offset behind the last one wanted */
  readonly before: bigint;
  readonly limit: number;
}

/** bytes of the first piece of a window; each further one is twice as long, up to the second number */
const PIECE = [256 * 1024, 2 * 1024 * 1024] as const;
/** bytes after which a window is taken for too dense, and a page for full */
const WINDOW_BYTES = 8 * 1024 * 1024;
const PAGE_BYTES = 16 * 1024 * 1024;

/**
 * The last `limit` records before an offset. An offset is not a record: compaction and the marks of transactions leave
 * gaps, so windows are read further and further back, wider where there is little, narrower where there is much.
 * A page may be shorter where records are large.
 */
export async function newest(log: LogReader, span: Span, signal: AbortSignal): Promise<Newest> {
  const { start, limit } = span;
  const entries: Shown[] = [];
  let upper = span.before;
  let width = BigInt(limit);
  let bytes = 0;
  while (upper > start && entries.length < limit && (bytes < PAGE_BYTES || !entries.length)) {
    const lower = greater(upper - width, start);
    const window = await readWindow(log, lower, upper, signal);
    bytes += window.bytes;
    if (window.narrower !== undefined) {
      width = window.narrower;
      continue;
    }
    entries.push(...window.entries.toReversed());
    // A batch that cannot be unpacked is one row, even where it begins before the window.
    upper = lesser(entries.at(-1)?.offset ?? lower, lower);
    width *= 4n;
  }
  const shown = entries.slice(0, limit);
  const before = entries.length > shown.length ? (shown.at(-1)?.offset ?? upper) : upper;
  return before > start ? { entries: shown, before } : { entries: shown };
}

interface Window {
  readonly entries: readonly Shown[];
  readonly bytes: number;
  /** set where there was too much to read: try again with this many offsets */
  readonly narrower?: bigint;
}

async function readWindow(log: LogReader, lower: bigint, upper: bigint, signal: AbortSignal): Promise<Window> {
  const entries: Shown[] = [];
  let bytes = 0;
  let step: number = PIECE[0];
  for (let at = lower; at < upper; ) {
    const piece: Piece | undefined = await log.read(at, upper, step, signal);
    // The log was cut off here in the meantime, by retention or by deletion of its records.
    if (!piece) break;
    bytes += piece.bytes;
    for (const entry of piece.entries) if (isShown(entry) && entry.offset < upper) entries.push(entry);
    at = piece.next;
    step = Math.min(step * 2, PIECE[1]);
    if (at < upper && bytes > WINDOW_BYTES && upper - lower > 1n) {
      return { entries: [], bytes, narrower: narrower(upper - lower, at - lower, bytes) };
    }
  }
  return { entries, bytes };
}

/** As many offsets as should fit, by what was seen; less than half of what was too much. */
function narrower(width: bigint, passed: bigint, bytes: number): bigint {
  const fit = (passed * BigInt(WINDOW_BYTES / 2)) / BigInt(bytes);
  return greater(lesser(fit, width / 2n), 1n);
}

const isShown = (entry: Entry): entry is Shown => entry.is !== "mark";
