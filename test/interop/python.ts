import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { LIBS, LOCAL, REPOSITORY } from "../servers/places";
import { onPath } from "../servers/programs";
import type { Servers } from "../servers/shared";
import { oneAtATime } from "../servers/starting";

const run = promisify(execFile);

/** What is installed from PyPI, and into which folder of `.local`: its version is that of the list. */
export interface PythonPackages {
  readonly folder: string;
  readonly packages: readonly string[];
}

/** The clients of the tutorial's programs. */
const CLIENTS: PythonPackages = {
  folder: "python-2",
  packages: ["hdfs==2.7.3", "redis==8.1.0", "kafka-python==3.0.12", "python-redis-lock==4.0.1"],
};

/** A Python that has the clients. */
export interface Python {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Installs packages from PyPI into `.local`, once: in a venv, or beside a Python that has none to offer. */
export async function python({ folder, packages } = CLIENTS): Promise<Python> {
  const target = join(LOCAL, folder);
  const system = onPath("python3") ?? onPath("python");
  if (!system)
    throw new Error("Python is missing: install it (Debian: apt install python3-venv, macOS: brew install python).");
  if (!existsSync(target)) {
    await oneAtATime(join(LIBS, ".claims", folder), async () => {
      if (existsSync(target)) return;
      const draft = `${target}.${process.pid}`;
      try {
        mkdirSync(draft, { recursive: true });
        await install(system, packages, join(draft, "packages"), join(draft, "venv"));
        renameSync(draft, target);
      } finally {
        rmSync(draft, { recursive: true, force: true });
      }
    });
  }
  const path = [join(target, "packages"), process.env.PYTHONPATH].filter(Boolean).join(delimiter);
  return { command: system, env: { ...process.env, PYTHONPATH: path, PYTHONIOENCODING: "utf-8", PYTHONUTF8: "1" } };
}

/** The venv only lends its pip: packages that lie in a plain folder survive that the folder is moved. */
async function install(system: string, packages: readonly string[], target: string, venv: string): Promise<void> {
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", target, ...packages];
  const bin = join(venv, process.platform === "win32" ? "Scripts" : "bin", "python");
  const own = await run(system, ["-m", "venv", venv]).then(
    () => true,
    () => false,
  );
  try {
    await run(own ? bin : system, pip, { maxBuffer: 16 * 1024 * 1024 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.trim().split("\n").at(-1) : "";
    throw new Error(`Python's packages cannot be installed (Debian: apt install python3-venv): ${why}`, { cause });
  }
  rmSync(venv, { recursive: true, force: true });
}

/** Where the tutorial's programs find these servers. */
export function addresses({ redis, kafka, hdfs }: Servers): Record<string, string> {
  return {
    HDFS_URL: hdfs.url,
    REDIS_HOST: "localhost",
    REDIS_PORT: `${redis.port}`,
    KAFKA_BOOTSTRAP_SERVERS: kafka.brokers.join(","),
  };
}

/** Runs a program given as text; returns what it prints. Rejects with what it says when it fails. */
export async function runPython(program: string, env: Record<string, string>): Promise<string> {
  const { command, env: own } = await python();
  return (await run(command, ["-c", program], { env: { ...own, ...env } })).stdout;
}

/** Runs one of the programs in examples/. */
export async function runExample(name: string, env: Record<string, string>): Promise<string> {
  const { command, env: own } = await python();
  return (await run(command, [join(REPOSITORY, "examples", name)], { env: { ...own, ...env } })).stdout;
}
