import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { fetchLibrary } from "./maven";
import { type Daemon, freePort, isListening, launch, running, stop, waitUntil } from "./process";
import { java } from "./programs";
import type { KafkaServer } from "./shared";

const VERSION = "4.3.1";
const LIBRARY = {
  name: `kafka-${VERSION}`,
  artifacts: [
    `org.apache.kafka:kafka_2.13:${VERSION}`,
    `org.apache.kafka:kafka-tools:${VERSION}`,
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.3",
    "org.apache.logging.log4j:log4j-core:2.25.3",
  ],
} as const;

export interface KafkaStart {
  /** folder for jars, kept between runs: `.local/lib` */
  readonly libs: string;
  /** holds data, configuration, logs and pids; data outlive a restart */
  readonly dir: string;
  readonly port: number;
  readonly controllerPort: number;
  /** brokers of the cluster, 1 unless told; those after the first listen on free ports */
  readonly nodes?: number;
  /** of each broker, as Java's -Xmx takes it */
  readonly heap?: string;
  /** more lines of server.properties, for every broker; they win over the ones written here */
  readonly properties?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

/** Starts a KRaft cluster on localhost, or finds the one that runs in `dir` already. Ready when it answers for all brokers. */
export async function startKafka(start: KafkaStart): Promise<KafkaServer> {
  const [libs, dir] = [resolve(start.libs), resolve(start.dir)];
  if (!existsSync(join(libs, LIBRARY.name))) start.log?.(`Fetching Kafka ${VERSION} from Maven Central`);
  const classPath = join(await fetchLibrary(libs, LIBRARY), "*");
  mkdirSync(dir, { recursive: true });
  const ports = await choosePorts(dir, start);
  const server: KafkaServer = { brokers: ports.map((port) => `localhost:${port}`), dir, classPath };
  const daemons: Daemon[] = [];
  for (const [index, port] of ports.entries()) {
    const id = index + 1;
    const found = running(nameOf(id), dir);
    if (!found && (await isListening(port))) throw new Error(`Port ${port} is in use: Kafka cannot start there.`);
    daemons.push(found ?? (await startBroker(server, id, port, start)));
  }
  await Promise.all(daemons.map((daemon) => waitUntil(daemon, () => isReady(server))));
  return server;
}

/** Ends all brokers that run in `dir`; their data stay. */
export async function stopKafka(dir: string): Promise<void> {
  const found = Array.from({ length: MOST_NODES }, (_, index) => running(nameOf(index + 1), resolve(dir)));
  // The first one is the controller: the others need it to leave in order.
  const [first, ...others] = found;
  await Promise.all(others.map((daemon) => daemon && stop(daemon)));
  if (first) await stop(first);
}

/** The process of one broker, for tests that freeze or kill it. */
export const brokerProcess = (dir: string, id: number): Daemon | undefined => running(nameOf(id), resolve(dir));

/**
 * What one of Kafka's own command line tools prints, for example
 * `kafkaTool(server, "org.apache.kafka.tools.TopicCommand", ["--list", …])`. Rejects with its output when it fails.
 */
export function kafkaTool(
  server: KafkaServer,
  mainClass: string,
  args: readonly string[],
  stdin = "",
): Promise<string> {
  return new Promise((resolve, reject) => {
    const tool = kafkaToolCommand(server, mainClass, args);
    const child = spawn(tool.command, tool.args, { env: tool.env });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const text = Buffer.concat(stdout).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`${mainClass} ended with ${code}:\n${text}${Buffer.concat(stderr).toString()}`));
    });
    // A tool that ends without reading its input is no error.
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}

/** How a command line tool is run, for those that run until they are ended: `launch({ ...kafkaToolCommand(…), … })`. */
export function kafkaToolCommand(server: KafkaServer, mainClass: string, args: readonly string[]) {
  return { command: java(), args: [...javaOptions("512m"), "-cp", server.classPath, mainClass, ...args], env };
}

const MOST_NODES = 9;
const nameOf = (id: number): string => `kafka-${id}`;

/** The ports are those of the running cluster, else the ones asked for. */
async function choosePorts(dir: string, { port, nodes = 1 }: KafkaStart): Promise<readonly number[]> {
  const file = join(dir, "ports.json");
  if (running(nameOf(1), dir) && existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as number[];
  const ports = [port];
  while (ports.length < nodes) ports.push(await freePort());
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

async function startBroker(server: KafkaServer, id: number, port: number, start: KafkaStart): Promise<Daemon> {
  const { dir } = server;
  const data = join(dir, `data-${id}`);
  const file = join(dir, `server-${id}.properties`);
  const lines = Object.entries({ ...properties(id, port, data, start), ...start.properties });
  // A properties file takes `\` as an escape.
  writeFileSync(file, lines.map(([name, value]) => `${name}=${value.replaceAll("\\", "/")}\n`).join(""));
  if (!existsSync(join(data, "meta.properties"))) {
    start.log?.("Formatting a new cluster");
    // Only this tool switches on all features of the version, such as the new group protocol.
    await kafkaTool(server, "kafka.tools.StorageTool", ["format", "-t", clusterId(dir), "-c", file]);
  }
  start.log?.(start.nodes ? `Starting Kafka's broker ${id}` : "Starting Kafka");
  const args = [...javaOptions(start.heap ?? "512m"), "-cp", server.classPath, "kafka.Kafka", file];
  return launch({ name: nameOf(id), dir, command: java(), args, env, cwd: dir });
}

function properties(id: number, port: number, data: string, { controllerPort, nodes = 1 }: KafkaStart) {
  const controller = `CONTROLLER://localhost:${controllerPort}`;
  const copies = String(Math.min(nodes, 3));
  return {
    "process.roles": id === 1 ? "broker,controller" : "broker",
    "node.id": String(id),
    "controller.quorum.voters": `1@localhost:${controllerPort}`,
    listeners: `PLAINTEXT://localhost:${port}${id === 1 ? `,${controller}` : ""}`,
    "advertised.listeners": `PLAINTEXT://localhost:${port}`,
    "controller.listener.names": "CONTROLLER",
    "log.dirs": data,
    // What was put in stays until the folder is deleted.
    "log.retention.hours": "-1",
    "group.initial.rebalance.delay.ms": "0",
    "offsets.topic.replication.factor": copies,
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": copies,
    "share.coordinator.state.topic.min.isr": "1",
  };
}

function clusterId(dir: string): string {
  const file = join(dir, "cluster.id");
  if (!existsSync(file)) {
    // An id that begins with "-" would be read as an option.
    const id = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url").replace(/^-/, "A");
    writeFileSync(file, id);
  }
  return readFileSync(file, "utf8").trim();
}

async function isReady(server: KafkaServer): Promise<boolean> {
  const kafka = new Kafka({
    brokers: [...server.brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 2_000,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length === server.brokers.length;
  } finally {
    await admin.disconnect();
  }
}

const env = { ...process.env, LC_ALL: process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8" };

const javaOptions = (heap: string): string[] => [
  `-Xmx${heap}`,
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Dfile.encoding=UTF-8",
];
