import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect as tcp } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server process that this project started: a process group of its own, its pid and its output in `dir`. */
export interface Daemon {
  readonly name: string;
  readonly dir: string;
  readonly pid: number;
}

export interface Launch {
  readonly name: string;
  /** holds `<name>.pid` and `<name>.log` */
  readonly dir: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

let ending = false;

/** From now on nothing is launched any more: ending everything must not race with a start that is under way. */
export function refuseLaunches(): void {
  ending = true;
}

/** Starts a server detached, so that it can outlive this process or be ended as a group. */
export async function launch({ name, dir, command, args, env, cwd }: Launch): Promise<Daemon> {
  if (ending) throw new Error(`${name} is not started: everything is being ended.`);
  mkdirSync(dir, { recursive: true });
  const log = openSync(join(dir, `${name}.log`), "a");
  try {
    const child = spawn(command, args, { detached: true, stdio: ["ignore", log, log], env: env ?? process.env, cwd });
    await started(child, command);
    child.unref();
    const pid = child.pid ?? 0;
    writeFileSync(join(dir, `${name}.pid`), `${pid}\n${birth(pid)}\n`);
    return { name, dir, pid };
  } finally {
    closeSync(log);
  }
}

function started(child: ChildProcess, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) => reject(new Error(`Cannot run ${command}: ${cause.message}`, { cause })));
  });
}

/** The daemon that an earlier run left running in `dir`, if it is still alive. */
export function running(name: string, dir: string): Daemon | undefined {
  try {
    const [pid, born] = readFileSync(join(dir, `${name}.pid`), "utf8").split("\n");
    const daemon = { name, dir, pid: Number(pid) };
    // After a reboot the number may be another program's: that one must be neither trusted nor ended.
    return daemon.pid > 0 && isAlive(daemon.pid) && (!born || born === birth(daemon.pid)) ? daemon : undefined;
  } catch {
    return undefined;
  }
}

/** Every daemon that is alive and has its pid file in `dir`. */
export function daemonsIn(dir: string): Daemon[] {
  if (!existsSync(dir)) return [];
  const names = readdirSync(dir).filter((file) => file.endsWith(".pid"));
  return names.flatMap((file) => running(file.slice(0, -".pid".length), dir) ?? []);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return processState(pid)?.[0] !== "Z";
  } catch {
    return false;
  }
}

/** When a process began, in the system's own words: tells it apart from a later one with the same number. */
export function birth(pid: number): string {
  const ticks = processState(pid)?.[19];
  if (ticks) return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${ticks}`;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** Linux: the fields of /proc/<pid>/stat behind the program's name. */
function processState(pid: number): string[] | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const stat = readFileSync(file, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Ends the whole process group: politely, and after `patience` ms by force. */
export async function stop(daemon: Daemon, patience = 15_000): Promise<void> {
  signalGroup(daemon.pid, "SIGTERM");
  for (let waited = 0; isAlive(daemon.pid); waited += 50) {
    if (waited >= patience) signalGroup(daemon.pid, "SIGKILL");
    if (waited >= patience + 5_000) throw new Error(`${daemon.name} (pid ${daemon.pid}) does not end.`);
    await sleep(50);
  }
  rmSync(join(daemon.dir, `${daemon.name}.pid`), { force: true });
}

/** Sends a signal to every process of the group; SIGSTOP and SIGCONT freeze and continue a server. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Asks `ready` until it says yes. Fails with the last lines of the log when the daemon ends or the time is over. */
export async function waitUntil(daemon: Daemon, ready: () => Promise<boolean>, limit = 120_000): Promise<void> {
  for (const end = Date.now() + limit; Date.now() < end; await sleep(100)) {
    if (!isAlive(daemon.pid)) throw new Error(`${daemon.name} ended while starting:\n${lastLines(daemon)}`);
    if (await ready().catch(() => false)) return;
  }
  throw new Error(`${daemon.name} was not ready after ${limit / 1000} s:\n${lastLines(daemon)}`);
}

function lastLines(daemon: Daemon, lines = 15): string {
  const log = readFileSync(join(daemon.dir, `${daemon.name}.log`), "utf8");
  return log.trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Below the ports that systems give to outgoing connections: one of those may take a port before the server that it was
 * found for. The bus of a Redis Cluster is 10,000 above its port.
 */
const [FIRST_PORT, PORTS] = [10_000, 12_000];
let candidate = Math.floor(Math.random() * PORTS);

/** A port of 127.0.0.1 that nobody uses at this moment; no other call gets the same. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORTS; tried++) {
    candidate = (candidate + 1) % PORTS;
    const port = FIRST_PORT + candidate;
    if (await canListen(port)) return port;
  }
  throw new Error(`Every port from ${FIRST_PORT} to ${FIRST_PORT + PORTS} is in use.`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** True when something accepts connections there. */
export function isListening(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tcp({ port, host, timeout: 1_000 });
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
    socket.once("timeout", () => answer(false));
  });
}
