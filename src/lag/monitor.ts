import type { LagSource } from "../core/lag-source";
import { type Clock, type Lookout, Monitor } from "../core/monitor";
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
}

/** Watches the groups of one connection. Keep it for as long as the connection lives: it holds the history. */
export class LagMonitor extends Monitor<LagSnapshot> {
  private readonly sights = new WeakMap<Lookout, ReadonlySet<string>>();

  constructor(parts: LagMonitorParts) {
    super({
      clock: parts.clock,
      report: parts.report,
      read: async (signal) => {
        const describe = this.seen();
        const sample = await parts.run(signal, (source, inner) => source.sample({ describe }, inner));
        return { takenAt: sample.takenAt, groups: [], missing: sample.missing };
      },
    });
  }

  /** The groups whose rows can be seen (or that are open): from the next read on, they are looked at closely. */
  inSight(lookout: Lookout, groups: Iterable<string>): void {
    this.sights.set(lookout, new Set(groups));
  }

  private seen(): ReadonlySet<string> {
    const seen = new Set<string>();
    for (const [lookout, wish] of this.wishes) {
      if (wish.paused && !wish.asked) continue;
      for (const group of this.sights.get(lookout) ?? []) seen.add(group);
    }
    return seen;
  }
}
