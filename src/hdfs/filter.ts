import type { Partial } from "../core/contract";
import { matcher } from "../core/matcher";
import { count, text } from "../core/text";
import type { Call } from "./call";
import { placeAfter, type Rows } from "./directory";
import type { Listing, Place } from "./listing";
import { joinPath, type Path } from "./path";
import type { FileStatus } from "./status";

/** The server cannot filter, so the names are walked: at most so long and so many for one question. */
const BUDGET = { ms: 1_000, names: 50_000 } as const;
/** milliseconds for which a walk is remembered that nobody goes on with */
const FRESH = 60_000;
const MOST_WALKS = 4;

/** How far a directory has been walked for one filter. */
interface Walk {
  readonly key: string;
  readonly matches: (status: FileStatus) => boolean;
  /** all that match so far, in the server's order */
  readonly matched: FileStatus[];
  place?: Place;
  remaining?: number;
  done: boolean;
  at: number;
  /** the step that is under way; steps of one walk never overlap */
  step?: Promise<void>;
}

export interface FilteredRows extends Rows {
  readonly partial?: Partial;
}

export interface FilterRequest {
  readonly filter: string;
  /** `index` counts matches */
  readonly after?: Place;
  readonly limit: number;
  readonly resume: boolean;
}

/** Filtered pages of directories. Files must match; directories are always there, since what they hold may match. */
export class Filters {
  private readonly walks = new Map<string, Walk>();

  constructor(private readonly lister: Listing) {}

  async rows(path: Path, { filter, after, limit, resume }: FilterRequest, call: Call): Promise<FilteredRows> {
    const begin = after?.index ?? 0;
    const wanted = begin + Math.max(1, limit) + (resume ? 1 : 0);
    const key = keyOf(path, filter);
    const known = this.known(key);
    const walk = known ?? this.begin(key, filter);
    // Showing again what is known already costs nothing; only a new question, or going on, asks the server.
    if (!known || resume || after) await this.goOn(walk, path, wanted, call);
    const entries = walk.matched.slice(begin, begin + limit);
    const end = begin + entries.length;
    if (walk.matched.length > end || (entries.length === limit && !walk.done))
      return { entries, next: placeAfter(after, entries), left: walk.done ? walk.matched.length - end : undefined };
    return walk.done ? { entries } : { entries, partial: partialOf(walk) };
  }

  forget(path: Path): void {
    for (const key of this.walks.keys()) if (key.startsWith(keyOf(path, ""))) this.walks.delete(key);
  }

  clear(): void {
    this.walks.clear();
  }

  private known(key: string): Walk | undefined {
    const walk = this.walks.get(key);
    return walk && performance.now() - walk.at < FRESH ? walk : undefined;
  }

  private begin(key: string, filter: string): Walk {
    const match = matcher(filter);
    const matches = ({ type, name }: FileStatus) => type === "directory" || match(name);
    const walk: Walk = { key, matches, matched: [], done: false, at: performance.now() };
    this.walks.delete(key);
    this.walks.set(key, walk);
    for (const oldest of this.walks.keys()) {
      if (this.walks.size <= MOST_WALKS) break;
      this.walks.delete(oldest);
    }
    return walk;
  }

  private async goOn(walk: Walk, path: Path, wanted: number, call: Call): Promise<void> {
    const end = Math.min(performance.now() + BUDGET.ms, call.until);
    const most = (walk.place?.index ?? 0) + BUDGET.names;
    while (!walk.done && walk.matched.length < wanted) {
      walk.step ??= this.step(walk, path, call).finally(() => {
        walk.step = undefined;
      });
      await walk.step;
      walk.at = performance.now();
      if (performance.now() >= end || (walk.place?.index ?? 0) >= most) return;
    }
  }

  private async step(walk: Walk, path: Path, call: Call): Promise<void> {
    const batch = await this.lister.batch(path, walk.place, call);
    for (const entry of batch.entries) if (walk.matches(entry)) walk.matched.push(entry);
    walk.place = placeAfter(walk.place, batch.entries);
    walk.remaining = batch.remaining;
    walk.done = !batch.more;
  }
}

const keyOf = (path: Path, filter: string): string => `${joinPath(path)}//${filter}`;

function partialOf({ place, remaining }: Walk): Partial {
  const looked = place?.index ?? 0;
  if (remaining === undefined)
    return { text: text("Looked at {0} names, and there are more", count(looked)), state: "resume" };
  return {
    text: text("Looked at {0} names of {1}", count(looked), count(looked + remaining)),
    state: "resume",
    progress: looked / Math.max(1, looked + remaining),
  };
}
