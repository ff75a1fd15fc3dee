import { Failure, isFailure } from "../core/failure";
import { text } from "../core/text";

/** What no other broker would answer better; a wrong password must not be tried on all of them. */
const FINAL: ReadonlySet<string> = new Set(["authentication", "denied", "forbidden", "cancelled"]);

/**
 * Asks one after the other until one answers: the next one when one has failed, or has let us wait for `patience` ms.
 * Rejects with the first failure when all have failed. Those that are no longer needed are aborted.
 */
export async function firstAnswer<T>(
  attempts: readonly ((signal: AbortSignal) => Promise<T>)[],
  patience: number,
  signal: AbortSignal,
): Promise<T> {
  const over = new AbortController();
  const inner = AbortSignal.any([signal, over.signal]);
  try {
    return await new Promise<T>((resolve, reject) => {
      let next = 0;
      let running = 0;
      let first: unknown;
      let timer: NodeJS.Timeout | undefined;
      const start = () => {
        clearTimeout(timer);
        const attempt = attempts[next++];
        if (!attempt) {
          if (!running) reject(first ?? new Failure(NOBODY));
          return;
        }
        running++;
        if (next < attempts.length) timer = setTimeout(start, patience);
        attempt(inner).then(
          (value) => {
            clearTimeout(timer);
            resolve(value);
          },
          (error) => {
            running--;
            first ??= error;
            if (inner.aborted || !isFailure(error) || FINAL.has(error.code)) {
              clearTimeout(timer);
              reject(error);
            } else start();
          },
        );
      };
      start();
    });
  } finally {
    over.abort();
  }
}

const NOBODY = { code: "unavailable", what: text("No broker of the cluster is known.") } as const;
