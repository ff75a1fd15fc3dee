import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { SystemName } from "./cluster";
import { birth, isAlive } from "./process";

/** What an `npm start` notes of itself, so that the next one knows what to do when it finds servers running. */
export interface StartRecord {
  readonly pid: number;
  /** see `birth` */
  readonly born: string;
  /** the servers that end with it */
  readonly owns: readonly SystemName[];
  /** of the window in the browser */
  readonly url?: string;
}

export function writeRecord(file: string, record: Pick<StartRecord, "owns" | "url">): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ pid: process.pid, born: birth(process.pid), ...record })}\n`);
}

/** There is one while an `npm start` runs, and after one that was killed. */
export function readRecord(file: string): StartRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as StartRecord;
  } catch {
    return undefined;
  }
}

export const isRunning = ({ pid, born }: StartRecord): boolean => isAlive(pid) && birth(pid) === born;

export function removeRecord(file: string): void {
  rmSync(file, { force: true });
}
