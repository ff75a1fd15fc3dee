import { setImmediate } from "node:timers/promises";

/** milliseconds of work after which somebody else gets the thread */
const TURN = 4;

/**
 * Runs work that pauses now and then, and lets others have the thread in between.
 * Rejects where `signal` is aborted; the work's `finally` blocks are run then.
 */
export async function inSteps<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T> {
  try {
    for (let begin = performance.now(); ; ) {
      const step = work.next();
      if (step.done) return step.value;
      if (performance.now() - begin < TURN) continue;
      await setImmediate(undefined, { signal });
      begin = performance.now();
    }
  } catch (error) {
    const unfinished: Generator<void, T | undefined> = work;
    unfinished.return(undefined);
    throw error;
  }
}
