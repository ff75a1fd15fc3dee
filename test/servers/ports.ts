import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePort, isListening } from "./process";

const run = promisify(execFile);

/** The ports that programs of the tutorials expect, each changed by a variable of the environment. */
export const TUTORIAL_PORTS = {
  Redis: { port: 6379, variable: "CLUSTER_OBSERVER_REDIS_PORT" },
  Kafka: { port: 9092, variable: "CLUSTER_OBSERVER_KAFKA_PORT" },
  HDFS: { port: 9870, variable: "CLUSTER_OBSERVER_HDFS_PORT" },
} as const;

/** The port that a variable of the environment names, else `port`. */
export function chosenPort({ port, variable }: { port: number; variable: string }): number {
  const value = process.env[variable];
  if (!value) return port;
  const chosen = Number(value);
  if (Number.isInteger(chosen) && chosen > 0 && chosen < 65_536) return chosen;
  throw new Error(`${variable} is “${value}”: it must be a port, 1 to 65535.`);
}

/** One line that says who has the port and how to get on; nothing where the port is free. */
export async function portProblem(name: string, port: number, variable: string): Promise<string | undefined> {
  if (!(await isListening(port))) return undefined;
  const other = port + (port < 50_000 ? 10_000 : -10_000);
  const user = (await listener(port)) ?? "another program";
  return `Port ${port}, which ${name} needs, is in use by ${user}. End that, or choose another port: ${variable}=${other} (before the command).`;
}

/** `preferred` where nobody uses it, else any free port. */
export async function preferFree(preferred: number): Promise<number> {
  return (await isListening(preferred)) ? freePort() : preferred;
}

/** Who listens on a port, as far as this user may know: `redis-server (pid 812)`. */
export async function listener(port: number): Promise<string | undefined> {
  const lsof = await output("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const byLsof = /p(\d+)\nc(.*)/.exec(lsof);
  if (byLsof) return `${byLsof[2]} (pid ${byLsof[1]})`;
  const ss = await output("ss", ["-ltnpH", `sport = :${port}`]);
  const bySs = /\("([^"]+)",pid=(\d+)/.exec(ss);
  return bySs ? `${bySs[1]} (pid ${bySs[2]})` : undefined;
}

async function output(command: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(command, args, { timeout: 5_000 })).stdout;
  } catch {
    return "";
  }
}
