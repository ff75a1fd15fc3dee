import { segment } from "../core/address";
import { bytesOf } from "../core/bytes";
import type { Clock } from "../core/clock";
import { isFailure } from "../core/failure";
import { globber } from "../core/glob";
import type { Missing } from "../core/lag-source";
import type { Coverage, DiscoverRequest, Discovery } from "../core/lock-discovery";
import type { LockSample, LockSource, Notice } from "../core/lock-source";
import { type Lookout, Monitor } from "../core/monitor";
import { count, type Text, text, verbatim } from "../core/text";
import { isGlob } from "./bytes";
import { type Asked, LockJudge } from "./judge";
import type { Limits } from "./rules";
import { siftFor } from "./sift";
import type { LockSnapshot } from "./snapshot";
import { asRequest, MOST_LOCKS, Tracker } from "./tracker";

/** Runs one call on the connection's lock source: opens the session where there is none, and keeps the deadline. */
export type RunLocks = <T>(
  signal: AbortSignal,
  call: (source: LockSource, signal: AbortSignal) => Promise<T>,
) => Promise<T>;

export interface LockMonitorParts {
  readonly run: RunLocks;
  readonly clock?: Clock;
  readonly report?: (error: unknown) => void;
  readonly limits?: Partial<Limits>;
  /** names that are looked over for locks in each read, and in the one round beside the patterns */
  readonly budget?: Partial<Budget>;
}

export interface Budget {
  readonly step: number;
  readonly round: number;
}

const BUDGET: Budget = { step: 20_000, round: 200_000 };

/** Watches the locks of one connection. Keep it for as long as the connection lives: it holds the history. */
export class LockMonitor extends Monitor<LockSnapshot> {
  private readonly sights = new WeakMap<Lookout, ReadonlySet<string>>();
  private readonly judge: LockJudge;
  private readonly budget: Budget;
  private readonly followed = new Map<string, Uint8Array>();
  private tracker?: Tracker;
  private scan: { cursor?: string; coverage?: Coverage; over: boolean; patterns: boolean } = {
    over: false,
    patterns: false,
  };

  constructor(private readonly source: LockMonitorParts) {
    super({ clock: source.clock, report: source.report, read: (signal) => this.read(signal) });
    this.judge = new LockJudge(source.limits);
    this.budget = { ...BUDGET, ...source.budget };
  }

  /** The locks (by the id of their status) whose rows can be seen: from the next read on, who holds them is looked up. */
  inSight(lookout: Lookout, ids: Iterable<string>): void {
    this.sights.set(lookout, new Set(ids));
  }

  /** A name to look at from the next read on, whatever the profile says: a key of the tree, a lock that is watched. */
  follow(name: Uint8Array): void {
    this.followed.set(segment(name), name);
  }

  /** Looks for locks beside the patterns again, in the reads that come. */
  searchAgain(): void {
    this.scan = { over: false, patterns: false };
  }

  /** What a server told by itself goes into the timeline of its lock. */
  notice(notice: Notice): void {
    this.judge.notice(notice);
  }

  /**
   * One read that begins after this call. @param patterns globs: the names that match are searched first, as far as the
   * round's budget goes, and only they are in the snapshot
   */
  override async once(signal: AbortSignal, patterns: readonly string[] = []): Promise<LockSnapshot> {
    const coverage = patterns.length ? await this.search(patterns, signal) : undefined;
    const snapshot = await super.once(signal);
    if (!patterns.length) return snapshot;
    const globs = patterns.map((pattern) => globber(bytesOf(pattern)));
    const locks = snapshot.locks.filter(({ name }) => globs.some((matches) => matches(name)));
    return { ...snapshot, locks, ...(coverage ? { coverage } : {}) };
  }

