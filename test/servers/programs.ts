import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const OLDEST_JAVA = 17;

/** The path of a program on PATH, as it is called there: links are not followed, some programs go by their name. */
export function onPath(name: string): string | undefined {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (folder && isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The command that runs Java. */
export const java = (): string => (process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java");

/** What is wrong with this machine's Java, as one line with the way out; nothing where it will do. */
export async function javaProblem(): Promise<string | undefined> {
  const home = process.env.JAVA_HOME;
  const wayOut = `Install Java ${OLDEST_JAVA} or newer (Debian: apt install default-jre-headless, macOS: brew install openjdk), or point JAVA_HOME to one.`;
  try {
    const { stdout, stderr } = await run(java(), ["-version"]);
    const version = javaVersion(stdout + stderr);
    if (version === undefined || version >= OLDEST_JAVA) return undefined;
    return `${home ? `The Java of JAVA_HOME (${home})` : "Java on PATH"} is version ${version}, too old for Kafka and HDFS. ${wayOut}`;
  } catch {
    return home
      ? `JAVA_HOME is ${home}, and there is no Java that runs. ${wayOut}`
      : `Java is missing: Kafka and HDFS need it. ${wayOut}`;
  }
}

/** The major version in what `java -version` says; undefined where it cannot be read. */
export function javaVersion(text: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match ? Number(match[1]) : undefined;
}
