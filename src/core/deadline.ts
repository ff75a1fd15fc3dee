import { Failure } from "./failure";
import { duration, type Text, text } from "./text";

/**
 * Runs one call to a server so that it ends: with its result, with a failure "timeout" after `ms`, or with a failure
 * "cancelled" when `signal` is aborted. The callee gets a signal that is aborted in both cases and must let go of its
 * socket then; the caller is answered at once, whether the callee listens or not.
 *
 * @param what names the thing that was waited for: `text("Redis at {0}", "localhost:6379")`
 */
export async function withDeadline<T>(
  what: Text,
  ms: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return endable(what, signal, call, (stop) => {
    const timer = setTimeout(() => stop(timedOut(what, ms)), ms);
    return () => clearTimeout(timer);
  });
}

/**
 * Runs one call that ends when `signal` is aborted, or when what is begun by `watch` stops it with a failure.
 * @param watch begins to watch over the call; what it returns ends that
 */
export async function endable<T>(
  what: Text,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
  watch: (stop: (failure: Failure) => void) => () => void,
): Promise<T> {
  if (signal.aborted) throw cancelled(what);
  const controller = new AbortController();
  let stop: (failure: Failure) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = (failure) => {
      reject(failure);
      controller.abort(failure);
    };
  });
  const unwatch = watch(stop);
  const onAbort = () => stop(cancelled(what));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([call(controller.signal), stopped]);
  } finally {
    unwatch();
    signal.removeEventListener("abort", onAbort);
    // A rejection nobody awaits any more must not become an unhandled one.
    stopped.catch(() => {});
  }
}

export function timedOut(what: Text, ms: number): Failure {
  return new Failure({
    code: "timeout",
    // Whole seconds are cut off where a duration is written: of 1.9 s, 1 s would be left.
    what: text("{0} did not answer within {1}.", what, duration(ms < 1_000 ? ms : Math.ceil(ms / 1_000) * 1_000)),
    fix: text(
      "Check that it is running and reachable from here; the setting clusterObserver.timeout allows more time.",
    ),
  });
}

export function cancelled(what: Text): Failure {
  return new Failure({ code: "cancelled", what: text("{0}: cancelled.", what) });
}
