import { formatAddress } from "../../core/address";
import type { Node, Page } from "../../core/contract";
import type { Failure } from "../../core/failure";
import type { NodeRow, Note, NoteRow, ParentRow, Row } from "./rows";

/** Rows of one level at most; beyond, a filter or "Go to…" finds more than scrolling does. */
export const LEVEL_MOST = 5_000;

/** What is shown below one row. Pure: it takes pages and says which rows there are now. */
export class Level {
  private readonly known = new Map<string, NodeRow>();
  private readonly notes = new Map<Note["kind"], NoteRow>();
  private nodes: NodeRow[] = [];
  private pinned: NodeRow[] = [];
  private note: Note | undefined;
  private partial: Note | undefined;

  constructor(readonly parent: ParentRow) {}

  get shown(): number {
    return this.nodes.length;
  }

  /** Where the next page begins, while there is one. */
  get cursor(): string | undefined {
    return this.note?.kind === "more" ? this.note.cursor : undefined;
  }

  /** A scan goes on by itself while somebody looks. */
  get scanning(): boolean {
    return this.partial?.kind === "partial" && this.partial.partial.state === "scanning";
  }

  find(id: string): NodeRow | undefined {
    return this.known.get(id);
  }

  /** Takes a page in place of all that was shown. */
  replace(page: Page, filter?: string): void {
    this.nodes = unique(page.nodes).map((node) => this.row(node));
    this.forget();
    this.end(page, filter);
  }

  /** Takes the page that follows what is shown. */
  append(page: Page, filter?: string): void {
    const shown = new Set(this.nodes);
    for (const node of page.nodes) {
      const row = this.row(node);
      if (!shown.has(row)) this.nodes.push(row);
      shown.add(row);
    }
    this.end(page, filter);
  }

  /** What is shown stays; the reason stands behind it. */
  fail(failure: Failure): void {
    this.note = { kind: "failure", failure };
    this.partial = undefined;
  }

  /** Work ended before it was done, because nobody looked. */
  stop(): void {
    if (this.nodes.length === 0) this.note = { kind: "stopped" };
    const partial = this.partial?.kind === "partial" ? this.partial.partial : undefined;
    if (partial?.state === "scanning") this.partial = { kind: "partial", partial: { ...partial, state: "resume" } };
  }

  /** Shows a node that was asked for by name, though its page is not loaded yet. */
  pin(node: Node): NodeRow {
    const row = this.row(node);
    if (!this.nodes.includes(row) && !this.pinned.includes(row)) this.pinned.push(row);
    return row;
  }

  rows(): Row[] {
    const shown = new Set(this.nodes);
    const rows: Row[] = [...this.pinned.filter((row) => !shown.has(row)), ...this.nodes];
    for (const note of [this.partial, this.note]) if (note) rows.push(this.noteRow(note));
    return rows;
  }

  private end(page: Page, filter: string | undefined): void {
    this.partial = page.partial && { kind: "partial", partial: page.partial };
    if (page.next !== undefined) {
      this.note =
        this.nodes.length >= LEVEL_MOST
          ? { kind: "full", shown: this.nodes.length, left: page.left }
          : { kind: "more", cursor: page.next, left: page.left };
    } else {
      this.note = this.nodes.length === 0 && !this.partial ? { kind: "empty", filter } : undefined;
    }
  }

  private row(node: Node): NodeRow {
    const id = formatAddress(node.address);
    const known = this.known.get(id);
    if (known) {
      known.node = node;
      return known;
    }
    const row: NodeRow = { type: "node", node, parent: this.parent };
    this.known.set(id, row);
    return row;
  }

  private noteRow(note: Note): NoteRow {
    const row = this.notes.get(note.kind) ?? { type: "note", parent: this.parent, note };
    row.note = note;
    this.notes.set(note.kind, row);
    return row;
  }

  /** Rows that are gone are let go, so that a level that is refreshed for days does not grow. */
  private forget(): void {
    const kept = new Set([...this.nodes, ...this.pinned]);
    for (const [id, row] of this.known) if (!kept.has(row)) this.known.delete(id);
  }
}

/** A server that names a thing twice must not break the tree, whose ids are unique. */
function unique(nodes: readonly Node[]): Node[] {
  return [...new Map(nodes.map((node) => [formatAddress(node.address), node])).values()];
}
