import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/core/clock";

/** turns of the event loop in which what was begun comes to its end: work in pieces may take some */
const TURNS = 10;

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await setImmediate();
}

/** A clock that a test moves. */
export class ManualClock implements Clock {
  private readonly timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  constructor(private time = Date.UTC(2026, 10, 24, 12)) {}

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** milliseconds to the timers that are set */
  get pending(): readonly number[] {
    return [...this.timers].map(({ at }) => at - this.time);
  }

  /** Lets time pass, and everything happen that is due in it. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await settle();
      const due = [...this.timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (!due) break;
      this.timers.delete(due);
      this.time = Math.max(this.time, due.at);
      due.callback();
    }
    this.time = until;
    await settle();
  }

  /** Time that passes unseen: a slow answer, a clock that is set. */
  jump(ms: number): void {
    this.time += ms;
  }
}
