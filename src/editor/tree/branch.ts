import type { PageRequest } from "../../core/contract";
import { Failure, isFailure } from "../../core/failure";
import type { SessionPool } from "../../core/sessions";
import { text, verbatim } from "../../core/text";
import { settings } from "../settings";
import { Level } from "./level";
import { addressOfRow, type ParentRow, type Row } from "./rows";

/** What a branch needs to know of the tree around it. */
export interface Looking {
  readonly pool: SessionPool;
  readonly filter: () => string | undefined;
  /** false while the view is hidden: then nothing is asked of a server */
  readonly visible: () => boolean;
  /** the rows below `row` are other ones now */
  readonly changed: (row: ParentRow) => void;
}

interface Loading {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** An unfolded row that was answered this long ago (ms) is asked again when it is unfolded anew. */
const FRESH = 5_000;

/** The level below one row and the work that goes on for it. At most one page is asked for at a time. */
export class Branch {
  readonly level: Level;
  private loading: Loading | undefined;
  /** milliseconds since 1970 of the last answer; 0: ask before the next showing */
  private takenAt = 0;
  private refresh = false;
  private open = false;
  /** a scan is to go on by itself, whenever somebody looks */
  private scanning = false;

  constructor(
    private readonly row: ParentRow,
    private readonly looking: Looking,
  ) {
    this.level = new Level(row);
  }

  /** its rows are shown, as far as the view and the rows above are */
  get unfolded(): boolean {
    return this.open;
  }

  /** The rows; what was shown before comes at once, only a level that nobody has looked at yet is waited for. */
  async rows(): Promise<Row[]> {
    this.open = true;
    if (this.takenAt === 0) await (this.alive()?.done ?? this.load(this.whole()));
    return this.level.rows();
  }

  expanded(): void {
    this.open = true;
    if (this.alive()) return;
    if (this.scanning) this.goOn();
    else if (Date.now() - this.takenAt > FRESH) void this.load(this.whole()).then(() => this.looking.changed(this.row));
  }

  collapsed(): void {
    this.open = false;
    this.stop();
  }

  /** The view came into sight or went out of it. */
  seen(visible: boolean): void {
    if (!visible) this.stop();
    else if (!this.open) return;
    else if (this.takenAt === 0) this.looking.changed(this.row);
    else if (this.scanning) this.goOn();
  }

  /** Asks anew before the next showing. `refresh`: the session is to forget what it remembers, too. */
  expire(refresh: boolean): void {
    this.stop();
    this.takenAt = 0;
    this.scanning = false;
    this.refresh = refresh;
  }

  async loadMore(): Promise<void> {
    const { cursor } = this.level;
    if (cursor === undefined || this.alive()) return;
    await this.load({ cursor, limit: settings.pageSize() });
    this.looking.changed(this.row);
  }

  resume(): void {
    this.scanning = true;
    this.goOn();
  }

  pause(): void {
    this.scanning = false;
    this.stop();
  }

  stop(): void {
    this.loading?.controller.abort();
  }

  private whole(): PageRequest {
    return { limit: Math.max(settings.pageSize(), this.level.shown) };
  }

  /** A load that nobody has stopped. */
  private alive(): Loading | undefined {
    return this.loading?.controller.signal.aborted ? undefined : this.loading;
  }

  /** Asks for a page. A load that is under way is overtaken. */
  private load(request: PageRequest): Promise<void> {
    this.stop();
    const controller = new AbortController();
    const done = this.fetch(request, controller).finally(() => {
      if (this.loading?.controller === controller) this.loading = undefined;
      if (this.scanning) setTimeout(() => this.goOn(), 0);
    });
    this.loading = { controller, done };
    return done;
  }

  private async fetch(request: PageRequest, controller: AbortController): Promise<void> {
    const address = addressOfRow(this.row);
    const filter = this.looking.filter();
    const { refresh } = this;
    this.refresh = false;
    const overtaken = () => this.loading?.controller !== controller;
    try {
      const page = await this.looking.pool.run(address, controller.signal, (session, signal) =>
        session.children(address, { ...request, filter, refresh }, signal),
      );
      if (overtaken()) return;
      if (request.cursor === undefined) this.level.replace(page, filter);
      else this.level.append(page, filter);
    } catch (error) {
      if (overtaken()) return;
      if (controller.signal.aborted) {
        this.level.stop();
        return;
      }
      this.level.fail(isFailure(error) ? error : unexpected(error));
    }
    this.takenAt = Date.now();
    this.scanning = this.level.scanning;
  }

  /** One more step of a scan, as long as somebody looks at it. */
  private goOn(): void {
    if (!this.looking.visible() || !this.open || !this.scanning || this.alive()) return;
    void this.load({ ...this.whole(), resume: true }).then(() => this.looking.changed(this.row));
  }
}

function unexpected(error: unknown): Failure {
  return new Failure({
    code: "unknown",
    what: text("Something unexpected happened."),
    why: verbatim(error instanceof Error ? error.message : String(error)),
    cause: error,
  });
}