  private async search(patterns: readonly string[], signal: AbortSignal): Promise<Coverage | undefined> {
    for (const pattern of patterns) if (!isGlob(pattern)) this.follow(bytesOf(pattern));
    const globs = patterns.filter(isGlob);
    if (!globs.length) return undefined;
    let cursor: string | undefined;
    let coverage: Coverage | undefined;
    do {
      const request: DiscoverRequest = {
        patterns: globs,
        sift: siftFor(globs),
        budget: this.budget.step,
        ...(cursor ? { cursor } : {}),
      };
      const found: Discovery = await this.source.run(signal, (source, inner) => source.discover(request, inner));
      for (const name of found.names) this.follow(name);
      cursor = found.cursor;
      coverage = found.coverage;
    } while (cursor !== undefined && coverage.scanned < this.budget.round && this.followed.size < MOST_LOCKS);
    return coverage;
  }

  private async read(signal: AbortSignal): Promise<LockSnapshot> {
    // Who begins to look says right after that what is in sight.
    await Promise.resolve();
    const tracker = this.tracker ?? (await this.source.run(signal, async (source) => this.start(source)));
    this.tracker = tracker;
    for (const name of this.followed.values()) tracker.add(name, Buffer.from(name).toString());
    this.followed.clear();
    const missing: Missing[] = [];
    await this.discover(tracker, signal, missing);
    const clients = this.anySight();
    const ask = (locks: readonly Asked[], withClients: boolean): Promise<LockSample> =>
      this.source.run(signal, (source, inner) => {
        const request = { locks: locks.map(({ lock, reads }) => asRequest(lock, reads)), clients: withClients };
        return source.sample(request, inner);
      });
    const asked = this.asked(tracker);
    const sample = await ask(asked, clients);
    if (tracker.full) {
      missing.push({
        what: text("Locks beyond the first {0}", count(MOST_LOCKS)),
        why: text("No more than that are followed; narrower patterns find fewer."),
      });
    }
    return this.judge.take(
      { tracker, asked, sample, missing, coverage: this.scan.coverage, again: (locks) => ask(locks, false) },
      signal,
    );
  }

  private asked = (tracker: Tracker) => tracker.all.map((lock) => ({ lock, reads: tracker.reads(lock) }));

  private start({ settings, masters }: LockSource): Tracker {
    const tracker = new Tracker(settings, masters.length);
    const patterns = [...settings.patterns, ...settings.conventions.map(({ pattern }) => pattern)];
    for (const pattern of patterns) if (!isGlob(pattern)) tracker.add(bytesOf(pattern), pattern);
    return tracker;
  }

  /**
   * One step of a scan: one round over all names, for what the profile's patterns match and for what looks like a lock;
   * from then on, rounds for the patterns alone, as new locks come and go.
   */
  private async discover(tracker: Tracker, signal: AbortSignal, missing: Missing[]): Promise<void> {
    if (this.scan.over) return;
    try {
      const found = await this.source.run(signal, (source, inner) => {
        const { settings } = source;
        const globs = [...settings.patterns, ...settings.conventions.map(({ pattern }) => pattern)].filter(isGlob);
        const { cursor, patterns } = this.scan;
        return source
          .discover(
            {
              patterns: patterns ? globs : [],
              sift: siftFor(globs),
              budget: this.budget.step,
              ...(cursor ? { cursor } : {}),
            },
            inner,
          )
          .then((discovery) => ({ ...discovery, globs: globs.length }));
      });
      for (const name of found.names) tracker.add(name);
      const done = found.cursor === undefined || (!this.scan.patterns && found.coverage.scanned >= this.budget.round);
      // A round for the patterns that has just begun has seen less than the one before.
      const coverage = this.scan.patterns && !done ? (this.scan.coverage ?? found.coverage) : found.coverage;
      this.scan = done
        ? { coverage, over: found.globs === 0, patterns: true }
        : { coverage, over: false, patterns: this.scan.patterns, ...(found.cursor ? { cursor: found.cursor } : {}) };
    } catch (error) {
      if (signal.aborted) throw error;
      missing.push({ what: text("Locks that have not been found yet"), why: whyOf(error) });
    }
  }

  private anySight(): boolean {
    return [...this.wishes].some(
      ([lookout, wish]) => (!wish.paused || wish.asked) && (this.sights.get(lookout)?.size ?? 0) > 0,
    );
  }
}

const whyOf = (error: unknown): Text =>
  isFailure(error) ? error.what : verbatim(error instanceof Error ? error.message : String(error));
