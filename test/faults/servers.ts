import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tools } from "../kafka/tools";
import { type OwnServer, ownServer, writer } from "../redis/own-server";
import { startHdfs, stopHdfs } from "../servers/hdfs";
import { brokerProcess, type KafkaStart, startKafka, stopKafka } from "../servers/kafka";
import { type Daemon, daemonsIn, freePort, running, signalGroup } from "../servers/process";
import { redisCli } from "../servers/redis";
import { dfsOf } from "../servers/toolbox/toolbox";
import { TwoNameNodes } from "./two-namenodes";

export const PASSWORD = "right-secret-word";

/** A real server that can be frozen, killed and brought back. */
export interface Victim {
  readonly port: number;
  signal(signal: NodeJS.Signals): void;
  /** after it was killed */
  start(): Promise<void>;
}

export interface FaultServers {
  readonly redis: Victim;
  /** nobody harms this one */
  readonly neighbour: OwnServer;
  readonly redisCluster: readonly OwnServer[];
  readonly kafka: Victim & { readonly sasl: number; readonly tools: Tools };
  readonly twoBrokers: { readonly brokers: readonly string[]; readonly second: Pick<Victim, "signal"> };
  /** three masters, and a replica for each */
  readonly replicated: readonly OwnServer[];
  readonly hdfs: Victim;
  readonly twoNameNodes: TwoNameNodes;
  stop(): Promise<void>;
}

/** Starts all real servers of the matrix: none of them is anybody else's. */
export async function startFaultServers(): Promise<FaultServers> {
  const dir = mkdtempSync(join(tmpdir(), "observer-faults-"));
  const folder = (name: string) => join(dir, name);
  const own: OwnServer[] = [];
  const stop = async () => {
    for (const id of [1, 2]) signalled(() => brokerProcess(folder("two"), id))("SIGCONT");
    for (const { pid } of daemonsIn(folder("ha"))) signalGroup(pid, "SIGKILL");
    const javas = [stopKafka(folder("kafka")), stopKafka(folder("two")), stopHdfs(folder("hdfs"))];
    await Promise.all([...own.map((server) => server.stop()), ...javas]);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const [redises, [kafka, twoBrokers], [hdfs, twoNameNodes]] = await Promise.all([
      startRedises(own),
      startBroker(folder("kafka")).then(async (one) => [one, await startTwo(folder("two"))] as const),
      startNameNode(folder("hdfs")).then(async (one) => [one, await TwoNameNodes.start(folder("ha"))] as const),
    ]);
    return { ...redises, kafka, twoBrokers, hdfs, twoNameNodes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Signals a process group, where there is one: group 0 would be our own. */
const signalled = (find: () => Daemon | undefined) => (name: NodeJS.Signals) => {
  const found = find();
  if (found) signalGroup(found.pid, name);
};

async function startRedises(own: OwnServer[]) {
  const make = async (...args: string[]) => {
    const server = await ownServer(args, "faults");
    own.push(server);
    return server;
  };
  const server = await make("--appendonly", "yes");
  const neighbour = await make();
  const client = writer(server);
  await client.acl("SETUSER", "named", "on", `>${PASSWORD}`, "~*", "+@all");
  await client.acl("SETUSER", "poor", "on", `>${PASSWORD}`, "~*", "-@all", "+ping", "+client", "+hello", "+info");
  await client.set("a", "1");
  client.disconnect();
  const yes = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-require-full-coverage", "no"];
  const redisCluster = await Promise.all([1, 2, 3].map(() => make(...yes)));
  await gather(redisCluster, 0);
  const replicated = await Promise.all([1, 2, 3, 4, 5, 6].map(() => make(...yes)));
  await gather(replicated, 1);
  const redis: Victim = {
    port: server.port,
    signal: signalled(() => daemonsIn(server.dir)[0]),
    start: () => server.start(),
  };
  return { redis, neighbour, redisCluster, replicated };
}

async function gather(nodes: readonly OwnServer[], replicas: number): Promise<void> {
  const [first] = nodes;
  const places = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const options = ["--cluster-yes", "--cluster-replicas", `${replicas}`];
  if (first) await redisCli(first, ["--cluster", "create", ...places, ...options]);
}

/** One broker with a listener that asks for a login. */
async function startBroker(dir: string) {
  const [port, controllerPort, sasl] = [await freePort(), await freePort(), await freePort()];
  const listeners = (more: string) => `PLAINTEXT://localhost:${port},${more}SASL://localhost:${sasl}`;
  const login = "org.apache.kafka.common.security.plain.PlainLoginModule";
  const properties = {
    listeners: listeners(`CONTROLLER://localhost:${controllerPort},`),
    "advertised.listeners": listeners(""),
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT",
    "sasl.enabled.mechanisms": "PLAIN",
    "listener.name.sasl.plain.sasl.jaas.config": `${login} required user_poor="${PASSWORD}";`,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
  };
  const start: KafkaStart = { libs: ".local/lib", dir, port, controllerPort, heap: "384m", properties };
  const tools = new Tools(await startKafka(start));
  await tools.createTopics(
    { topic: "plain", numPartitions: 1 },
    { topic: "bomb", numPartitions: 1 },
    { topic: "deep", numPartitions: 1 },
  );
  await tools.produce("plain", [{ value: "one" }]);
  const signal = signalled(() => brokerProcess(dir, 1));
  return { port, sasl, tools, signal, start: async () => void (await startKafka(start)) };
}

/** Each of the two has a partition that only it has. */
async function startTwo(dir: string) {
  const ports = { port: await freePort(), controllerPort: await freePort() };
  const server = await startKafka({ libs: ".local/lib", dir, nodes: 2, heap: "384m", ...ports });
  const replicaAssignment = [1, 2].map((id) => ({ partition: id - 1, replicas: [id] }));
  const both = [{ partition: 0, replicas: [2, 1] }];
  const tools = new Tools(server);
  await tools.createTopics({ topic: "split", replicaAssignment }, { topic: "copied", replicaAssignment: both });
  await tools.produce("copied", [{ value: "kept" }]);
  return { brokers: server.brokers, second: { signal: signalled(() => brokerProcess(dir, 2)) } };
}

async function startNameNode(dir: string): Promise<Victim> {
  const start = { libs: ".local/lib", dir, httpPort: await freePort(), rpcPort: await freePort() };
  const server = await startHdfs(start);
  await dfsOf(server, ["-mkdir", "-p", "/closed/inside"]);
  await dfsOf(server, ["-chmod", "700", "/closed"]);
  return {
    port: Number(new URL(server.url).port),
    signal: signalled(() => running("namenode", dir)),
    start: async () => void (await startHdfs(start)),
  };
}
