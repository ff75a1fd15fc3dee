import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { hdfsDfs, prepareHdfs, startHdfs, stopHdfs } from "../servers/hdfs";
import { fillImage } from "../servers/hdfs-image";
import { freePort } from "../servers/process";
import type { HdfsServer } from "../servers/shared";
import type { Walk } from "./hdfs-walk";

const execute = promisify(execFile);
const TOP = join(dirname(__filename), "..", "..");
const DIRECTORY = "bench";

/** One directory of many files: our first page against `hdfs dfs -ls` of the same directory, in the same run. */
export interface HdfsBench extends Walk {
  readonly entries: number;
  /** milliseconds: the whole of `hdfs dfs -ls`, which prints nothing before it has everything */
  readonly hdfsDfsLs: number;
  /** first page / hdfs dfs -ls */
  readonly ratio: number;
  /** with a million entries only: a small directory says nothing of scale */
  readonly aim?: { readonly ratio: number; readonly met: boolean };
}

export async function run({ smoke }: { readonly smoke: boolean }): Promise<HdfsBench> {
  const entries = smoke ? 3_000 : 1_000_000;
  const dir = join(TOP, ".local", "bench", `hdfs-${entries}`);
  const start = { libs: join(TOP, ".local", "lib"), dir, heap: smoke ? "384m" : "2g" };
  const ports = { httpPort: await freePort(), rpcPort: await freePort() };
  try {
    const { server: prepared } = await prepareHdfs({ ...start, ...ports });
    await fillImage(prepared, DIRECTORY, entries);
    const server = await startHdfs({ ...start, ...ports });
    // Both have a warm NameNode: the tool first, then we.
    const hdfsDfsLs = await timeLs(server, entries);
    const walk = await walkInChild(server);
    if (walk.rows !== entries) throw new Error(`${walk.rows} rows of ${entries}`);
    const ratio = walk.firstPage / hdfsDfsLs;
    const aim = smoke ? {} : { aim: { ratio: 0.01, met: ratio <= 0.01 } };
    return { entries, hdfsDfsLs, ratio, ...aim, ...walk };
  } finally {
    await stopHdfs(dir);
  }
}

async function timeLs(server: HdfsServer, entries: number): Promise<number> {
  const begin = performance.now();
  const output = await hdfsDfs(server, ["-ls", `/${DIRECTORY}`]);
  const passed = performance.now() - begin;
  const lines = output.trimEnd().split("\n").length - 1;
  if (lines !== entries) throw new Error(`hdfs dfs -ls prints ${lines} of ${entries}`);
  return Math.round(passed);
}

/** In a process of its own, so that its memory is nobody else's. */
async function walkInChild({ url }: HdfsServer): Promise<Walk> {
  const args = ["--expose-gc", "--import", "tsx", join(TOP, "test/bench/hdfs-walk.ts"), url, DIRECTORY];
  const { stdout } = await execute(process.execPath, args, { cwd: TOP });
  return JSON.parse(stdout) as Walk;
}
