import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where nothing says otherwise; the path of a socket may have 103 bytes, and some systems' temporary folder takes half. */
const SHORT = tmpdir().length > 32 ? "/tmp" : tmpdir();

/** A new, empty folder for one run, with a short path. */
export function makeScratch(): string {
  return mkdtempSync(join(SHORT, "co-"));
}

/** Removes a folder whose last writer may just be ending. */
export function removeScratch(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/**
 * Has `work` done should this process exit before it is taken back.
 * @param work must be synchronous
 * @returns takes it back
 */
export function atExit(work: () => void): () => void {
  process.on("exit", work);
  return () => process.off("exit", work);
}

/** Lets signals that would end this process at once end it by an exit, so that what `atExit` holds is done. */
export function exitOnSignals(): () => void {
  const exit = () => process.exit(143);
  process.on("SIGTERM", exit);
  process.on("SIGHUP", exit);
  return () => {
    process.off("SIGTERM", exit);
    process.off("SIGHUP", exit);
  };
}

/** Aborted by Ctrl-C, by a request to end, and when the process that started this one is gone. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const end = () => controller.abort(new Error("interrupted"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) end();
  }, 1_000);
  watch.unref();
  return controller.signal;
}
