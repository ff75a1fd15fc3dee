import { type Address, segment, segmentBytes } from "../core/address";
import type { Node, Page, PageRequest, Partial } from "../core/contract";
import { Failure } from "../core/failure";
import { count, size, text } from "../core/text";
import { compareBytes } from "./keyspace/arena";
import { INDEX_MOST } from "./keyspace/key-index";
import type { Keyspace } from "./keyspace/keyspace";
import { firstAfter, type Level, type Names, type Namespace, namespaceIn } from "./keyspace/level";
import { namespaceNode } from "./nodes";

/** What is below one prefix of one database. */
export interface LevelRequest {
  readonly database: Address;
  readonly prefix: Uint8Array;
  readonly delimiter: Uint8Array;
  readonly page: PageRequest;
}

/** Makes the rows of keys; the prefix above is shown by the row above. */
export type KeyRows = (keys: readonly Buffer[], above: number) => Promise<readonly Node[]>;

/** One page of a level: first its namespaces, then its keys, each by the bytes of their names. */
export async function levelPage(
  keyspace: Keyspace,
  { database, prefix, delimiter, page }: LevelRequest,
  keyRows: KeyRows,
  signal: AbortSignal,
): Promise<Page> {
  const key = Buffer.from(prefix).toString("hex");
  await keyspace.look(key, page.resume ?? false, signal);
  // Taken at one moment: what is said of the names must be true of these.
  const all = keyspace.view();
  const partial = partialOf(keyspace);
  keyspace.told(key);
  const view = await all.matching(page.filter, signal);
  const { names } = view;
  const level = await view.level(prefix, delimiter, signal);
  const rows = new Rows(names, level, prefix.length, delimiter);
  const begin = page.cursor === undefined ? 0 : rows.after(page.cursor);
  const end = Math.min(rows.length, begin + Math.max(1, page.limit));
  const namespaces = range(begin, Math.min(end, rows.namespaces)).map((row) => rows.namespace(row));
  const keys = range(Math.max(begin, rows.namespaces), end).map((row) => rows.key(row));
  return {
    nodes: [
      ...namespaces.map((found) =>
        namespaceNode(database, found.prefix, prefix.length, { keys: found.keys, atLeast: partial !== undefined }),
      ),
      ...(await keyRows(keys, prefix.length)),
    ],
    ...(end < rows.length ? { next: rows.cursor(end - 1) } : {}),
    ...(end < rows.length && !partial ? { left: rows.length - end } : {}),
    complete: partial === undefined,
    ...(partial ? { partial } : {}),
  };
}

const range = (begin: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index);

/** The rows of a level by number. A cursor names the row that was shown last, so that it holds when rows come and go. */
class Rows {
  constructor(
    private readonly names: Names,
    private readonly level: Level,
    private readonly above: number,
    private readonly delimiter: Uint8Array,
  ) {}

  get namespaces(): number {
    return this.level.begins.length;
  }

  get length(): number {
    return this.namespaces + this.level.keys.length;
  }

  namespace(row: number): Namespace {
    return namespaceIn(this.names, this.level, row, this.above, this.delimiter);
  }

  /** A copy: it outlives the index. */
  key(row: number): Buffer {
    return Buffer.from(this.names.arena.name(this.level.keys[row - this.namespaces] ?? 0));
  }

  cursor(row: number): string {
    return row < this.namespaces ? `n/${segment(this.namespace(row).prefix)}` : `k/${segment(this.key(row))}`;
  }

  after(cursor: string): number {
    const [, kind, escaped] = /^([nk])\/(.+)$/s.exec(cursor) ?? [];
    if (kind === undefined || escaped === undefined) {
      throw new Failure({ code: "invalid", what: text("“{0}” is not where a page of keys ended.", cursor) });
    }
    const last = segmentBytes(escaped);
    if (kind === "n") return firstAfter(this.namespaces, (row) => compareBytes(this.namespace(row).prefix, last) > 0);
    const { keys } = this.level;
    return (
      this.namespaces + firstAfter(keys.length, (row) => compareBytes(this.names.arena.name(keys[row] ?? 0), last) > 0)
    );
  }
}

function partialOf(keyspace: Keyspace): Partial | undefined {
  const { progress, expected } = keyspace;
  const seen = count(keyspace.size);
  switch (progress.state) {
    case "complete":
      return undefined;
    case "scanning":
    case "paused": {
      const words =
        expected === undefined
          ? text("Scanned {0} keys", seen)
          : text("Scanned {0} of about {1} keys", seen, count(Math.max(expected, keyspace.size)));
      return {
        state: progress.state === "paused" ? "resume" : "scanning",
        text: words,
        ...(expected ? { progress: Math.min(0.99, keyspace.size / expected) } : {}),
      };
    }
    case "full":
      return {
        state: "final",
        text: text("Scanned {0} keys; more than {1} of names are not kept", seen, size(INDEX_MOST)),
      };
    case "moved":
      return {
        state: "final",
        text: text("Slots moved between nodes during the scan: keys may be missing. Refresh to scan again."),
      };
    case "missing":
      return {
        state: "final",
        text: text(
          "Nodes that did not answer, so that their keys are missing: {0}. Refresh to try again.",
          count(progress.nodes.length),
        ),
      };
  }
}
