import type { MonitorState } from "../../core/monitor";
import { type Reader, render } from "../../core/render";
import type { Choices, Status, ToPanel } from "../../panel/protocol";
import type { Details, PanelKind, RowView } from "./kind";
import { RowDiff, same } from "./row-diff";
import { intervals, panelWords } from "./words";

export interface TellerParts<S> {
  readonly kind: PanelKind<S>;
  readonly title: string;
  post(message: ToPanel): void;
  /** Runs what takes a while; a failure is told to the user. */
  attempt(work: () => Promise<void>): void;
}

/** Tells a webview what is to be shown: everything at first, and then what has changed. */
export class Teller<S> {
  private readonly diff = new RowDiff();
  private snapshot: S | undefined;
  private details: ToPanel | undefined;
  private turn = 0;
  private listening = false;

  constructor(private readonly parts: TellerParts<S>) {}

  /** The webview has gone, and with it all that it was told. */
  end(): void {
    this.listening = false;
  }

  /** A webview is there that knows nothing. */
  begin(choices: Choices, reader: Reader): void {
    this.listening = true;
    this.diff.forget();
    this.snapshot = undefined;
    this.details = undefined;
    const { kind, title, post } = this.parts;
    const { noRows, ...frame } = kind.frame(reader);
    const words = panelWords(reader, noRows);
    const offered = intervals(reader, choices.intervalMs);
    post({ type: "frame", frame: { title, ...frame, intervals: offered, words, locale: reader.locale }, choices });
  }

  tell(looked: MonitorState<S>, open: string | undefined, view: RowView): void {
    if (!this.listening) return;
    if (looked.snapshot !== undefined && looked.snapshot !== this.snapshot) this.rows(looked.snapshot, open, view);
    this.parts.post({ type: "status", status: statusOf(looked, view.reader) });
  }

  /** In pieces: what was begun for a snapshot before, or for a webview that is gone, ends without a word. */
  rows(snapshot: S | undefined, open: string | undefined, view: RowView): void {
    if (!this.listening || snapshot === undefined) return;
    this.snapshot = snapshot;
    const turn = ++this.turn;
    this.parts.attempt(async () => {
      const { rows, ...rest } = await this.parts.kind.table(snapshot, view);
      if (turn !== this.turn || !this.listening) return;
      this.parts.post({ type: "rows", ...this.diff.next(rows), ...rest, sentAt: Date.now() });
      this.row(snapshot, open, view);
    });
  }

  /** The details of the row that is open. */
  row(snapshot: S | undefined, open: string | undefined, view: RowView): void {
    if (!this.listening || snapshot === undefined || open === undefined) return;
    const { kind } = this.parts;
    const details = kind.details(snapshot, open, view) ?? goneDetails(open, render(kind.gone, view.reader));
    const message: ToPanel = { type: "details", row: open, ...details };
    if (same(message, this.details)) return;
    this.details = message;
    this.parts.post(message);
  }
}

const goneDetails = (title: string, said: string): Details => ({
  title,
  sections: [{ kind: "sentences", id: "gone", lines: [{ text: said }] }],
  actions: [],
});

function statusOf<S>({ status, nextAt, failure }: MonitorState<S>, reader: Reader): Status {
  const problem = failure && {
    what: render(failure.what, reader),
    ...(failure.why ? { why: render(failure.why, reader) } : {}),
    ...(failure.fix ? { fix: render(failure.fix, reader) } : {}),
  };
  return { state: status, ...(nextAt === undefined ? {} : { nextAt }), ...(problem ? { problem } : {}) };
}
