import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "../servers/process";
import { redisCli, startRedis, stopRedis } from "../servers/redis";
import type { RedisServer } from "../servers/shared";

/** A Redis of a test's own, for what would disturb the shared one. */
export interface OwnServer extends RedisServer {
  readonly url: string;
  /** Ends the process; its data and its port stay, for `start`. */
  end(): Promise<void>;
  start(): Promise<void>;
  /** Ends the process and removes its data. */
  stop(): Promise<void>;
}

export async function ownServer(args: readonly string[] = [], name = "redis", program?: string): Promise<OwnServer> {
  const dir = mkdtempSync(join(tmpdir(), `observer-${name}-`));
  const port = await freePort();
  const start = async () => void (await startRedis({ libs: ".local/lib", dir, port, args, program }));
  await start();
  return {
    port,
    dir,
    url: `redis://127.0.0.1:${port}`,
    start,
    end: () => stopRedis(dir),
    stop: async () => {
      await stopRedis(dir);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A program that writes: the tests' own, plain client. The caller disconnects it. */
export function writer(server: RedisServer, db = 0): Redis {
  const client = new Redis({
    host: "127.0.0.1",
    port: server.port,
    db,
    retryStrategy: () => null,
    disableClientInfo: true,
  });
  client.on("error", () => {});
  return client;
}

/** The names that `redis-cli --scan` prints, byte by byte. */
export async function cliScan(server: RedisServer, db: number, ...args: readonly string[]): Promise<readonly Buffer[]> {
  const printed = await redisCli(server, ["-n", `${db}`, "--no-raw", "--scan", ...args]);
  return printed.split("\n").filter(Boolean).map(unquoted);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b" };

/** Reads what redis-cli prints for a string: `"a\x00\n"`. */
function unquoted(line: string): Buffer {
  const inner = line.replace(/^"|"$/g, "");
  const latin1 = inner.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex?: string, character = "") =>
    hex === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(latin1, "latin1");
}
