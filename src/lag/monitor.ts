import type { Clock } from "../core/clock";
import { withDeadline } from "../core/deadline";
import { isFailure } from "../core/failure";
import type { LagSource, Missing } from "../core/lag-source";
import { type Lookout, Monitor } from "../core/monitor";
import { type Text, text, verbatim } from "../core/text";
import { LagJudge } from "./judge";
import type { Limits } from "./limits";
import type { LagSnapshot } from "./snapshot";

/** Runs one call on the connection's lag source: opens the session where there is none, and keeps the deadline. */
export type RunLag = <T>(
  signal: AbortSignal,
  call: (source: LagSource, signal: AbortSignal) => Promise<T>,
) => Promise<T>;

export interface LagMonitorParts {
  readonly run: RunLag;
  readonly clock?: Clock;
  readonly report?: (error: unknown) => void;
  /** other ones than usual, for tests that cannot wait for minutes */
  readonly limits?: Partial<Limits>;
}

/** milliseconds that the closer look may take: lag and verdicts must not wait long for the times of records */
const CLOSER_LOOK = 5_000;

/** Watches the groups of one connection. Keep it for as long as the connection lives: it holds the history. */
export class LagMonitor extends Monitor<LagSnapshot> {
  private readonly sights = new WeakMap<Lookout, ReadonlySet<string>>();
  private readonly guests = new Set<readonly string[]>();
  private readonly judge: LagJudge;
  /** groups whose verdict needs to know the members, as the last reading has shown */
  private silent: ReadonlySet<string> = new Set();

  constructor(private readonly source: LagMonitorParts) {
    super({ clock: source.clock, report: source.report, read: (signal) => this.read(signal) });
    this.judge = new LagJudge(source.limits);
  }

  /** The groups whose rows can be seen (or that are open): from the next read on, they are looked at closely. */
  inSight(lookout: Lookout, groups: Iterable<string>): void {
    this.sights.set(lookout, new Set(groups));
  }

  /** One read that begins after this call. @param groups are looked at closely */
  override async once(signal: AbortSignal, groups: readonly string[] = []): Promise<LagSnapshot> {
    this.guests.add(groups);
    try {
      return await super.once(signal);
    } finally {
      this.guests.delete(groups);
    }
  }

  private async read(signal: AbortSignal): Promise<LagSnapshot> {
    // Who begins to look says right after that what is in sight.
    await Promise.resolve();
    const inSight = this.seen();
    const describe = new Set([...inSight, ...this.silent]);
    const sample = await this.source.run(signal, (source, inner) => source.sample({ describe }, inner));
    const wants = await this.judge.take(sample, inSight, signal);
    this.silent = wants.members;
    const positions = wants.positions();
    const missing = await Promise.all([
      positions.length > 0 &&
        this.lookCloser(text("The times of records"), signal, async (source, inner) => {
          wants.learn(await source.recordTimes(positions, inner));
        }),
      wants.topics.size > 0 &&
        this.lookCloser(text("How long topics keep their records"), signal, async (source, inner) => {
          this.judge.learnRetention(await source.retention([...wants.topics], inner));
        }),
    ]);
    return this.judge.snapshot(
      sample,
      missing.filter((one) => typeof one === "object"),
      signal,
    );
  }

  /** Without it there are still lags and verdicts: what fails is missing, and no more than that. */
  private async lookCloser(
    what: Text,
    signal: AbortSignal,
    call: (source: LagSource, signal: AbortSignal) => Promise<void>,
  ): Promise<Missing | undefined> {
    try {
      await withDeadline(what, CLOSER_LOOK, signal, (inner) => this.source.run(inner, call));
      return undefined;
    } catch (error) {
      if (signal.aborted) throw error;
      const why = isFailure(error) ? error.what : verbatim(error instanceof Error ? error.message : String(error));
      return { what, why };
    }
  }

  private seen(): ReadonlySet<string> {
    const seen = new Set([...this.guests].flat());
    for (const [lookout, wish] of this.wishes) {
      if (wish.paused && !wish.asked) continue;
      for (const group of this.sights.get(lookout) ?? []) seen.add(group);
    }
    return seen;
  }
}
