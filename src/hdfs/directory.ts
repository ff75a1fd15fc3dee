import { Failure } from "../core/failure";
import { text } from "../core/text";
import type { Call } from "./call";
import type { Batch, Listing, Place } from "./listing";
import { joinPath, type Path } from "./path";
import type { FileStatus } from "./status";

export interface Rows {
  readonly entries: readonly FileStatus[];
  /** where the next rows begin; absent at the end */
  readonly next?: Place;
  /** how many rows follow, where that is known */
  readonly left?: number;
}

/** milliseconds for which the rest of a server's page serves the next page */
const FRESH = 15_000;
const MOST_RESTS = 16;

/**
 * Pages of any size out of the server's pages of 1,000. What a server's page holds beyond the rows asked for is kept
 * for a short while, so that "Load more" costs one request for every second page of 500.
 */
export class Directory {
  private readonly rests = new Map<string, { readonly batch: Batch; readonly at: number }>();

  constructor(private readonly lister: Listing) {}

  async rows(path: Path, after: Place | undefined, limit: number, call: Call): Promise<Rows> {
    const wanted = Math.max(1, limit);
    const entries: FileStatus[] = [];
    let place = after;
    for (;;) {
      const batch = this.rest(path, place) ?? (await this.lister.batch(path, place, call));
      const taken = batch.entries.slice(0, wanted - entries.length);
      entries.push(...taken);
      place = placeAfter(place, taken);
      const over = batch.entries.slice(taken.length);
      if (!batch.more && over.length === 0) return { entries };
      if (entries.length < wanted) continue;
      if (place && over.length) this.keep(path, place, { ...batch, entries: over });
      const left = batch.remaining === undefined && batch.more ? undefined : over.length + (batch.remaining ?? 0);
      return { entries, next: place, left };
    }
  }

  /** Forgets what is kept of one directory. */
  forget(path: Path): void {
    for (const key of this.rests.keys()) if (key.startsWith(keyOf(path, ""))) this.rests.delete(key);
  }

  clear(): void {
    this.rests.clear();
  }

  private rest(path: Path, after: Place | undefined): Batch | undefined {
    const kept = after && this.rests.get(keyOf(path, after.name));
    return kept && performance.now() - kept.at < FRESH ? kept.batch : undefined;
  }

  private keep(path: Path, after: Place, batch: Batch): void {
    const key = keyOf(path, after.name);
    this.rests.delete(key);
    this.rests.set(key, { batch, at: performance.now() });
    for (const oldest of this.rests.keys()) {
      if (this.rests.size <= MOST_RESTS) break;
      this.rests.delete(oldest);
    }
  }
}

export function placeAfter(place: Place | undefined, entries: readonly FileStatus[]): Place | undefined {
  const last = entries.at(-1);
  return last ? { index: (place?.index ?? 0) + entries.length, name: last.name } : place;
}

// No name holds a slash, so `//` ends the path for certain.
const keyOf = (path: Path, name: string): string => `${joinPath(path)}//${name}`;

export const formatCursor = ({ index, name }: Place): string => `${index}:${name}`;

export function parseCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const match = /^(\d{1,15}):(.+)$/s.exec(cursor);
  const [, index, name] = match ?? [];
  if (index === undefined || name === undefined)
    throw new Failure({ code: "invalid", what: text("“{0}” is not a place in an HDFS directory.", cursor) });
  return { index: Number(index), name };
}
