/**
 * What the two sides of a panel say to each other: the one file that both the extension host and the webview compile.
 * A panel is data: columns, rows of cells, and the details of the row that is open. The webview draws cells and knows
 * nothing of lag or locks; every word comes from the host in the reader's language. All of it is JSON: 64-bit numbers
 * are decimal strings, already written for the reader where they are shown.
 */

export type Tone = "ok" | "info" | "warning" | "error" | "muted";

export interface Column {
  readonly id: string;
  readonly label: string;
  /** said by the tooltip of the head */
  readonly help?: string;
  readonly align?: "start" | "end";
  /** the part of the width that it takes, beside others; 1 if absent */
  readonly grow?: number;
  /** pixels that it never goes below; the columns that come last are hidden first where there is no room */
  readonly minWidth?: number;
  readonly sortable?: boolean;
}

/** A string is shown as it is: it is never HTML or markdown. */
export type Cell =
  | string
  | {
      readonly kind?: "text";
      readonly text: string;
      readonly tone?: Tone;
      /** a dot or a label in the tone's colour, for states: never by colour alone */
      readonly badge?: boolean;
      readonly title?: string;
      /** what sorting compares, where it is not the text: a number as decimal digits is compared as a number of any size */
      readonly sort?: string | number;
    }
  /** a line of numbers without axes, oldest first */
  | {
      readonly kind: "spark";
      readonly values: readonly (number | null)[];
      readonly title: string;
      readonly sort?: number;
    }
  /** marks on a line from `from` to `to`, each 0 to 1 of the whole: log start, committed, last stable, end */
  | {
      readonly kind: "bar";
      readonly marks: readonly Mark[];
      readonly fill?: readonly [number, number];
      readonly title: string;
      readonly tone?: Tone;
      readonly sort?: number;
    }
  /** counts down to (or up from) a moment by itself: milliseconds since 1970 */
  | {
      readonly kind: "countdown";
      readonly to: number;
      readonly title?: string;
      readonly tone?: Tone;
      readonly sort?: number;
    }
  | {
      readonly kind: "countup";
      readonly from: number;
      readonly title?: string;
      readonly tone?: Tone;
      readonly sort?: number;
    };

export interface Mark {
  /** 0 to 1 */
  readonly at: number;
  readonly label: string;
  /** what the legend above the table calls it, where the label says more than the name: an offset */
  readonly legend?: string;
  readonly tone?: Tone;
  /** how it is drawn, in every row alike; when absent in this order by the legends or labels as they come first */
  readonly shape?: "start" | "dot" | "ring" | "end";
}

export interface Row {
  /** unique in its table, and the same from one refresh to the next */
  readonly id: string;
  /** by column id; a column without a cell stays empty */
  readonly cells: Readonly<Record<string, Cell>>;
  /** what the filter box looks into, beside the texts of the cells; several texts stand in lines of their own */
  readonly search?: string;
  /** by facet id: the values that the row has there */
  readonly facets?: Readonly<Record<string, readonly string[]>>;
  /** the row that it is part of, in a table of details: a topic's row holds its partitions' */
  readonly parent?: string;
  readonly tone?: Tone;
  /** ids of the actions that it offers; absent: none */
  readonly actions?: readonly string[];
}

export interface Action {
  readonly id: string;
  readonly label: string;
  /** a codicon's name */
  readonly icon?: string;
}

/** A choice that narrows the table: a state, a topic. */
export interface Facet {
  readonly id: string;
  readonly label: string;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly count?: number;
    readonly tone?: Tone;
  }[];
}

/** What is drawn of the row that is open, in this order. */
export type Section =
  | { readonly kind: "sentences"; readonly id: string; readonly title?: string; readonly lines: readonly Sentence[] }
  | {
      readonly kind: "facts";
      readonly id: string;
      readonly title?: string;
      readonly facts: readonly { readonly label: string; readonly value: string }[];
    }
  | {
      readonly kind: "table";
      readonly id: string;
      readonly title: string;
      readonly columns: readonly Column[];
      readonly rows: readonly Row[];
      readonly empty?: string;
    }
  | {
      readonly kind: "chart";
      readonly id: string;
      readonly title: string;
      readonly unit: string;
      readonly times: readonly number[];
      readonly series: readonly Series[];
    }
  | {
      readonly kind: "timeline";
      readonly id: string;
      readonly title: string;
      readonly note?: string;
      readonly events: readonly TimelineEvent[];
    };

export interface Sentence {
  readonly text: string;
  readonly tone?: Tone;
}

