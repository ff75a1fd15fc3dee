import { execFile } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { servers } from "../servers/shared";

const run = promisify(execFile);
const REQUIREMENTS = join(__dirname, "requirements.txt");

/** A Python with the three clients, made once in `.local/python`. Returns the folder of its packages. */
export async function pythonPackages(): Promise<string> {
  const target = resolve(".local/python");
  const mark = join(target, "requirements.txt");
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return target;
  const work = `${target}.${process.pid}`;
  try {
    await python([
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--target",
      work,
      "-r",
      REQUIREMENTS,
    ]);
    writeFileSync(join(work, "requirements.txt"), wanted);
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

/** Runs a program with the clients and the addresses of the stage's servers. Its standard output. */
export async function runPython(program: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { redis, kafka, hdfs } = servers();
  const { stdout } = await python([program], {
    PYTHONPATH: await pythonPackages(),
    PYTHONIOENCODING: "utf-8",
    HDFS_URL: hdfs.url,
    REDIS_PORT: String(redis.port),
    KAFKA_BROKERS: kafka.brokers.join(","),
    ...env,
  });
  return stdout;
}

async function python(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  try {
    return await run("python3", args, { env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 });
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException & { stderr?: string };
    if (error.code === "ENOENT") {
      throw new Error(
        "Python 3 is missing: the tests of other clients need it (Debian: apt install python3 python3-pip).",
      );
    }
    if (/No module named pip/.test(error.stderr ?? "")) {
      throw new Error("Python's pip is missing: the tests of other clients need it (Debian: apt install python3-pip).");
    }
    throw new Error(`python3 ${args.join(" ")} failed:\n${error.stderr ?? error.message}`, { cause });
  }
}
