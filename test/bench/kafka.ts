import { dirname, join } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { child, root } from "../../src/core/address";
import type { Page } from "../../src/core/contract";
import { kafka } from "../../src/kafka/system";
import { kafkaTool, startKafka, stopKafka } from "../servers/kafka";
import { freePort } from "../servers/process";
import type { KafkaServer } from "../servers/shared";

const TOP = join(dirname(__filename), "..", "..");
const TOPIC = "bench";
const LAST = 500;
const AIM = 1 / 20;
/** milliseconds until the consumer is taken to wait for ever */
const MOST = 120_000;

/** The newest records of a large partition: ours against Kafka's own tool and a consumer, in the same run. Milliseconds. */
export interface KafkaBench {
  readonly messages: number;
  readonly last: number;
  /** opening a session and showing the first page: from nothing to rows */
  readonly session: number;
  /** the page alone, on an open session: the median of several */
  readonly page: number;
  /** the whole of `kafka-console-consumer --partition 0 --offset …` */
  readonly consoleConsumer: number;
  /** a throwaway consumer of kafkajs: joining a group and reading, and leaving it behind */
  readonly throwawayConsumer: { readonly read: number; readonly leave: number };
  /** session / kafka-console-consumer */
  readonly ratio: number;
  readonly aim: { readonly ratio: number; readonly met: boolean };
}

export async function run({ smoke }: { readonly smoke: boolean }): Promise<KafkaBench> {
  const messages = smoke ? 2_000 : 1_000_000;
  const dir = join(TOP, ".local", "bench", `kafka-${messages}`);
  try {
    const ports = { port: await freePort(), controllerPort: await freePort() };
    const server = await startKafka({ libs: join(TOP, ".local", "lib"), dir, ...ports });
    await fill(server, messages);
    const consoleConsumer = await timed(() => readByTool(server, messages));
    // The first group of a cluster waits for its topic of commits to be made: the second one counts.
    await throwaway(server, messages);
    const throwawayConsumer = await throwaway(server, messages);
    const { session, page, values } = await ours(server);
    compare(values, consoleConsumer.result);
    const ratio = session / consoleConsumer.ms;
    return {
      messages,
      last: LAST,
      session: round(session),
      page: round(page),
      consoleConsumer: round(consoleConsumer.ms),
      throwawayConsumer,
      ratio,
      aim: { ratio: AIM, met: ratio <= AIM },
    };
  } finally {
    await stopKafka(dir);
  }
}

async function fill(server: KafkaServer, messages: number): Promise<void> {
  if ((await endOffset(server)) === messages) return;
  const [bootstrap = ""] = server.brokers;
  await kafkaTool(server, "org.apache.kafka.tools.TopicCommand", [
    ...["--bootstrap-server", bootstrap, "--create", "--if-not-exists", "--topic", TOPIC, "--partitions", "1"],
  ]);
  await kafkaTool(server, "org.apache.kafka.tools.ProducerPerformance", [
    ...["--topic", TOPIC, "--num-records", String(messages), "--record-size", "100", "--throughput", "-1"],
    ...["--producer-props", `bootstrap.servers=${bootstrap}`],
  ]);
  const end = await endOffset(server);
  if (end !== messages) throw new Error(`${end} messages instead of ${messages}`);
}

async function endOffset(server: KafkaServer): Promise<number> {
  const args = ["--bootstrap-server", server.brokers[0] ?? "", "--topic-partitions", `${TOPIC}:0`];
  const output = await kafkaTool(server, "org.apache.kafka.tools.GetOffsetShell", args).catch(() => "");
  return Number(/:(\d+)\s*$/.exec(output)?.[1] ?? -1);
}

async function readByTool(server: KafkaServer, messages: number): Promise<readonly string[]> {
  const output = await kafkaTool(server, "org.apache.kafka.tools.consumer.ConsoleConsumer", [
    ...["--bootstrap-server", server.brokers[0] ?? "", "--topic", TOPIC, "--partition", "0"],
    ...["--offset", String(messages - LAST), "--max-messages", String(LAST)],
  ]);
  return output.trimEnd().split("\n");
}

async function throwaway(server: KafkaServer, messages: number): Promise<KafkaBench["throwawayConsumer"]> {
  const client = new Kafka({ brokers: [...server.brokers], logLevel: logLevel.NOTHING });
  const consumer = client.consumer({ groupId: `bench-${Date.now()}` });
  const read = await timed(async () => {
    await consumer.connect();
    await consumer.subscribe({ topic: TOPIC });
    let left = LAST;
    let late: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async () => {
        if (--left === 0) resolve();
      };
      // Each time: where it has to join again, it would begin at the end, and wait there.
      const seek = () => consumer.seek({ topic: TOPIC, partition: 0, offset: String(messages - LAST) });
      consumer.on(consumer.events.GROUP_JOIN, seek);
      consumer.run({ autoCommit: false, eachMessage }).catch(reject);
      late = setTimeout(() => reject(new Error(`The consumer has not read ${left} of ${LAST} records`)), MOST);
    }).finally(() => clearTimeout(late));
  });
  const leave = await timed(() => consumer.disconnect());
  return { read: round(read.ms), leave: round(leave.ms) };
}

async function ours(server: KafkaServer) {
  const connection = {
    profile: { id: "bench", name: "bench", access: "observe" },
    name: "kafka",
    system: "kafka",
    values: { brokers: server.brokers },
  } as const;
  const context = {
    secret: async () => undefined,
    timeout: () => 10_000,
    setting: <T>(_: string, fallback: T) => fallback,
    lost: () => {},
    log: () => {},
  };
  const { signal } = new AbortController();
  const partition = child(root("bench", "kafka"), "topics", TOPIC, "0");
  // The code is loaded before: in the extension it is a bundle that is read once.
  await import("../../src/kafka/session");
  const open = () => kafka.open(connection, context, signal);
  const first = await timed(async () => {
    const session = await open();
    return { session, page: await session.children(partition, { limit: LAST }, signal) };
  });
  const { session, page } = first.result;
  try {
    const times: number[] = [];
    for (let run = 0; run < 9; run++) {
      times.push((await timed(() => session.children(partition, { limit: LAST }, signal))).ms);
    }
    return { session: first.ms, page: times.sort((a, b) => a - b)[4] ?? 0, values: valuesOf(page) };
  } finally {
    await session.close();
  }
}

/** What rows show of values, in the order of offsets. */
function valuesOf({ nodes }: Page): readonly string[] {
  const texts = nodes.map(({ detail = [] }) => detail.find((part) => "verbatim" in part));
  return texts.map((part) => (part && "verbatim" in part ? part.verbatim : "")).reverse();
}

function compare(rows: readonly string[], printed: readonly string[]): void {
  const same = printed.every((value, at) => value.startsWith((rows[at] ?? "?").replace(/…$/, "")));
  if (rows.length !== LAST || printed.length !== LAST || !same) throw new Error("Other records than the tool's");
}

async function timed<T>(call: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const begin = performance.now();
  const result = await call();
  return { ms: performance.now() - begin, result };
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
