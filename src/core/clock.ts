/** Time, as far as something waits for it: tests bring one that they move. */
export interface Clock {
  /** milliseconds since 1970 */
  now(): number;
  /** Calls back once; returns the way to prevent it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    // A delay of more than 31 bits would fire at once.
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};
