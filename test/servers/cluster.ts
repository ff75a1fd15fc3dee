import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startHdfs, stopHdfs } from "./hdfs";
import { startKafka, stopKafka } from "./kafka";
import { chosenPort, portProblem, preferFree, TUTORIAL_PORTS } from "./ports";
import { daemonsIn, freePort, isListening } from "./process";
import { javaProblem } from "./programs";
import { startRedis, stopRedis } from "./redis";
import type { Servers } from "./shared";
import { stopLiving } from "./shop/living";
import { stopLivingLocks } from "./shop/living-locks";
import { whileStarting } from "./starting";

export const SYSTEMS = ["Redis", "Kafka", "HDFS"] as const;
export type SystemName = (typeof SYSTEMS)[number];

export interface ClusterStart {
  /** holds the data, logs and pids of all three; data outlive a restart: `.local/cluster` */
  readonly dir: string;
  /** jars, kept between runs: `.local/lib` */
  readonly libs: string;
  /** "tutorial": 6379, 9092, 9870, or what the environment chooses · "free": any */
  readonly ports: "tutorial" | "free";
  readonly progress?: (line: string) => void;
}

export interface Cluster extends Servers {
  /** those that this call started; the others ran already */
  readonly started: readonly SystemName[];
  /** Ends what this call started; the data stay. */
  stop(): Promise<void>;
}

/** Something that the person at the machine can mend: each problem is one line that says how. */
export class SetupProblem extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "SetupProblem";
  }
}

interface Ports {
  readonly Redis: number;
  readonly Kafka: number;
  readonly HDFS: number;
  /** of Kafka's controller, and of the NameNode's RPC */
  readonly controller: number;
  readonly rpc: number;
}

/**
 * Starts a real Redis, Kafka and HDFS at the same time, or finds those that run in `dir` already.
 * Rejects with a `SetupProblem`, and leaves nothing running that it started itself, where one cannot be had.
 */
export async function startCluster({ dir, libs, ports: wanted, progress = () => {} }: ClusterStart): Promise<Cluster> {
  const folder = resolve(dir);
  return whileStarting(folder, progress, async () => {
    const started = SYSTEMS.filter((name) => !isRunning(folder, name));
    const ports = await choosePorts(folder, wanted, started);
    const stop = async () => void (await Promise.all(started.map((name) => STOP[name](folderOf(folder, name)))));
    const problems = new Set<string>();
    const begin = async <T>(name: SystemName, start: (context: Context) => Promise<T>): Promise<T | undefined> => {
      const log = (line: string) => progress(`${name}: ${line}`);
      const began = Date.now();
      try {
        const server = await start({ libs: resolve(libs), dir: folderOf(folder, name), log });
        const seconds = ((Date.now() - began) / 1_000).toFixed(1);
        log(`${started.includes(name) ? "ready" : "runs already"} on localhost:${ports[name]} (${seconds} s)`);
        return server;
      } catch (error) {
        problems.add(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    };
    const [redis, kafka, hdfs] = await Promise.all([
      begin("Redis", (context) => startRedis({ ...context, port: ports.Redis })),
      begin("Kafka", (context) =>
        startKafka({
          ...context,
          port: ports.Kafka,
          controllerPort: ports.controller,
          properties: FOR_GOOD,
        }),
      ),
      begin("HDFS", (context) => startHdfs({ ...context, httpPort: ports.HDFS, rpcPort: ports.rpc })),
    ]);
    if (redis && kafka && hdfs) return { redis, kafka, hdfs, started, stop };
    await stop();
    throw new SetupProblem([...problems]);
  });
}

interface Context {
  readonly libs: string;
  readonly dir: string;
  readonly log: (line: string) => void;
}

/** Kafka's most. */
const FOR_EVER = "2147483647";

const FOR_GOOD = {
  // The commits of a group without members would be gone after a week, and a group without commits after 10 minutes.
  "offsets.retention.minutes": FOR_EVER,
  "offsets.retention.check.interval.ms": FOR_EVER,
  // A transaction that is left open would be aborted after 15 minutes.
  "transaction.max.timeout.ms": FOR_EVER,
};

/** Ends those of `names` that run in `dir`, whoever started them; says which did. Their data stay. */
export async function stopCluster(dir: string, names: readonly SystemName[] = SYSTEMS): Promise<SystemName[]> {
  const found = names.filter((name) => isRunning(dir, name));
  await Promise.all(names.map((name) => STOP[name](folderOf(dir, name))));
  return found;
}

export interface Status {
  readonly name: SystemName;
  readonly pids: readonly number[];
  /** undefined before the first start */
  readonly port?: number;
  readonly answers: boolean;
}

export async function clusterStatus(dir: string): Promise<Status[]> {
  const ports = knownPorts(dir);
  return Promise.all(
    SYSTEMS.map(async (name) => {
      const pids = daemonsIn(folderOf(dir, name)).map(({ pid }) => pid);
      const port = ports?.[name];
      return { name, pids, port, answers: pids.length > 0 && port !== undefined && (await isListening(port)) };
    }),
  );
}

/** Whoever lives on the brokers leaves before they end. */
async function stopKafkaAndLiving(dir: string): Promise<void> {
  await stopLiving(dir);
  await stopKafka(dir);
}

async function stopRedisAndLiving(dir: string): Promise<void> {
  await stopLivingLocks(dir);
  await stopRedis(dir);
}

const STOP = { Redis: stopRedisAndLiving, Kafka: stopKafkaAndLiving, HDFS: stopHdfs };

const folderOf = (dir: string, name: SystemName): string => join(resolve(dir), name.toLowerCase());

const isRunning = (dir: string, name: SystemName): boolean => daemonsIn(folderOf(dir, name)).length > 0;

const portsFile = (dir: string): string => join(dir, "ports.json");

function knownPorts(dir: string): Ports | undefined {
  const file = portsFile(dir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Ports) : undefined;
}

/** What runs keeps its port. Throws, with every problem at once, where one that must be started cannot be. */
async function choosePorts(dir: string, wanted: "tutorial" | "free", toStart: readonly SystemName[]): Promise<Ports> {
  const known = knownPorts(dir);
  const problems: (string | undefined)[] = [];
  const choose = async (name: SystemName): Promise<number> => {
    if (known && !toStart.includes(name)) return known[name];
    if (wanted === "free") return freePort();
    const { variable } = TUTORIAL_PORTS[name];
    const port = chosenPort(TUTORIAL_PORTS[name]);
    problems.push(await portProblem(name, port, variable));
    return port;
  };
  const inner = async (name: SystemName, running: number | undefined, usual: number) =>
    running && !toStart.includes(name) ? running : wanted === "free" ? freePort() : preferFree(usual);
  const ports = {
    Redis: await choose("Redis"),
    Kafka: await choose("Kafka"),
    HDFS: await choose("HDFS"),
    controller: await inner("Kafka", known?.controller, 9093),
    rpc: await inner("HDFS", known?.rpc, 8020),
  };
  if (toStart.includes("Kafka") || toStart.includes("HDFS")) problems.push(await javaProblem());
  const lines = problems.filter((problem) => problem !== undefined);
  if (lines.length) throw new SetupProblem(lines);
  mkdirSync(dir, { recursive: true });
  writeFileSync(portsFile(dir), `${JSON.stringify(ports)}\n`);
  return ports;
}
