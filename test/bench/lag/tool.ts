import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kafkaToolCommand } from "../../servers/kafka";
import type { KafkaServer } from "../../servers/shared";
import { processorTime } from "./processor";

/** One line of `kafka-consumer-groups --describe`, as it is printed: `-` where there is nothing. */
export interface Row {
  readonly group: string;
  readonly topic: string;
  readonly partition: string;
  readonly committed: string;
  readonly end: string;
  readonly lag: string;
  readonly member: string;
  readonly host: string;
  readonly client: string;
}

const HEADER = [
  ...["GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG", "CONSUMER-ID", "HOST", "CLIENT-ID"],
];

export interface Described {
  readonly rows: readonly Row[];
  /** milliseconds of processor time */
  readonly processor: number;
}

/** All groups by Kafka's own tool, which writes into a file in `dir`, with the options of Java that its script gives it, and a heap that is large enough. */
export function describeAllGroups(server: KafkaServer, dir: string): Promise<Described> {
  const args = [
    ...["--bootstrap-server", server.brokers.join(","), "--describe", "--all-groups", "--timeout", "600000"],
  ];
  const mainClass = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";
  const { command, env } = kafkaToolCommand(server, mainClass, args);
  const java = [...TOOL_OPTIONS, "-cp", server.classPath, mainClass, ...args];
  // It writes each line by itself: reading them from a pipe would cost it more than writing them into a file.
  const file = join(dir, "tool.txt");
  const output = openSync(file, "w");
  return new Promise<Described>((resolve, reject) => {
    const child = spawn(command, java, { env, stdio: ["ignore", output, "pipe"] });
    const stderr: Buffer[] = [];
    child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
    let processor = 0;
    // Nobody tells it of a process that has ended.
    const watch = setInterval(() => {
      processor = processorTime(child.pid) || processor;
    }, 50);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(watch);
      const printed = readFileSync(file, "utf8");
      if (code === 0) resolve({ rows: parse(printed), processor });
      else
        reject(new Error(`kafka-consumer-groups ended with ${code}: ${printed.slice(-500)}${Buffer.concat(stderr)}`));
    });
  }).finally(() => closeSync(output));
}

/** bin/kafka-run-class.sh */
const TOOL_OPTIONS = [
  ...["-Xmx1g", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-XX:InitiatingHeapOccupancyPercent=35"],
  ...["-XX:+ExplicitGCInvokesConcurrent", "-XX:MaxInlineLevel=15", "-Djava.awt.headless=true"],
];

/** Throws where a line is not what it should be: nothing of the output is passed over. */
export function parse(output: string): readonly Row[] {
  const rows: Row[] = [];
  for (const line of output.split("\n")) {
    const words = line.trim().split(/\s+/);
    if (line.trim() === "" || /^Consumer group '.*' has no active members\.$/.test(line)) continue;
    if (words.join() === HEADER.join()) continue;
    const [group = "", topic = "", partition = "", committed = "", end = "", lag = "", member = "", host = "", client] =
      words;
    if (client === undefined || words.length !== HEADER.length) throw new Error(`Not a row: ${line}`);
    rows.push({ group, topic, partition, committed, end, lag, member, host, client });
  }
  return rows;
}

const keyOf = ({ group, topic, partition }: Row): string => `${group} ${topic} ${partition}`;

/** Throws with the first differences unless both have the same rows, column by column. */
export function assertSameRows(ours: readonly Row[], tool: readonly Row[]): void {
  const left = new Map(tool.map((row) => [keyOf(row), row]));
  const differences: string[] = [];
  for (const row of ours) {
    const theirs = left.get(keyOf(row));
    left.delete(keyOf(row));
    const [one, other] = [textOf(row), theirs ? textOf(theirs) : "nothing"];
    if (one !== other) differences.push(`ours: ${one}\ntool: ${other}`);
  }
  for (const row of left.values()) differences.push(`ours: nothing\ntool: ${textOf(row)}`);
  if (tool.length === 0) throw new Error("kafka-consumer-groups prints no rows.");
  if (differences.length === 0) return;
  throw new Error(
    `${differences.length} rows differ from kafka-consumer-groups:\n${differences.slice(0, 5).join("\n")}`,
  );
}

const textOf = ({ group, topic, partition, committed, end, lag, member, host, client }: Row): string =>
  [group, topic, partition, committed, end, lag, member, host, client].join(" ");
