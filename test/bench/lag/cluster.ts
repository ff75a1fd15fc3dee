import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { compileJava } from "../../servers/java";
import { startKafka, stopKafka } from "../../servers/kafka";
import { LIBS, LOCAL } from "../../servers/places";
import { freePort } from "../../servers/process";
import { java } from "../../servers/programs";
import type { KafkaServer } from "../../servers/shared";
import type { Command } from "./worker";

/** What is put into the cluster; LagFill.java computes the rest. */
export interface Shape {
  readonly brokers: number;
  readonly topics: number;
  /** of each topic */
  readonly partitions: number;
  readonly groups: number;
  /** each group has committed for all partitions of so many topics */
  readonly topicsPerGroup: number;
}

export interface LagCluster {
  readonly server: KafkaServer;
  /** the groups' members: a program that says "ready" and then waits for its end */
  readonly members: Command;
  /** Kafka's own client */
  readonly admin: Command;
  /** what filling took, in the program's own words; absent where it was filled before */
  readonly filled?: string;
}

/** The data of a cluster outlast the run: filling takes its time. */
export function folderOf(shape: Shape): string {
  const { brokers, topics, partitions, groups, topicsPerGroup } = shape;
  return join(LOCAL, "bench", `lag-${[brokers, topics, partitions, groups, topicsPerGroup].join("-")}`);
}

export async function openCluster(shape: Shape): Promise<LagCluster> {
  const dir = folderOf(shape);
  if (existsSync(join(dir, MARK)) && !isFilled(dir)) {
    // It has the data of another state of the programs.
    await stopKafka(dir);
    rmSync(dir, { recursive: true });
  }
  const ports = { port: await freePort(), controllerPort: await freePort() };
  const start = { libs: LIBS, dir, ...ports, nodes: shape.brokers, properties: PROPERTIES, heap: "1g" };
  const server = await startKafka(start);
  const classes = await compileJava(LIBS, { name: "lag-bench", folder: __dirname, jars: [dirname(server.classPath)] });
  const program = (name: string, ...args: readonly unknown[]): Command => ({
    command: java(),
    args: [...OPTIONS, "-cp", [classes, server.classPath].join(delimiter), name, ...args.map(String)],
  });
  const { topics, partitions, groups, topicsPerGroup } = shape;
  const numbers = [topics, partitions, groups, topicsPerGroup];
  const brokers = server.brokers.join(",");
  const filled = await fill(dir, program("LagFill", brokers, ...numbers));
  return {
    server,
    filled,
    members: program("LagMembers", brokers, ...numbers),
    admin: program("LagAdmin", brokers),
  };
}

const PROPERTIES = {
  // Commits must not expire while a folder waits for the next run.
  "offsets.retention.minutes": "2147483647",
  // The broker that starts first would keep all groups to itself for five minutes.
  "leader.imbalance.check.interval.seconds": "5",
  // Groups of the newer protocol give out their partitions heartbeat by heartbeat.
  "group.consumer.min.heartbeat.interval.ms": "2000",
  "group.consumer.heartbeat.interval.ms": "2000",
};

/** As a server runs: the peer shall be as fast as it can. */
const OPTIONS = ["-Xmx1g", "-Dfile.encoding=UTF-8", "-Dlog4j2.level=OFF"];

const MARK = "filled";

const isFilled = (dir: string): boolean =>
  existsSync(join(dir, MARK)) && readFileSync(join(dir, MARK), "utf8") === fingerprint();

/** Of the programs that say what there is. */
function fingerprint(): string {
  const state = createHash("sha256");
  for (const name of ["LagFill.java", "Shape.java"]) state.update(readFileSync(join(__dirname, name)));
  return state.digest("hex");
}

async function fill(dir: string, { command, args }: Command): Promise<string | undefined> {
  if (isFilled(dir)) return undefined;
  const { stdout } = await promisify(execFile)(command, args);
  writeFileSync(join(dir, MARK), fingerprint());
  return stdout.trim().replaceAll("\n", ", ");
}
