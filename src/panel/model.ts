import type { Choices, Facet, Frame, FromPanel, Row, Sentence, Status, ToPanel } from "./protocol";
import { applyRows, NO_ROWS, type RowStore } from "./row-store";

export type DetailsMessage = Extract<ToPanel, { type: "details" }>;

/** All that is drawn, but for what is only about the drawing. Never changed: a message or a choice makes a new one. */
export interface PanelState {
  readonly frame?: Frame;
  readonly choices: Choices;
  readonly store: RowStore;
  /** absent until the first rows have come */
  readonly taken?: {
    readonly at: number;
    readonly summary: string;
    readonly facets: readonly Facet[];
    readonly missing: readonly Sentence[];
  };
  /** milliseconds that the host's clock is ahead of the reader's */
  readonly skew: number;
  readonly status: Status;
  /** of the open row; absent until they have come */
  readonly details?: DetailsMessage;
}

const NO_CHOICES: Choices = { filter: "", facets: {}, intervalMs: 0, paused: false, utc: false };

/** The webview's way out: messages to the host, and what survives a reload. */
export interface Outside {
  post(message: FromPanel): void;
  keep(choices: Choices): void;
}

/** A filter is told when the typing pauses that long, in milliseconds. */
const TYPING_PAUSE = 200;

export class PanelModel {
  state: PanelState = { choices: NO_CHOICES, store: NO_ROWS, skew: 0, status: { state: "waiting" } };
  private readonly listeners = new Set<() => void>();
  private telling: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly outside: Outside) {}

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  post(message: FromPanel): void {
    // What was typed last is told first: an action is about what the person sees.
    this.tellNow();
    this.outside.post(message);
  }

  receive(message: ToPanel, now = Date.now()): void {
    switch (message.type) {
      case "frame":
        this.set({ frame: message.frame, choices: message.choices });
        break;
      case "rows": {
        const { takenAt: at, sentAt, summary, facets, missing } = message;
        const store = applyRows(this.state.store, message);
        const skew = sentAt === undefined ? this.state.skew : sentAt - now;
        this.set({ store, taken: { at, summary, facets, missing }, skew });
        break;
      }
      case "details":
        if (message.row === this.state.choices.open) this.set({ details: message });
        break;
      case "status":
        this.set({ status: message.status });
        break;
      case "show": {
        const { open = this.state.choices.open, filter = this.state.choices.filter } = message;
        this.choose({ open, filter, facets: { ...this.state.choices.facets, ...message.facets } });
        break;
      }
    }
  }

  /** @param later the person is still typing: the host need not know each letter */
  choose(change: Partial<Choices>, later = false): void {
    const choices = { ...this.state.choices, ...change };
    const details = this.state.details?.row === choices.open ? this.state.details : undefined;
    this.set({ choices, details });
    this.outside.keep(choices);
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tellNow(), TYPING_PAUSE);
    if (!later) this.tellNow();
  }

  private tellNow(): void {
    if (this.telling === undefined) return;
    clearTimeout(this.telling);
    this.telling = undefined;
    this.outside.post({ type: "choices", choices: this.state.choices });
  }

  private set(change: Partial<PanelState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** How many rows are marked as being in trouble. */
export const inTrouble = (rows: readonly Row[]): number =>
  rows.reduce((sum, { tone }) => (tone === "error" || tone === "warning" ? sum + 1 : sum), 0);
