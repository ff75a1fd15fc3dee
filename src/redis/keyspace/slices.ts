import { setImmediate as nextTurn } from "node:timers/promises";
import { cancelled } from "../../core/deadline";
import { isFailure } from "../../core/failure";
import { text } from "../../core/text";

/** Milliseconds of work without a pause: the editor's extensions share one thread. */
const SLICE = 4;

/** Runs work that pauses often, and lets everybody else run in between. Ends when `signal` is aborted. */
export async function inSlices<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    for (const end = performance.now() + SLICE; performance.now() < end; ) {
      const step = work.next();
      if (step.done) return step.value;
    }
    await nextTurn();
    assertGoingOn(signal);
  }
}

/** Throws a failure when nobody waits for the work any more. */
export function assertGoingOn(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw isFailure(signal.reason) ? signal.reason : cancelled(text("Listing the keys"));
}

/** Waits for something that others wait for, too, without ending it for them when `signal` is aborted. */
export async function joined(shared: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let leave: () => void = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  signal.addEventListener("abort", leave, { once: true });
  try {
    await Promise.race([shared.then(leave, leave), left]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
  assertGoingOn(signal);
}
