import { join, resolve } from "node:path";
import { REPOSITORY } from "../places";
import { launch, running, stop } from "../process";
import type { RedisServer } from "../shared";
import type { Living } from "./living";

const NAME = "locks";
/** Beside the server's own files, so that its end is their end. */
const folderOf = (redisDir: string): string => join(resolve(redisDir), "living");

/**
 * Brings workers to the example shop that hold locks: a RedLock that is renewed, CAS locks that are renewed, change hands,
 * expire and leak. One program in the background, which outlives this process. Ends with the server, or by its `stop`.
 */
export async function startLivingLocks(server: RedisServer): Promise<Living> {
  const dir = folderOf(server.dir);
  const end = () => stopLivingLocks(server.dir);
  if (running(NAME, dir)) return { started: false, stop: end };
  await launch({
    name: NAME,
    dir,
    command: process.execPath,
    args: ["--import", "tsx", join(__dirname, "lock-keepers.ts"), `${server.port}`],
    cwd: REPOSITORY,
  });
  return { started: true, stop: end };
}

/** Ends them where they run, whoever has started them. What they hold expires, but for what has leaked. */
export async function stopLivingLocks(redisDir: string): Promise<void> {
  const daemon = running(NAME, folderOf(redisDir));
  if (daemon) await stop(daemon);
}
