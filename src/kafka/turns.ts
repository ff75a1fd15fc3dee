import { setImmediate as nextTurn } from "node:timers/promises";

/** milliseconds of work without a break: everything else in this process waits for so long */
const STRETCH = 6;

let last: Promise<void> = Promise.resolve();

/**
 * Long work on what has arrived, done in stretches: `if (turns.over) await turns.next(signal)`. Of several such works
 * only one has its turn between two looks at the sockets, so that they do not hold up others together.
 */
export class Turns {
  private until = performance.now() + STRETCH;

  get over(): boolean {
    return performance.now() >= this.until;
  }

  /** Rejects with the reason of `signal` where nobody wants the work any more. */
  async next(signal: AbortSignal): Promise<void> {
    last = last.then(() => nextTurn());
    await last;
    signal.throwIfAborted();
    this.until = performance.now() + STRETCH;
  }
}
