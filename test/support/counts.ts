import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

export const add = (one: Counts, other: Counts): Counts => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

/** Names the file for the reporter of the next run. */
export const COUNTS_VARIABLE = "CLUSTER_OBSERVER_TEST_COUNTS";

export const countsFile = (): string => join(tmpdir(), `cluster-observer-counts-${process.pid}-${++files}.json`);

let files = 0;

/** What the reporter wrote. A run that wrote nothing or ended badly without a failed test counts as one failure. */
export function readCounts(file: string, exitCode: number): Counts {
  let counts = NONE;
  try {
    counts = JSON.parse(readFileSync(file, "utf8")) as Counts;
  } catch {
    return { ...NONE, failed: 1 };
  } finally {
    rmSync(file, { force: true });
  }
  if (exitCode !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  return counts.passed + counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
