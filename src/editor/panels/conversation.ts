import { type Address, formatAddress } from "../../core/address";
import type { MonitorState } from "../../core/monitor";
import type { Reader } from "../../core/render";
import type { Choices, ToPanel } from "../../panel/protocol";
import type { PanelKind, PanelLookout, Records, RowView, Wanted } from "./kind";
import { readMessage } from "./messages";
import { Teller } from "./teller";

/** What a conversation needs of the panel around it. */
export interface Surroundings {
  readonly title: string;
  readonly intervalMs: number;
  post(message: ToPanel): void;
  reader(timeZone: string | undefined): Reader;
  /** Runs what takes a while; a failure is told to the user. */
  attempt(work: () => Promise<void>): void;
  /** Puts records into the clipboard or a file. */
  deliver(records: Records, to: "copy" | "export", format: "csv" | "json"): Promise<void>;
}

/**
 * The host's half of one panel. The webview may be gone at any moment (hidden, moved, reloaded) and forgets everything
 * then: whenever it says "ready" it gets all, and after that only what has changed. While it is hidden nothing is
 * looked at for it.
 */
export class Conversation<S> {
  private readonly teller: Teller<S>;
  private readonly stopListening: (() => void) | undefined;
  /** none until the webview is there for the first time */
  private lookout: PanelLookout | undefined;
  private looked: MonitorState<S> = { status: "waiting" };
  private choices: Choices;
  /** what was asked for while the webview could not hear it */
  private wanted: Wanted = {};
  private timeZone: string | undefined;
  private ready = false;
  private rowsInSight: readonly string[] = [];

  constructor(
    private readonly kind: PanelKind<S>,
    private readonly connection: Address,
    private readonly around: Surroundings,
    kept: Choices | undefined,
  ) {
    const begin = { filter: "", facets: {}, intervalMs: around.intervalMs, paused: false, utc: false };
    this.choices = { ...begin, ...kept, panel: formatAddress(connection) };
    const { title } = around;
    this.teller = new Teller({
      kind,
      title,
      post: (message) => around.post(message),
      attempt: (work) => around.attempt(work),
    });
    this.stopListening = kind.onDidChange?.(() => this.tellRows());
  }

  /** The webview is in sight or not. A hidden one is no more. */
  visible(visible: boolean): void {
    if (visible) return;
    this.ready = false;
    this.teller.end();
    this.lookout?.set({ paused: true });
  }

  /** Opens a row, or narrows the table. */
  show(wanted: Wanted): void {
    this.choices = narrowed(this.choices, wanted);
    if (!this.ready) {
      this.wanted = { ...this.wanted, ...wanted };
      return;
    }
    this.around.post({ type: "show", ...wanted });
    this.opened();
  }

  now(): void {
    this.lookout?.now();
  }

  /** Does it to the row that is open; false where none is. */
  actOnOpen(action: string): boolean {
    const { open } = this.choices;
    if (open !== undefined) this.act(action, open);
    return open !== undefined;
  }

  /** @param value whatever the webview has sent */
  receive(value: unknown): void {
    const message = readMessage(value);
    switch (message?.type) {
      case "ready":
        this.begin(message.timeZone, message.choices);
        break;
      case "choices":
        this.choose(message.choices);
        break;
      case "inSight":
        this.see(message.rows);
        break;
      case "now":
        this.now();
        break;
      case "action":
        this.act(message.action, message.row);
        break;
      case "copy":
      case "export":
        this.deliver(message.type, message.format, message.rows);
        break;
    }
  }

  dispose(): void {
    this.ready = false;
    this.teller.end();
    this.stopListening?.();
    this.lookout?.dispose();
  }

  private begin(timeZone: string, kept: Choices | undefined): void {
    this.ready = true;
    this.timeZone = timeZone;
    this.choices = { ...narrowed(kept ?? this.choices, this.wanted), panel: formatAddress(this.connection) };
    this.wanted = {};
    this.rowsInSight = [];
    this.teller.begin(this.choices, this.view().reader);
    const { intervalMs, paused } = this.choices;
    this.lookout ??= this.kind.look(this.connection, intervalMs, (looked) => this.told(looked));
    this.lookout.set({ intervalMs, paused });
    this.lookout.inSight(this.closely());
    // One picture at least, also for a panel that comes back paused.
    if (paused && this.looked.snapshot === undefined) this.now();
    this.told(this.looked);
  }

  private choose(choices: Choices): void {
    const before = this.choices;
    this.choices = { ...choices, panel: before.panel };
    if (!this.ready) return;
    if (choices.intervalMs !== before.intervalMs || choices.paused !== before.paused) {
      this.lookout?.set({ intervalMs: choices.intervalMs, paused: choices.paused });
    }
    if (choices.open !== before.open) this.opened();
    if (choices.utc !== before.utc) this.tellRows();
  }

  private act(action: string, row: string): void {
    const { snapshot } = this.looked;
    this.around.attempt(() => this.kind.act(action, row, this.connection, snapshot));
  }

  private deliver(to: "copy" | "export", format: "csv" | "json", rows: readonly string[]): void {
    const { snapshot } = this.looked;
    if (snapshot === undefined) return;
    const records = this.kind.records(snapshot, rows);
    this.around.attempt(() => this.around.deliver(records, to, format));
  }

  private see(rows: readonly string[]): void {
    const before = new Set(this.closely());
    const first = this.rowsInSight.length === 0 && rows.length > 0;
    this.rowsInSight = rows;
    this.closer(first);
    if (rows.some((row) => !before.has(row))) this.tellRows();
  }

  private opened(): void {
    this.closer(this.choices.open !== undefined);
    this.teller.row(this.looked.snapshot, this.choices.open, this.view());
  }

  /** Looks closely at what can be seen; `soon`: what it tells is waited for. Who has paused wants a still picture. */
  private closer(soon: boolean): void {
    this.lookout?.inSight(this.closely());
    if (soon && !this.choices.paused) this.now();
  }

  /** What can be seen, and what is open. */
  private closely(): string[] {
    const { open } = this.choices;
    return [...new Set([...this.rowsInSight, ...(open === undefined ? [] : [open])])];
  }

  private told(looked: MonitorState<S>): void {
    this.looked = looked;
    if (this.ready) this.teller.tell(looked, this.choices.open, this.view());
  }

  private tellRows(): void {
    if (this.ready) this.teller.rows(this.looked.snapshot, this.choices.open, this.view());
  }

  /** Times are written in the zone that was chosen: the reader's own is the webview's, the host may be far away. */
  private view(): RowView {
    const timeZone = this.choices.utc ? "UTC" : this.timeZone;
    return { reader: this.around.reader(timeZone), connection: this.connection, closely: new Set(this.closely()) };
  }
}

/** Facets that are not spoken of stay as they were chosen. */
const narrowed = (choices: Choices, wanted: Wanted): Choices => ({
  ...choices,
  ...wanted,
  facets: { ...choices.facets, ...wanted.facets },
});
