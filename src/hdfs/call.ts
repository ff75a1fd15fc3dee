import { endable, timedOut, withDeadline } from "../core/deadline";
import { hasCode } from "../core/failure";
import type { Text } from "../core/text";

/** One question of a user, which may take several requests: they share its deadline. */
export interface Call {
  readonly signal: AbortSignal;
  /** `performance.now()` at which it has to be over; Infinity where only standing still is limited */
  readonly until: number;
  /** milliseconds that it had from the beginning, for the words of a failure */
  readonly timeout: number;
  /** of a transfer: it may take as long as it moves, and fails after `timeout` without a byte */
  readonly motion?: Motion;
}

/** When something last moved. */
export class Motion {
  private at = performance.now();

  /** `grace`: milliseconds for which what comes next may move unseen */
  moved(grace = 0): void {
    this.at = performance.now() + grace;
  }

  /** milliseconds */
  get still(): number {
    return performance.now() - this.at;
  }
}

/** A little less than the whole time, so that the failure which names the server comes before the pool's own. */
export function startCall(timeout: number, signal: AbortSignal): Call {
  return { signal, timeout, until: performance.now() + Math.max(timeout * 0.9, timeout - 200) };
}

/** A call that goes on for as long as its bytes move. */
export function startTransfer(timeout: number, signal: AbortSignal): Call & { readonly motion: Motion } {
  return { signal, timeout, until: Number.POSITIVE_INFINITY, motion: new Motion() };
}

/** The call, with at most `ms` of what is left of it. */
export function atMost(call: Call, ms: number): Call {
  const until = Math.min(call.until, performance.now() + ms);
  return until < call.until ? { ...call, until, timeout: ms } : call;
}

/** Runs one request within what is left of the call's time. */
export async function withinCall<T>(what: Text, call: Call, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (call.motion) return whileMoving(what, call.timeout, call.motion, call.signal, run);
  const left = Math.max(1, call.until - performance.now());
  try {
    return await withDeadline(what, left, call.signal, run);
  } catch (error) {
    if (hasCode(error, "timeout")) throw timedOut(what, call.timeout);
    throw error;
  }
}

/** Like `withDeadline`, but the time begins anew with each byte. */
function whileMoving<T>(
  what: Text,
  timeout: number,
  motion: Motion,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  motion.moved();
  return endable(what, signal, run, (stop) => {
    const timer = setInterval(() => motion.still >= timeout && stop(timedOut(what, timeout)), Math.min(timeout, 250));
    return () => clearInterval(timer);
  });
}
