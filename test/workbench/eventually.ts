import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds that anything in the workbench may take: a loaded machine is many times slower than a quiet one. */
export const PATIENCE = 60_000;

/**
 * Reads again and again until `accept` says yes, and returns what was read then.
 *
 * @param what is waited for, as the end of "Waited in vain for …"
 */
export async function eventually<T>(what: string, read: () => Promise<T>, accept: (value: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}; last: ${JSON.stringify(value)}`);
    await sleep(100);
  }
}
