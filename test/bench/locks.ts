import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { Redis } from "ioredis";
import { freePort } from "../servers/process";
import { redisCli, startRedis, stopRedis } from "../servers/redis";
import type { RedisServer } from "../servers/shared";

const TOP = join(dirname(__filename), "..", "..");
const MASTERS = 5;

/** All locks of five masters: our refresh, in turn with GET and PTTL for each key and master. Medians of the rounds. */
export interface LocksBench {
  readonly locks: number;
  readonly masters: number;
  /** milliseconds of one refresh; `first`: the first one, with connecting */
  readonly ours: Figures & { readonly first: number };
  /** one command after the other, for each key and master */
  readonly naive: Figures;
  /** the same with all masters at once */
  readonly atOnce: Figures;
  /** one pipeline for each master, all at once: it holds up everybody else */
  readonly pipelined: Figures;
  readonly ratios: { readonly naive: number; readonly atOnce: number; readonly pipelined: number };
  /** the control: the same PINGs while nobody reads locks, before each round */
  readonly idlePingP99: number;
  /** with ten thousand locks only: a few say nothing of scale */
  readonly aims?: Readonly<Record<"naive" | "pingP99", { readonly aim: number; readonly met: boolean }>>;
}

interface Figures {
  readonly refresh: number;
  /** milliseconds that 99 of 100 PINGs of another client took at most, meanwhile */
  readonly pingP99: number;
  /** milliseconds for which the reading program did nothing else at most */
  readonly longestBlock: number;
}

interface Run extends Figures {
  readonly first: number;
}

export async function run({ smoke }: { readonly smoke: boolean }): Promise<LocksBench> {
  const locks = smoke ? 200 : 10_000;
  const dir = mkdtempSync(join(tmpdir(), "observer-bench-locks-"));
  const dirs = Array.from({ length: MASTERS }, (_, index) => join(dir, `${index}`));
  try {
    const program = await bundle(dir);
    const servers: RedisServer[] = [];
    for (const own of dirs) {
      const args = ["--appendonly", "no"];
      servers.push(await startRedis({ libs: join(TOP, ".local", "lib"), dir: own, port: await freePort(), args }));
    }
    await Promise.all(servers.map((server) => fill(server, locks)));
    return await compare(servers, program, locks, smoke);
  } finally {
    await Promise.all(dirs.map(stopRedis));
    rmSync(dir, { recursive: true, force: true });
  }
}

async function compare(
  servers: readonly RedisServer[],
  program: string,
  locks: number,
  smoke: boolean,
): Promise<LocksBench> {
  const [first] = servers;
  if (!first) throw new Error("There are no masters.");
  const pings = new Pings(first);
  const idle: number[] = [];
  const runs: Record<"ours" | "naive" | "atOnce" | "pipelined", Run[]> = {
    ours: [],
    naive: [],
    atOnce: [],
    pipelined: [],
  };
  for (let round = 0; round < (smoke ? 1 : 5); round++) {
    idle.push(await pings.during(() => new Promise((resolve) => setTimeout(resolve, smoke ? 100 : 2_000))));
    for (const way of ["ours", "naive", "atOnce", "pipelined"] as const) {
      const times = way === "naive" || way === "atOnce" ? 1 : smoke ? 2 : 10;
      runs[way].push(
        await measure(program, [way, `${locks}`, `${times}`, ...servers.map(({ port }) => `${port}`)], pings),
      );
    }
  }
  pings.close();
  const [ours, naive, atOnce, pipelined] = [runs.ours, runs.naive, runs.atOnce, runs.pipelined].map(figures);
  if (!ours || !naive || !atOnce || !pipelined) throw new Error("Nothing was measured.");
  const ratio = (other: Figures) => thousandths(ours.refresh / other.refresh);
  const result = {
    locks,
    masters: servers.length,
    ours: { ...ours, first: tenths(median(runs.ours.map((one) => one.first))) },
    naive,
    atOnce,
    pipelined,
    ratios: { naive: ratio(naive), atOnce: ratio(atOnce), pipelined: ratio(pipelined) },
    idlePingP99: median(idle),
  };
  const aim = (value: number, most: number) => ({ aim: most, met: value <= most });
  return smoke ? result : { ...result, aims: { naive: aim(result.ratios.naive, 0.1), pingP99: aim(ours.pingP99, 5) } };
}

/** The program that is measured is bundled as the extension is, and runs in a process of its own. */
async function bundle(dir: string): Promise<string> {
  const outfile = join(dir, "refresh.cjs");
  await build({
    entryPoints: [join(TOP, "test/bench/locks/refresh.ts")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    logLevel: "warning",
  });
  return outfile;
}

async function fill(server: RedisServer, locks: number): Promise<void> {
  const commands: string[] = [];
  for (let index = 0; index < locks; index++) {
    const key = `locks:${index}`;
    const value = (index * 2_654_435_761).toString(16).padStart(32, "0");
    commands.push(`*5\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$32\r\n${value}\r\n$2\r\nPX\r\n$7\r\n9000000\r\n`);
  }
  await redisCli(server, ["--pipe"], commands.join(""));
}

async function measure(program: string, args: readonly string[], pings: Pings): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const closed = once(child, "close");
  const line = async (): Promise<string> => {
    const [said] = await Promise.race([once(lines, "line"), closed.then(() => ["{}"])]);
    return String(said);
  };
  await line();
  let printed = "";
  const pingP99 = await pings.during(async () => {
    child.stdin.write("\n");
    printed = await line();
  });
  await closed;
  const { first, times, longestBlock } = JSON.parse(printed) as {
    first: number;
    times: number[];
    longestBlock: number;
  };
  return { first: tenths(first), refresh: median(times), pingP99, longestBlock };
}

/** Another client of one of the masters, which wants an answer about every millisecond. */
class Pings {
  private readonly client: Redis;

  constructor(server: RedisServer) {
    this.client = new Redis({ host: "127.0.0.1", port: server.port });
  }

  async during(act: () => Promise<unknown>): Promise<number> {
    const times: number[] = [];
    let acting = true;
    const done = act().finally(() => {
      acting = false;
    });
    while (acting) {
      const begin = performance.now();
      await this.client.ping();
      times.push(performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await done;
    times.sort((a, b) => a - b);
    return tenths(times[Math.floor(times.length * 0.99)] ?? Number.NaN);
  }

  close(): void {
    this.client.disconnect();
  }
}

const figures = (runs: readonly Run[]): Figures => ({
  refresh: tenths(median(runs.map(({ refresh }) => refresh))),
  pingP99: median(runs.map(({ pingP99 }) => pingP99)),
  longestBlock: tenths(median(runs.map(({ longestBlock }) => longestBlock))),
});

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const tenths = (value: number): number => Math.round(value * 10) / 10;
const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
