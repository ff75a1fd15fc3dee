import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ITopicConfig, Kafka, logLevel } from "kafkajs";
import { kafkaTool } from "../servers/kafka";
import { newTopics } from "../servers/new-topics";
import type { KafkaServer } from "../servers/shared";
import { kafkaToolOf } from "../servers/toolbox/toolbox";

/** Writes into a real cluster for a test, and asks Kafka's own tools. */
export class Tools {
  readonly client: Kafka;
  private readonly created: string[] = [];

  constructor(readonly server: KafkaServer) {
    this.client = new Kafka({ brokers: [...server.brokers], logLevel: logLevel.NOTHING, clientId: "test" });
  }

  get bootstrap(): string {
    return this.server.brokers.join(",");
  }

  async createTopics(...topics: readonly ITopicConfig[]): Promise<void> {
    const admin = this.client.admin();
    try {
      await admin.connect();
      const wanted = topics.map(({ topic }) => topic);
      const left = (await admin.listTopics()).filter((topic) => wanted.includes(topic));
      if (left.length) await admin.deleteTopics({ topics: left });
      await newTopics(admin, ...topics);
      this.created.push(...wanted);
    } finally {
      await admin.disconnect();
    }
  }

  /** Deletes the topics that were created here, and those named. */
  async cleanUp(...more: readonly string[]): Promise<void> {
    const admin = this.client.admin();
    try {
      await admin.connect();
      await admin.deleteTopics({ topics: [...this.created, ...more] });
    } finally {
      await admin.disconnect();
    }
  }

  async produce(
    topic: string,
    messages: Parameters<ReturnType<Kafka["producer"]>["send"]>[0]["messages"],
    partition?: number,
  ) {
    const producer = this.client.producer({ allowAutoTopicCreation: false });
    try {
      await producer.connect();
      await producer.send({ topic, messages: messages.map((message) => ({ partition, ...message })) });
    } finally {
      await producer.disconnect();
    }
  }

  /** One of Kafka's command line tools: `tool("TopicCommand", "--list")`. */
  tool(name: string, args: readonly string[], stdin?: string): Promise<string> {
    return kafkaToolOf(
      this.server,
      `org.apache.kafka.tools.${name}`,
      ["--bootstrap-server", this.bootstrap, ...args],
      stdin,
    );
  }

  /** `kafka-get-offsets` for topics by a pattern: offsets by `topic:partition`. `time`: -1 the end, -2 the beginning. */
  async offsets(pattern: string, time: -1 | -2): Promise<Record<string, string>> {
    const output = await this.tool("GetOffsetShell", ["--topic", pattern, "--time", String(time)]);
    const lines = output.split("\n").map((line) => /^(.*:\d+):(\d+)$/.exec(line));
    return Object.fromEntries(lines.flatMap((match) => (match ? [[match[1], match[2]]] : [])));
  }

  /** Deletes what is before an offset, as retention does. */
  async deleteRecords(topic: string, partition: number, offset: number): Promise<void> {
    const file = join(mkdtempSync(join(tmpdir(), "kafka-")), "offsets.json");
    writeFileSync(file, JSON.stringify({ version: 1, partitions: [{ topic, partition, offset }] }));
    await this.tool("DeleteRecordsCommand", ["--offset-json-file", file]);
    rmSync(dirname(file), { recursive: true });
  }

  /** What `kafka-console-producer` writes, with the codec of Java's own client. */
  async produceByTool(topic: string, lines: readonly string[], ...args: readonly string[]): Promise<void> {
    const where = ["--bootstrap-server", this.bootstrap, "--topic", topic, ...args];
    // It sends the last records when its process ends: a process of its own.
    await kafkaTool(this.server, "org.apache.kafka.tools.ConsoleProducer", where, `${lines.join("\n")}\n`);
  }
}

/** Until it is so; the last error where it never is. */
export async function eventually(check: () => Promise<void>, limit = 15_000): Promise<void> {
  for (const end = Date.now() + limit; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
