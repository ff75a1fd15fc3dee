import { timedOut, withDeadline } from "../core/deadline";
import { hasCode } from "../core/failure";
import type { Text } from "../core/text";

/** One question of a user, which may take several requests: they share its deadline. */
export interface Call {
  readonly signal: AbortSignal;
  /** `performance.now()` at which it has to be over */
  readonly until: number;
  /** milliseconds that it had from the beginning, for the words of a failure */
  readonly timeout: number;
}

/** A little less than the whole time, so that the failure which names the server comes before the pool's own. */
export function startCall(timeout: number, signal: AbortSignal): Call {
  return { signal, timeout, until: performance.now() + Math.max(timeout * 0.9, timeout - 200) };
}

/** The call, with at most `ms` of what is left of it. */
export function atMost(call: Call, ms: number): Call {
  const until = Math.min(call.until, performance.now() + ms);
  return until < call.until ? { ...call, until, timeout: ms } : call;
}

/** Runs one request within what is left of the call's time. */
export async function withinCall<T>(what: Text, call: Call, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const left = Math.max(1, call.until - performance.now());
  try {
    return await withDeadline(what, left, call.signal, run);
  } catch (error) {
    if (hasCode(error, "timeout")) throw timedOut(what, call.timeout);
    throw error;
  }
}
