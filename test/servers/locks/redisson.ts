import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { fetchLibrary } from "../maven";
import { LIBS } from "../places";
import { javaProblem } from "../programs";
import type { RedisServer } from "../shared";
import { Holder } from "./holder";

const run = promisify(execFile);

const REDISSON = {
  name: "redisson-4.7.0",
  artifacts: ["org.redisson:redisson:4.7.0", "org.slf4j:slf4j-nop:2.0.17"],
} as const;

/** Compiles Java where there is only a runtime. */
const COMPILER = { name: "ecj-3.40.0", artifacts: ["org.eclipse.jdt:ecj:3.40.0"] } as const;

const SOURCE = join(__dirname, "LockHolder.java");

/** Starts a program that holds locks of Redisson on this server. Its `about` is the client's id (a UUID). */
export async function redissonHolder(server: RedisServer): Promise<Holder> {
  const problem = await javaProblem();
  if (problem) throw new Error(problem);
  const jars = join(await fetchLibrary(LIBS, REDISSON), "*");
  const classes = await compiled(jars);
  const options = ["-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
  return Holder.start(java(), [...options, "-cp", `${classes}${delimiter}${jars}`, "LockHolder", `${server.port}`]);
}

const java = (): string => (process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java");

/** The folder with the program's class, compiled once for each state of its source. */
async function compiled(jars: string): Promise<string> {
  const state = createHash("sha256").update(readFileSync(SOURCE)).digest("hex").slice(0, 12);
  const target = join(LIBS, `lock-holder-${state}`);
  if (existsSync(target)) return target;
  const compiler = await fetchLibrary(LIBS, COMPILER);
  const [jar = ""] = readdirSync(compiler).filter((name) => name.endsWith(".jar"));
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const folder = join(jars, "..");
    const classPath = readdirSync(folder).map((name) => join(folder, name));
    const args = ["-17", "-nowarn", "-cp", classPath.join(delimiter), "-d", draft, SOURCE];
    await run(java(), ["-jar", join(compiler, jar), ...args]);
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}
