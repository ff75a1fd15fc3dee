import type { Address } from "../../core/address";
import type { Lookout, MonitorState } from "../../core/monitor";
import type { Reader } from "../../core/render";
import type { Text } from "../../core/text";
import type { Choices, Frame, Row, Section, Sentence, ToPanel } from "../../panel/protocol";

/**
 * What makes one panel different from another: Consumer Lag, Lock Status. Everything here is words and figures from a
 * snapshot; the conversation with the webview, the hiding, the reload, copy and export are the same for all.
 */
export interface PanelKind<S> {
  /** `lag`: its webview is `clusterObserver.lag`, its files are named by it */
  readonly id: string;
  /** the beginning of the tab's title and of an exported file's name */
  readonly title: Text;
  /** what the details say of an open row that is in the snapshot no more */
  readonly gone: Text;
  /** columns, actions and the sentence for an empty table */
  frame(reader: Reader): FrameParts;
  /** Starts looking at a connection; `listener` is told each state until the lookout is disposed. */
  look(connection: Address, intervalMs: number, listener: (state: MonitorState<S>) => void): PanelLookout;
  /** All rows. Long tables are written in pieces, so that nobody else waits for them. */
  table(snapshot: S, view: RowView): Promise<Table>;
  /** undefined: there is no such row */
  details(snapshot: S, row: string, view: RowView): Details | undefined;
  /** what copy and export write: of these rows, in this order */
  records(snapshot: S, rows: readonly string[]): Records;
  /**
   * Does what a row offers; the failure is told to the user by the caller.
   * @param snapshot what the panel shows at this moment: a person acts on that
   */
  act(action: string, row: string, connection: Address, snapshot: S | undefined): Promise<void>;
  /** What rows show beside the snapshot has changed. Returns the way to stop listening. */
  onDidChange?(listener: () => void): () => void;
}

export interface FrameParts extends Pick<Frame, "columns" | "actions" | "sort"> {
  readonly noRows: string;
}

/** For whom rows are written, and of what connection. */
export interface RowView {
  readonly reader: Reader;
  readonly connection: Address;
  /** the rows that can be seen or are open: only they need what costs much, such as lines and tooltips */
  readonly closely: ReadonlySet<string>;
}

export interface PanelLookout extends Lookout {
  /** The rows that are looked at closely. */
  inSight(rows: readonly string[]): void;
}

/** Everything that the message "rows" says, for all rows. */
export interface Table {
  readonly rows: readonly Row[];
  readonly facets: Extract<ToPanel, { type: "rows" }>["facets"];
  readonly takenAt: number;
  readonly summary: string;
  readonly missing: readonly Sentence[];
}

export interface Details {
  readonly title: string;
  readonly sections: readonly Section[];
  readonly actions: readonly string[];
}

export interface Records {
  /** names of the columns, for programs: never translated */
  readonly header: readonly string[];
  /** undefined and null: an empty field */
  readonly lines: readonly (readonly Field[])[];
  /** the same as plain data: no bigint */
  readonly json: unknown;
}

export type Field = string | number | bigint | boolean | null | undefined;

/** What a panel shows at first: a group that is open, the groups of a topic only. */
export type Wanted = Partial<Pick<Choices, "open" | "facets" | "filter">>;
