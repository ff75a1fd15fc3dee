import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { birth, running } from "./process";

/** Runs `work` while no other process starts servers in `dir`: the second one finds what the first has started. */
export async function whileStarting<T>(
  dir: string,
  progress: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dir, { recursive: true });
  for (let said = false; !claim(dir); await sleep(200)) {
    const other = running(NAME, dir);
    if (other && !said) progress(`Another start is under way (pid ${other.pid}): waiting for it`);
    if (other) said = true;
    // Its process ended without taking the claim back.
    else rmSync(claimFile(dir), { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(claimFile(dir), { force: true });
  }
}

/** Runs `work` while no other process does the same; `claim` is a folder of its own. */
export const oneAtATime = <T>(claim: string, work: () => Promise<T>): Promise<T> =>
  whileStarting(claim, () => {}, work);

const NAME = "starting";
const claimFile = (dir: string): string => join(dir, `${NAME}.pid`);

/** The claim appears with its content, so that nobody sees it half written. */
function claim(dir: string): boolean {
  const draft = join(dir, `.${NAME}.${process.pid}`);
  writeFileSync(draft, `${process.pid}\n${birth(process.pid)}\n`);
  try {
    linkSync(draft, claimFile(dir));
    return true;
  } catch {
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}
