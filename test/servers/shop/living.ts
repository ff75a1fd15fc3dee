import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import type { Command, Consume } from "../actors/commands";
import { actorsProgram } from "../actors/program";
import { newTopics } from "../new-topics";
import { launch, running, stop } from "../process";
import type { KafkaServer } from "../shared";
import { CUSTOMERS, HOUR, PRODUCTS } from "./catalogue";
import { PAYMENTS } from "./troubles";

const NAME = "shop";
/** Beside the brokers' folders, so that their end is its end. */
const folderOf = (kafkaDir: string): string => join(resolve(kafkaDir), "living");

const CLICKS = { topic: "clicks", partitions: 2 } as const;
const CATALOGUE = { topic: "catalogue-changes", partitions: 2 } as const;
const COUPONS = { topic: "coupons", partitions: 1 } as const;
/** A shop that is left open for weeks must not fill the disk. */
const A_DAY = [
  { name: "retention.ms", value: `${24 * HOUR}` },
  { name: "segment.ms", value: `${HOUR}` },
];

export interface Living {
  /** false: they lived already */
  readonly started: boolean;
  /** All leave their groups, which stay; the rest of the shop stays as it is. */
  stop(): Promise<void>;
}

/**
 * Brings the example shop to life: somebody clicks, and consumers keep up, catch up, fall behind, hang, never commit and
 * wait for an open transaction. One program in the background, which outlives this process; it sleeps most of the time.
 * Ends with the brokers, or by its `stop`. Needs what `fillExamples` has put in.
 */
export async function startLiving(server: KafkaServer): Promise<Living> {
  const dir = folderOf(server.dir);
  const end = () => stopLiving(server.dir);
  if (running(NAME, dir)) return { started: false, stop: end };
  const { command, args } = await actorsProgram(server);
  const fresh = await makeTopics(server);
  const file = join(server.dir, "living.jsonl");
  const lines = [...(fresh ? backlog() : []), ...feeds(), ...consumers()];
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  await launch({ name: NAME, dir, command, args: [...args, file] });
  return { started: true, stop: end };
}

/** Ends it where it runs, whoever has started it. */
export async function stopLiving(kafkaDir: string): Promise<void> {
  const daemon = running(NAME, folderOf(kafkaDir));
  if (daemon) await stop(daemon);
}

/** True the first time. */
async function makeTopics({ brokers }: KafkaServer): Promise<boolean> {
  const kafka = new Kafka({ clientId: "example-shop", brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const topics = [CLICKS, CATALOGUE, COUPONS].map(({ topic, partitions: numPartitions }) => ({
      topic,
      numPartitions,
      configEntries: A_DAY,
    }));
    return await newTopics(admin, ...topics);
  } finally {
    await admin.disconnect();
  }
}

const CHANGES = PRODUCTS.map(({ id, name, price }) => JSON.stringify({ product: id, name, price }));

/** What the search index has to read before it keeps up: 20 minutes of work. */
function backlog(): Command[] {
  const { topic } = CATALOGUE;
  const since = Date.now() - 6 * HOUR;
  return [0, 1].map((partition) => ({ do: "fill", topic, partition, count: 10_000, since, values: CHANGES }));
}

function feeds(): Command[] {
  const page = (n: number) => `/products/${PRODUCTS[n % PRODUCTS.length]?.id}`;
  const clicks = CUSTOMERS.map((customer, n) => JSON.stringify({ customer, page: page(n), milliseconds: 40 + n }));
  const coupons = CUSTOMERS.slice(0, 12).map((customer) => JSON.stringify({ customer, percent: 10 }));
  return [
    { do: "feed", name: "clicks", ...CLICKS, rate: 4, every: 2_000, values: clicks },
    { do: "feed", name: "changes", ...CATALOGUE, rate: 2, every: 2_000, values: CHANGES },
    { do: "feed", name: "coupons", ...COUPONS, rate: 0.5, every: 2_000, values: coupons },
  ];
}

/** Whoever reads asks seldom: the JVM sleeps most of the time, and so does the broker. */
function consumers(): Command[] {
  const consumer = (group: string, topic: string, more: Partial<Consume> = {}): Consume => ({
    do: "consume",
    name: group,
    topics: [topic],
    poll: 5_000,
    wait: false,
    ...more,
    config: { "group.id": group, "client.id": group, ...CALM, ...more.config },
  });
  return [
    consumer("web-analytics", CLICKS.topic, { config: { "group.protocol": "consumer" } }),
    consumer("recommendations", CLICKS.topic, { rate: 1, config: FEW }),
    // Works well for two minutes, and then hangs.
    consumer("session-replay", CLICKS.topic, { rate: 1, commits: 24, config: FEW }),
    consumer("ab-tests", CLICKS.topic, { commits: 0 }),
    consumer("search-index", CATALOGUE.topic, {
      rate: 20,
      restart: true,
      config: { "group.protocol": "consumer", "max.poll.records": "100", "max.partition.fetch.bytes": "4000" },
    }),
    consumer(PAYMENTS.group, PAYMENTS.topic, { config: { "isolation.level": "read_committed" } }),
    {
      do: "share",
      name: "coupon-mail",
      topics: [COUPONS.topic],
      config: { "group.id": "coupon-mail", "client.id": "coupon-mail", ...CALM },
    },
  ];
}

const CALM = { "fetch.max.wait.ms": "2000", "fetch.min.bytes": "100000" };

/** One batch of each partition at a time: whoever is slow must not work on one partition alone for minutes. */
const FEW = { "max.poll.records": "5", "max.partition.fetch.bytes": "500" };
