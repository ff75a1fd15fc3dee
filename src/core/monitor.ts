import { type Clock, systemClock } from "./clock";
import { Failure, isFailure } from "./failure";
import { text, verbatim } from "./text";
import { cancelled, type Waiter, Waiters } from "./waiters";

/** What somebody who looks is told. */
export interface MonitorState<S> {
  /**
   * "waiting": nothing was read yet · "live": read at the interval that was asked for · "paused": this lookout is ·
   * "backingOff": reading takes long, so it is done less often · "failed": the last read failed, see `failure`
   */
  readonly status: "waiting" | "live" | "paused" | "backingOff" | "failed";
  /** the last good one, also after a failure */
  readonly snapshot?: S;
  /** milliseconds since 1970 of the next read; absent while none is planned */
  readonly nextAt?: number;
  readonly failure?: Failure;
}

/** One who looks: a panel, a row of a tree, a badge. */
export interface Lookout {
  /** A paused one wants nothing and is told nothing, except what it asks for with `now`. */
  set(wish: { readonly intervalMs?: number; readonly paused?: boolean }): void;
  /** Reads at once, also when paused or backing off. */
  now(): void;
  dispose(): void;
}

export interface MonitorParts<S> {
  /** Rejects with a `Failure`; ends when `signal` is aborted. */
  read(signal: AbortSignal): Promise<S>;
  readonly clock?: Clock;
  /** told of what a listener throws: one listener must not silence the others */
  readonly report?: (error: unknown) => void;
}

/** milliseconds that a read which keeps failing, or is very slow, is put off at most */
export const LONGEST_PAUSE = 300_000;
/** milliseconds between two reads at least, whatever is asked for: a server is not a video */
export const SHORTEST_INTERVAL = 200;

interface Wish<S> {
  intervalMs: number;
  paused: boolean;
  /** it has asked for one read although it is paused */
  asked: boolean;
  readonly listener: (state: MonitorState<S>) => void;
}

/**
 * Reads again and again for as long as somebody looks: at the shortest interval that any of them wants, one read at a
 * time. When nobody looks, a read under way is cancelled. The last good snapshot is kept.
 */
export class Monitor<S> {
  protected readonly wishes = new Map<Lookout, Wish<S>>();
  private readonly clock: Clock;
  private readonly waiters = new Waiters<S>();
  private snapshot?: S;
  private failure?: Failure;
  /** failures in a row */
  private failures = 0;
  private begunAt?: number;
  private endedAt = 0;
  private reading?: AbortController;
  private wanted = false;
  private nextAt?: number;
  private cancelTimer: () => void = () => {};
  private disposed = false;

  constructor(private readonly parts: MonitorParts<S>) {
    this.clock = parts.clock ?? systemClock;
  }

  /** the last good snapshot */
  get last(): S | undefined {
    return this.snapshot;
  }

  /** Begins to look. The listener is told the present state soon after, and then of every change. */
  look(options: { readonly intervalMs: number; readonly listener: (state: MonitorState<S>) => void }): Lookout {
    const wish: Wish<S> = { ...options, paused: false, asked: false };
    const lookout: Lookout = {
      set: ({ intervalMs = wish.intervalMs, paused = wish.paused }) => {
        if (!this.wishes.has(lookout)) return;
        Object.assign(wish, { intervalMs, paused });
        this.plan();
        this.tell(wish);
      },
      now: () => {
        if (!this.wishes.has(lookout)) return;
        wish.asked = true;
        this.demand();
      },
      dispose: () => {
        if (this.wishes.delete(lookout)) this.plan();
      },
    };
    if (this.disposed) return lookout;
    this.wishes.set(lookout, wish);
    this.plan();
    queueMicrotask(() => this.wishes.has(lookout) && this.tell(wish));
    return lookout;
  }

  /** One read that begins after this call, for somebody who does not stay. Rejects with its `Failure`. */
  async once(signal: AbortSignal): Promise<S> {
    if (signal.aborted || this.disposed) throw cancelled();
    const snapshot = this.waiters.add(signal, () => this.plan());
    this.demand();
    return snapshot;
  }

  dispose(): void {
    this.disposed = true;
    this.wishes.clear();
    this.waiters.cancelAll();
    this.plan();
  }

