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

const LIBRARIES = {
  name: "locks-redisson-4.7.0-spring-6.5.0-shedlock-5.12.0",
  artifacts: [
    "org.redisson:redisson:4.7.0",
    "org.springframework.integration:spring-integration-redis:6.5.0",
    "io.lettuce:lettuce-core:6.5.5.RELEASE",
    "net.javacrumbs.shedlock:shedlock-provider-redis-spring:5.12.0",
    "org.slf4j:slf4j-nop:2.0.17",
  ],
} as const;

/** Compiles Java where there is only a runtime. */
const COMPILER = { name: "ecj-3.40.0", artifacts: ["org.eclipse.jdt:ecj:3.40.0"] } as const;

const SOURCES = ["LockHolder.java", "SpringLocks.java"].map((name) => join(__dirname, name));

/** Starts a program that holds locks of Redisson, Spring and ShedLock on this server. Its `about` is the client's id (a UUID). */
export async function redissonHolder(server: RedisServer): Promise<Holder> {
  const problem = await javaProblem();
  if (problem) throw new Error(problem);
  const jars = join(await fetchLibrary(LIBS, LIBRARIES), "*");
  const classes = await compiled(jars);
  const options = ["-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
  return Holder.start(java(), [...options, "-cp", `${classes}${delimiter}${jars}`, "LockHolder", `${server.port}`]);
}

const java = (): string => (process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java");

/** The folder with the program's classes, compiled once for each state of their sources. */
async function compiled(jars: string): Promise<string> {
  const state = createHash("sha256")
    .update(SOURCES.map((source) => readFileSync(source, "utf8")).join(""))
    .digest("hex")
    .slice(0, 12);
  const target = join(LIBS, `lock-holder-${state}`);
  if (existsSync(target)) return target;
  const compiler = await fetchLibrary(LIBS, COMPILER);
  const [jar = ""] = readdirSync(compiler).filter((name) => name.endsWith(".jar"));
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const folder = join(jars, "..");
    const classPath = readdirSync(folder).map((name) => join(folder, name));
    const args = ["-17", "-nowarn", "-cp", classPath.join(delimiter), "-d", draft, ...SOURCES];
    await run(java(), ["-jar", join(compiler, jar), ...args]);
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}
