import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { basename, delimiter, dirname } from "node:path";
import { createInterface } from "node:readline";
import { SUPERUSER } from "../hdfs-configuration";
import { compileJava } from "../java";
import { LIBS } from "../places";
import { java } from "../programs";
import type { HdfsServer, KafkaServer } from "../shared";

interface Tool {
  readonly main: string;
  readonly args: readonly string[];
  readonly stdin?: string;
}

interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Waiting {
  readonly resolve: (printed: Printed) => void;
  readonly reject: (error: Error) => void;
}

/** One JVM that runs command line tools one after the other. It is kept for the next ones, and ends with this process. */
class Toolbox {
  private readonly waiting: Waiting[] = [];

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    createInterface({ input: child.stdout }).on("line", (line) =>
      this.waiting.shift()?.resolve(JSON.parse(line) as Printed),
    );
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
    // A program that has ended says so by "close".
    child.stdin.on("error", () => {});
    const gone = (why: string) => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error(`The tools have ended (${why}): ${said}`));
    };
    child.once("error", (cause) => gone(cause.message));
    child.once("close", (code, signal) => gone(`${code ?? signal}`));
    this.hold(false);
  }

  static async start(classPath: string, user: string): Promise<Toolbox> {
    const jars = classPath
      .split(delimiter)
      .filter((part) => basename(part) === "*")
      .map(dirname);
    const classes = await compileJava(LIBS, { name: "toolbox", folder: __dirname, jars });
    const options = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"];
    const args = [...options, "-cp", [classes, classPath].join(delimiter), "Toolbox"];
    const LC_ALL = process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8";
    return new Toolbox(spawn(java(), args, { env: { ...process.env, LC_ALL, HADOOP_USER_NAME: user } }));
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** What a tool prints. Rejects with it where the tool ends with another code than 0. */
  async run(tool: Tool): Promise<string> {
    this.hold(true);
    try {
      const { code, out, err } = await new Promise<Printed>((resolve, reject) => {
        this.waiting.push({ resolve, reject });
        this.child.stdin.write(`${JSON.stringify(tool)}\n`);
      });
      if (code !== 0) throw new Error(`${tool.main} ended with ${code}:\n${out}${err}`);
      return out;
    } finally {
      if (this.waiting.length === 0) this.hold(false);
    }
  }

  /** Only while a tool runs does it keep this process. */
  private hold(busy: boolean): void {
    const pipes = [this.child.stdin, this.child.stdout, this.child.stderr] as unknown as readonly Socket[];
    for (const one of [this.child, ...pipes]) busy ? one.ref() : one.unref();
  }
}

const boxes = new Map<string, Promise<Toolbox>>();

async function boxFor(classPath: string, user: string): Promise<Toolbox> {
  const key = `${user} ${classPath}`;
  const known = boxes.get(key);
  if (known && !(await known).hasEnded) return known;
  const fresh = Toolbox.start(classPath, user);
  boxes.set(key, fresh);
  return fresh;
}

/**
 * What one of Kafka's own command line tools prints: `kafkaToolOf(server, "org.apache.kafka.tools.TopicCommand", […])`.
 * Rejects with its output when it fails.
 */
export async function kafkaToolOf(
  server: KafkaServer,
  main: string,
  args: readonly string[],
  stdin?: string,
): Promise<string> {
  return (await boxFor(server.classPath, "")).run({ main, args, stdin });
}

/** What the real `hdfs dfs <args>` prints, run as the superuser or as `user`. Rejects with its output when it fails. */
export async function dfsOf(server: HdfsServer, args: readonly string[], user = SUPERUSER): Promise<string> {
  const main = "org.apache.hadoop.fs.FsShell";
  return (await boxFor(server.classPath, user)).run({ main, args: ["-fs", server.fs, ...args] });
}
