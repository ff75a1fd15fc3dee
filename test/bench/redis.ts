import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { Redis } from "ioredis";
import { freePort } from "../servers/process";
import { redisCli, startRedis, stopRedis } from "../servers/redis";
import type { RedisServer } from "../servers/shared";
import type { Indexing } from "./redis-index";

const execute = promisify(execFile);
const TOP = join(dirname(__filename), "..", "..");

/** A database of many keys `app:{u}:n:field`: our index against `redis-cli --scan`, in turn, medians of the rounds. */
export interface RedisBench {
  readonly keys: number;
  readonly rounds: number;
  /** milliseconds */
  readonly redisCliScan: number;
  readonly index: Indexing;
  /** index / redis-cli, the median of the rounds */
  readonly ratio: number;
  /** first rows / whole index */
  readonly firstRows: number;
  /** milliseconds that 99 of 100 PINGs of another client took at most */
  readonly pingP99: { readonly idle: number; readonly redisCliScan: number; readonly index: number };
  /** with a million keys only: a small database says nothing of scale */
  readonly aims?: Readonly<Record<"ratio" | "firstRows" | "memory", { readonly aim: number; readonly met: boolean }>>;
}

export async function run({ smoke }: { readonly smoke: boolean }): Promise<RedisBench> {
  const keys = smoke ? 5_000 : 1_000_000;
  const rounds = smoke ? 1 : 5;
  const dir = mkdtempSync(join(tmpdir(), "observer-bench-redis-"));
  try {
    const program = await bundle(dir);
    const args = ["--appendonly", "no"];
    const server = await startRedis({ libs: join(TOP, ".local", "lib"), dir, port: await freePort(), args });
    await fill(server, keys);
    return await compare(server, program, { keys, rounds, smoke });
  } finally {
    await stopRedis(dir);
    rmSync(dir, { recursive: true, force: true });
  }
}

async function compare(
  server: RedisServer,
  program: string,
  { keys, rounds, smoke }: { readonly keys: number; readonly rounds: number; readonly smoke: boolean },
): Promise<RedisBench> {
  const pings = new Pings(server);
  const idle = await pings.during(() => new Promise((resolve) => setTimeout(resolve, smoke ? 100 : 2_000)));
  const scans: number[] = [];
  const indexings: Indexing[] = [];
  const during = { scan: [] as number[], index: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    during.scan.push(await pings.during(async () => scans.push(await scan(server, keys))));
    during.index.push(await pings.during(async () => indexings.push(await index(server, program, keys))));
  }
  pings.close();
  const result = {
    keys,
    rounds,
    redisCliScan: Math.round(median(scans)),
    index: medians(indexings),
    ratio: median(indexings.map(({ whole }, round) => whole / (scans[round] ?? Number.NaN))),
    firstRows: median(indexings.map(({ first, whole }) => first / whole)),
    pingP99: { idle, redisCliScan: median(during.scan), index: median(during.index) },
  };
  const aim = (value: number, most: number) => ({ aim: most, met: value <= most });
  const aims = {
    ratio: aim(result.ratio, 0.6),
    firstRows: aim(result.firstRows, 0.05),
    memory: aim(result.index.memory, 100),
  };
  return smoke ? result : { ...result, aims };
}

/** The program that is measured is bundled as the extension is: modules that are loaded one by one run slower. */
async function bundle(dir: string): Promise<string> {
  const outfile = join(dir, "redis-index.cjs");
  const entryPoints = [join(TOP, "test/bench/redis-index.ts")];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    logLevel: "warning",
  });
  return outfile;
}

async function fill(server: RedisServer, keys: number): Promise<void> {
  const fields = ["name", "email", "cart", "seen"];
  const commands: string[] = [];
  for (let i = 0; i < keys; i++) {
    const key = `app:${i >> 3}:${(i >> 2) & 1}:${fields[i & 3]}`;
    commands.push(`*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$1\r\n1\r\n`);
  }
  await redisCli(server, ["--pipe"], commands.join(""));
}

/** Milliseconds of `redis-cli --scan`; its output is only counted. */
async function scan(server: RedisServer, keys: number): Promise<number> {
  const begin = performance.now();
  const cli = spawn("redis-cli", ["-p", `${server.port}`, "--scan"], { stdio: ["ignore", "pipe", "inherit"] });
  let lines = 0;
  cli.stdout.on("data", (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 0x0a) lines++;
  });
  await once(cli, "close");
  const passed = performance.now() - begin;
  if (lines < keys) throw new Error(`redis-cli prints ${lines} of ${keys}`);
  return passed;
}

/** In a process of its own, so that its memory is nobody else's. */
async function index(server: RedisServer, program: string, keys: number): Promise<Indexing> {
  const url = `redis://127.0.0.1:${server.port}`;
  const { stdout } = await execute(process.execPath, ["--expose-gc", program, url]);
  const indexing = JSON.parse(stdout) as Indexing;
  if (indexing.keys !== keys) throw new Error(`${indexing.keys} keys of ${keys}`);
  return indexing;
}

/** Another client, which wants an answer about every two milliseconds. */
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
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await done;
    times.sort((a, b) => a - b);
    return tenths(times[Math.floor(times.length * 0.99)] ?? Number.NaN);
  }

  close(): void {
    this.client.disconnect();
  }
}

function medians(indexings: readonly Indexing[]): Indexing {
  const of = (name: keyof Indexing) => median(indexings.map((indexing) => indexing[name]));
  return {
    open: of("open"),
    first: of("first"),
    whole: of("whole"),
    steps: of("steps"),
    keys: of("keys"),
    memory: of("memory"),
    longestBlock: of("longestBlock"),
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const tenths = (value: number): number => Math.round(value * 10) / 10;
