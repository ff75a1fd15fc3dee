import { refuseLaunches } from "./process";

let ending: Promise<void> | undefined;

/** True from the moment that everything is being ended: what fails then is no news. */
export const isEnding = (): boolean => ending !== undefined;

/** Runs `end` at Ctrl-C, at a request to end, and when the terminal is closed; then leaves with status 0. */
export function endBySignal(end: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Ctrl-C reaches the whole process group, and npm passes it on again: the second one changes nothing.
    process.on(signal, () => {
      ending ??= endAll(end);
    });
  }
}

async function endAll(end: () => Promise<void>): Promise<void> {
  refuseLaunches();
  try {
    await end();
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
