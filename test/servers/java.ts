import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { fetchLibrary } from "./maven";
import { java } from "./programs";

const run = promisify(execFile);

/** Compiles Java where there is only a runtime. */
const COMPILER = { name: "ecj-3.40.0", artifacts: ["org.eclipse.jdt:ecj:3.40.0"] } as const;

export interface JavaSources {
  /** of the folder with the classes, before the fingerprint of the sources */
  readonly name: string;
  /** every .java file in it is compiled */
  readonly folder: string;
  /** folders with the jars that the sources need */
  readonly jars: readonly string[];
}

/** Compiles into `<libs>/<name>-<fingerprint>`, once for each state of the sources. Returns that folder. */
export async function compileJava(libs: string, { name, folder, jars }: JavaSources): Promise<string> {
  const inFolder = (at: string, ending: string) =>
    readdirSync(at)
      .filter((file) => file.endsWith(ending))
      .sort()
      .map((file) => join(at, file));
  const sources = inFolder(folder, ".java");
  const state = createHash("sha256");
  for (const source of sources) state.update(readFileSync(source));
  const target = resolve(libs, `${name}-${state.digest("hex").slice(0, 12)}`);
  if (existsSync(target)) return target;
  const [compiler = ""] = inFolder(await fetchLibrary(libs, COMPILER), ".jar");
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const classPath = jars.flatMap((at) => inFolder(at, ".jar")).join(delimiter);
    await run(java(), ["-jar", compiler, "-17", "-nowarn", "-proc:none", "-cp", classPath, "-d", draft, ...sources]);
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw new Error(`${name} does not compile: ${(error as { stderr?: string }).stderr}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}