/** `values` has one number for each of the chart's `times` (milliseconds since 1970), null where it is not known. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

export interface TimelineEvent {
  readonly at: number;
  readonly text: string;
  readonly tone?: Tone;
}

/** What stays the same while a panel is open. */
export interface Frame {
  readonly title: string;
  readonly columns: readonly Column[];
  /** how the rows are sorted at first: as the host sends them (worst first) when absent */
  readonly sort?: Sort;
  readonly actions: readonly Action[];
  readonly intervals: readonly { readonly ms: number; readonly label: string }[];
  /** every word that the webview itself shows, by key: see `WORDS` */
  readonly words: Words;
  /** BCP 47 */
  readonly locale: string;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/**
 * The keys of the webview's own words, beside them what each says in English; the host gives each in the reader's
 * language. `{0}` and `{1}` are filled in by the webview. Counts stand behind a colon, so that there is no plural.
 */
export const WORDS = [
  "filter", // Filter
  "clearFilter", // Clear the Filter
  "all", // All
  "rows", // Rows: {0}
  "rowsOf", // Rows: {0} of {1}
  "noRows", // There is nothing to show. (the panel's own sentence: "There are no consumer groups.")
  "noMatch", // Nothing matches the filter.
  "waiting", // Waiting for the first answer…
  "live", // Live
  "paused", // Paused
  "backingOff", // Slowed down
  "failed", // Failed
  "nextIn", // next look in {0}
  "pause", // Pause
  "goOn", // Go On
  "now", // Look Now
  "interval", // Interval
  "local", // Local
  "utc", // UTC
  "timeZone", // Times: {0} ({0} is "local" or "utc")
  "copyCsv", // Copy as CSV
  "copyJson", // Copy as JSON
  "exportCsv", // Export as CSV…
  "exportJson", // Export as JSON…
  "more", // More Actions
  "taken", // Taken at {0}
  "missing", // Missing parts: {0}
  "close", // Close
  "details", // Details
  "resize", // Size of the details
  "openRow", // Open
  "sortBy", // Sort by {0}
  "chart", // Show as Chart
  "chartTable", // Show as Table
  "time", // Time (head of a column)
  "retry", // Try Again
  "lastGood", // What follows was known at {0}.
  "days", // {0} d
  "hours", // {0} h
  "minutes", // {0} min
  "seconds", // {0} s
] as const;
export type Words = Readonly<Record<(typeof WORDS)[number], string>>;

/** What a person has chosen; kept by the webview's state, so that it survives a reload of the window. */
export interface Choices {
  readonly filter: string;
  /** by facet id: the chosen values; none: all */
  readonly facets: Readonly<Record<string, readonly string[]>>;
  readonly sort?: Sort;
  /** id of the open row */
  readonly open?: string;
  readonly intervalMs: number;
  readonly paused: boolean;
  readonly utc: boolean;
  /** the host's own mark, by which it knows the panel again after a reload: kept and given back as it is */
  readonly panel?: string;
}

/** From the host to the webview. */
export type ToPanel =
  /** the webview keeps the choices in its state at once: a panel that nobody touched comes back after a reload, too */
  | { readonly type: "frame"; readonly frame: Frame; readonly choices: Choices }
  /** `whole`: these are all rows; otherwise those that changed, in place, and `order` when the order did */
  | {
      readonly type: "rows";
      readonly whole: boolean;
      readonly rows: readonly Row[];
      readonly gone: readonly string[];
      /** the ids in the host's order (worst first); absent: as before */
      readonly order?: readonly string[];
      readonly facets: readonly Facet[];
      readonly takenAt: number;
      /** the host's clock when it sent this: what counts down is right also where the reader's clock is another */
      readonly sentAt?: number;
      /** one sentence about all: "214 groups, 6 in trouble" */
      readonly summary: string;
      readonly missing: readonly Sentence[];
    }
  | {
      readonly type: "details";
      readonly row: string;
      readonly title: string;
      readonly sections: readonly Section[];
      readonly actions: readonly string[];
    }
  | { readonly type: "status"; readonly status: Status }
  /** opens a row (a panel that was opened from a group in the tree), or filters by a topic */
  | {
      readonly type: "show";
      readonly open?: string;
      readonly filter?: string;
      /** by facet id, in place of what was chosen there */
      readonly facets?: Choices["facets"];
    };

export interface Status {
  readonly state: "waiting" | "live" | "paused" | "backingOff" | "failed";
  /** milliseconds since 1970 of the next look */
  readonly nextAt?: number;
  /** what happened, why, what to do: shown in place, above what was last known */
  readonly problem?: { readonly what: string; readonly why?: string; readonly fix?: string };
}

/** From the webview to the host. */
export type FromPanel =
  | { readonly type: "ready"; readonly timeZone: string; readonly choices?: Choices }
  | { readonly type: "choices"; readonly choices: Choices }
  /** the rows that can be seen now: only they are looked at closely */
  | { readonly type: "inSight"; readonly rows: readonly string[] }
  | { readonly type: "now" }
  | { readonly type: "action"; readonly action: string; readonly row: string }
  /** `rows`: ids of what the table shows now, in its order */
  | { readonly type: "copy" | "export"; readonly format: "csv" | "json"; readonly rows: readonly string[] };
