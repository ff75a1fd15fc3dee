import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { oneAtATime } from "./starting";

const run = promisify(execFile);

/** `groupId:artifactId:version` */
export type Coordinate = `${string}:${string}:${string}`;

export interface Library {
  /** the name of the folder; the version belongs into it, so that an upgrade fetches anew */
  readonly name: string;
  readonly artifacts: readonly Coordinate[];
  /** only these jars: what they need is there already, or not needed */
  readonly bare?: boolean;
}

/**
 * Fetches jars, and all that they need, from Maven Central into `<base>/<name>`, once.
 * The folder appears only when it is whole. Returns its path; the class path is `<path>/*`.
 */
export async function fetchLibrary(base: string, library: Library): Promise<string> {
  const target = join(base, library.name);
  if (existsSync(target)) return target;
  return oneAtATime(join(base, ".claims", library.name), () => fetchInto(target, base, library));
}

async function fetchInto(target: string, base: string, library: Library): Promise<string> {
  if (existsSync(target)) return target;
  const work = join(base, `.${library.name}.${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    writeFileSync(join(work, "pom.xml"), pom(library));
    await maven([
      "-q",
      "-B",
      "-f",
      join(work, "pom.xml"),
      "dependency:copy-dependencies",
      "-DincludeScope=runtime",
      `-DoutputDirectory=${join(work, "jars")}`,
    ]);
    renameSync(join(work, "jars"), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

async function maven(args: readonly string[]): Promise<void> {
  const command = process.platform === "win32" ? "mvn.cmd" : "mvn";
  const fetching = run(command, args, { maxBuffer: 64 * 1024 * 1024 });
  const end = () => fetching.child.kill();
  process.once("exit", end);
  try {
    await fetching;
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException & { stdout?: string };
    if (error.code === "ENOENT") {
      throw new Error(
        "Maven is missing: it fetches Kafka and HDFS. Install it (Debian: apt install maven, macOS: brew install maven) and run this again.",
      );
    }
    const lines = (error.stdout ?? "").split("\n").filter((line) => line.startsWith("[ERROR]"));
    throw new Error(`Maven could not fetch the jars:\n${lines.slice(0, 5).join("\n") || error.message}`, { cause });
  } finally {
    process.off("exit", end);
  }
}

const NOTHING_ELSE = "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>";

function pom({ name, artifacts, bare }: Library): string {
  const dependency = (coordinate: Coordinate) => {
    const [group, artifact, version] = coordinate.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${bare ? NOTHING_ELSE : ""}</dependency>`;
  };
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>cluster-observer</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${artifacts.map(dependency).join("\n")}</dependencies></project>
`;
}