  /** One read soon: at once, or after the one under way. */
  private demand(): void {
    this.wanted = true;
    if (!this.reading) this.begin();
  }

  private interval(): number | undefined {
    const wanted = [...this.wishes.values()].filter((wish) => !wish.paused).map((wish) => wish.intervalMs);
    return wanted.length ? Math.max(SHORTEST_INTERVAL, Math.min(...wanted)) : undefined;
  }

  /** Sets the timer as the wishes and the last read say; stops what nobody wants any more. */
  private plan(): void {
    this.cancelTimer();
    this.nextAt = undefined;
    const interval = this.interval();
    const asked = [...this.wishes.values()].some((wish) => wish.asked);
    if (interval === undefined && !asked && !this.waiters.waiting) {
      this.wanted = false;
      this.reading?.abort(cancelled());
      this.reading = undefined;
      return;
    }
    if (this.reading) return;
    if (this.wanted) {
      this.begin();
      return;
    }
    if (interval === undefined) return;
    const now = this.clock.now();
    // A clock that was set back must not put the next read off.
    this.nextAt = Math.min(this.dueAt(interval) ?? now, now + this.pause(interval));
    if (this.nextAt <= now) this.begin();
    else this.cancelTimer = this.clock.after(this.nextAt - now, () => this.begin());
  }

  private dueAt(interval: number): number | undefined {
    if (this.begunAt === undefined) return undefined;
    return (this.failures ? this.endedAt : this.begunAt) + this.pause(interval);
  }

  /** milliseconds from one read to the next: twice as long after each failure, and so long that half of it is quiet */
  private pause(interval: number): number {
    const longest = Math.max(interval, LONGEST_PAUSE);
    let pause = Math.min(interval * 2 ** Math.min(this.failures, 30), longest);
    while (!this.failures && this.took() > pause / 2 && pause < longest) pause *= 2;
    return Math.min(pause, longest);
  }

  private took(): number {
    return this.begunAt === undefined ? 0 : Math.max(0, this.endedAt - this.begunAt);
  }

  private begin(): void {
    this.cancelTimer();
    this.nextAt = undefined;
    this.wanted = false;
    const controller = new AbortController();
    this.reading = controller;
    this.waiters.begin();
    const begunAt = this.clock.now();
    const end = (outcome: () => void) => {
      // One that was cancelled says nothing of the server.
      if (this.reading !== controller) return;
      this.reading = undefined;
      this.begunAt = begunAt;
      this.endedAt = this.clock.now();
      outcome();
    };
    new Promise<S>((resolve) => resolve(this.parts.read(controller.signal))).then(
      (snapshot) => end(() => this.succeed(snapshot)),
      (error: unknown) => end(() => this.fail(asFailure(error))),
    );
  }

  private succeed(snapshot: S): void {
    this.snapshot = snapshot;
    this.failure = undefined;
    this.failures = 0;
    this.finish((waiter) => waiter.resolve(snapshot));
  }

  private fail(failure: Failure): void {
    this.failure = failure;
    this.failures++;
    this.finish((waiter) => waiter.reject(failure));
  }

  private finish(answer: (waiter: Waiter<S>) => void): void {
    const served = this.waiters.take();
    const listening = [...this.wishes.values()].filter((wish) => !wish.paused || wish.asked);
    // What was asked for while this read went on is still to come.
    if (!this.wanted) for (const wish of listening) wish.asked = false;
    this.plan();
    served.forEach(answer);
    for (const wish of listening) this.tell(wish);
  }

  private tell(wish: Wish<S>): void {
    try {
      wish.listener(this.stateOf(wish));
    } catch (error) {
      this.parts.report?.(error);
    }
  }

  private stateOf(wish: Wish<S>): MonitorState<S> {
    const { snapshot, failure, nextAt } = this;
    if (wish.paused) return { status: "paused", snapshot, failure };
    if (failure) return { status: "failed", snapshot, failure, nextAt };
    if (snapshot === undefined) return { status: "waiting", nextAt };
    const interval = this.interval() ?? wish.intervalMs;
    return { status: this.pause(interval) > interval ? "backingOff" : "live", snapshot, nextAt };
  }
}

function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  return new Failure({
    code: "unknown",
    what: text("Something unexpected happened while reading."),
    why: verbatim(error instanceof Error ? error.message : String(error)),
    cause: error,
  });
}
