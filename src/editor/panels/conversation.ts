import { type Address, formatAddress } from "../../core/address";
import type { MonitorState } from "../../core/monitor";
import { type Reader, render } from "../../core/render";
import type { Choices, Status, ToPanel } from "../../panel/protocol";
import type { PanelKind, PanelLookout, Records, RowView, Wanted } from "./kind";
import { readMessage } from "./messages";
import { RowDiff, same } from "./row-diff";
import { intervals, panelWords } from "./words";

/** What a conversation needs of the panel around it. */
export interface Surroundings {
  readonly title: string;
  readonly intervalMs: number;
  post(message: ToPanel): void;
  reader(timeZone: string | undefined): Reader;
  /** Runs what the user asked for; a failure is told to the user. */
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
  /** none until the webview is there for the first time */
  private lookout: PanelLookout | undefined;
  private readonly diff = new RowDiff();
  private readonly stopListening: (() => void) | undefined;
  private choices: Choices;
  /** what was asked for while the webview could not hear it */
  private wanted: Wanted = {};
  private timeZone: string | undefined;
  private ready = false;
  private rowsInSight: readonly string[] = [];
  private looked: MonitorState<S> = { status: "waiting" };
  private shown: { snapshot?: S; details?: ToPanel } = {};

  constructor(
    private readonly kind: PanelKind<S>,
    private readonly connection: Address,
    private readonly around: Surroundings,
    kept: Choices | undefined,
  ) {
    const begin = { filter: "", facets: {}, intervalMs: around.intervalMs, paused: false, utc: false };
    this.choices = { ...begin, ...kept, panel: formatAddress(connection) };
    this.stopListening = kind.onDidChange?.(() => this.ready && this.sendRows());
  }

  /** The webview is in sight or not. A hidden one is no more. */
  visible(visible: boolean): void {
    if (visible) return;
    this.ready = false;
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
    this.stopListening?.();
    this.lookout?.dispose();
  }

  private begin(timeZone: string, kept: Choices | undefined): void {
    this.ready = true;
    this.timeZone = timeZone;
    this.choices = { ...narrowed(kept ?? this.choices, this.wanted), panel: formatAddress(this.connection) };
    this.wanted = {};
    this.diff.forget();
    this.shown = {};
    this.rowsInSight = [];
    const { noRows, ...parts } = this.kind.frame(this.view().reader);
    const { title } = this.around;
    const { reader } = this.view();
    const words = panelWords(reader, noRows);
    const offered = intervals(reader, this.choices.intervalMs);
    this.around.post({
      type: "frame",
      frame: { title, ...parts, intervals: offered, words, locale: reader.locale },
      choices: this.choices,
    });
    this.look();
    this.send();
  }

  private choose(choices: Choices): void {
    const before = this.choices;
    this.choices = { ...choices, panel: before.panel };
    if (!this.ready) return;
    if (choices.intervalMs !== before.intervalMs || choices.paused !== before.paused) {
      this.lookout?.set({ intervalMs: choices.intervalMs, paused: choices.paused });
    }
    if (choices.utc !== before.utc) this.sendRows();
    else if (choices.open !== before.open) this.opened();
  }

  private act(action: string, row: string): void {
    this.around.attempt(() => this.kind.act(action, row, this.connection));
  }

  private deliver(to: "copy" | "export", format: "csv" | "json", rows: readonly string[]): void {
    const { snapshot } = this.looked;
    if (snapshot === undefined) return;
    const records = this.kind.records(snapshot, rows);
    this.around.attempt(() => this.around.deliver(records, to, format));
  }

  private look(): void {
    const { intervalMs, paused } = this.choices;
    this.lookout ??= this.kind.look(this.connection, intervalMs, (looked) => this.told(looked));
    this.lookout.set({ intervalMs, paused });
    this.lookout.inSight(this.closely());
    // One picture at least, also for a panel that comes back paused.
    if (paused && this.looked.snapshot === undefined) this.now();
  }

  private see(rows: readonly string[]): void {
    const first = this.rowsInSight.length === 0 && rows.length > 0;
    this.rowsInSight = rows;
    this.closer(first);
  }

  private opened(): void {
    this.closer(this.choices.open !== undefined);
    this.sendDetails();
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
    if (this.ready) this.send();
  }

  private send(): void {
    if (this.looked.snapshot !== this.shown.snapshot) this.sendRows();
    this.around.post({ type: "status", status: this.status() });
  }

  private sendRows(): void {
    const { snapshot } = this.looked;
    if (snapshot === undefined) return;
    const { rows, ...rest } = this.kind.table(snapshot, this.view());
    this.shown = { ...this.shown, snapshot };
    this.around.post({ type: "rows", ...this.diff.next(rows), ...rest, sentAt: Date.now() });
    this.sendDetails();
  }

  private sendDetails(): void {
    const { open } = this.choices;
    const { snapshot } = this.looked;
    if (open === undefined || snapshot === undefined) return;
    const view = this.view();
    const details = this.kind.details(snapshot, open, view) ?? {
      title: open,
      sections: [{ kind: "sentences" as const, id: "gone", lines: [{ text: render(this.kind.gone, view.reader) }] }],
      actions: [],
    };
    const message: ToPanel = { type: "details", row: open, ...details };
    if (same(message, this.shown.details)) return;
    this.shown = { ...this.shown, details: message };
    this.around.post(message);
  }

  private status(): Status {
    const { status, nextAt, failure } = this.looked;
    const { reader } = this.view();
    const said = failure && {
      what: render(failure.what, reader),
      ...(failure.why ? { why: render(failure.why, reader) } : {}),
      ...(failure.fix ? { fix: render(failure.fix, reader) } : {}),
    };
    return {
      state: status,
      ...(nextAt === undefined ? {} : { nextAt }),
      ...(said ? { problem: said } : {}),
    };
  }

  /** Times are written in the zone that was chosen: the reader's own is the webview's, the host may be far away. */
  private view(): RowView {
    const timeZone = this.choices.utc ? "UTC" : this.timeZone;
    return { reader: this.around.reader(timeZone), connection: this.connection };
  }
}

/** Facets that are not spoken of stay as they were chosen. */
const narrowed = (choices: Choices, wanted: Wanted): Choices => ({
  ...choices,
  ...wanted,
  facets: { ...choices.facets, ...wanted.facets },
});
