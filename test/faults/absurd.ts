import { spawn } from "node:child_process";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { CompressionTypes } from "kafkajs";
import { child, root } from "../../src/core/address";
import { hdfs } from "../../src/hdfs/system";
import { kafka } from "../../src/kafka/system";
import { redis } from "../../src/redis/system";
import { type Handler, startFake } from "../hdfs/fake";
import { fakeBroker, listen } from "../kafka/fake-broker";
import type { Tools } from "../kafka/tools";
import type { Seen, Subject } from "./trial";

export interface Absurd {
  readonly fault: string;
  readonly codes: readonly Seen["code"][];
  /** Starts a server that answers so; `end` closes it. */
  make(): Promise<{ readonly subject: Subject; end(): Promise<void> }>;
}

/** 200 MB of blanks */
const BOMB = gzipSync(Buffer.alloc(200 * 1024 * 1024, " "));
const GB2 = 2 ** 31 - 1;
const MANY = 10_000_000;

/** Writes as fast as the other side reads, until it has gone or `times` are over. */
async function pour(to: Writable, chunk: Buffer | string, times = Number.POSITIVE_INFINITY): Promise<void> {
  let goOn = () => {};
  to.on("drain", () => goOn());
  to.on("close", () => goOn());
  for (let i = 0; i < times && to.writable && !to.destroyed; i++) {
    const writable = to.write(chunk);
    if (!writable && !to.destroyed)
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
  }
}

/** A process of its own: reading what it says must not wait for its writing. */
const redisSays = (fault: string, head: string, more: string, times: number): Absurd => ({
  fault,
  codes: ["tooLarge"],
  async make() {
    const script = join(__dirname, "absurd-redis.mjs");
    const server = spawn(process.execPath, [script, head, more, `${times}`], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(server.stdout, "data")) as [Buffer];
    // The rows of a database are scanned: the answer to SCAN is what is absurd.
    const look: Subject["look"] = (session, signal) =>
      session.children(child(root("p", "redis"), "0"), { limit: 100 }, signal);
    const ended = once(server, "exit");
    return {
      subject: { system: redis, values: { url: `redis://127.0.0.1:${Number(port)}` }, look },
      async end() {
        server.kill();
        await ended;
      },
    };
  },
});

const hdfsSays = (fault: string, operation: "ROOT" | "LISTSTATUS", code: Seen["code"], handler: Handler): Absurd => ({
  fault,
  // On a busy machine, 64 MB may not be here within the time.
  codes: code === "tooLarge" ? [code, "timeout"] : [code],
  async make() {
    const handlers = { [operation]: handler, ...(operation === "LISTSTATUS" ? { LISTSTATUS_BATCH: handler } : {}) };
    const fake = await startFake(handlers);
    return { subject: { system: hdfs, values: { url: fake.url } }, end: () => fake.close() };
  },
});

const json = (response: ServerResponse, headers: Record<string, string | number> = {}) =>
  response.writeHead(200, { "content-type": "application/json", ...headers });

const row = (n: number): string =>
  `{"pathSuffix":"f${n}","type":"FILE","length":1,"owner":"o","group":"g","permission":"644","modificationTime":1,"replication":1,"blockSize":1},`;

export const ABSURD: readonly Absurd[] = [
  redisSays("a length of 2 GB", `$${GB2}\r\n`, "x", GB2),
  redisSays("10 million children", `*${MANY}\r\n`, "$4\r\nname\r\n", MANY),
  { ...redisSays("deep nesting", "", "*1\r\n", 1_000_000), codes: ["protocol"] },
  {
    fault: "a length of 2 GB",
    codes: ["protocol"],
    async make() {
      const head = Buffer.alloc(4);
      head.writeInt32BE(GB2);
      const server = await listen((socket) => {
        socket.once("data", () => {
          socket.write(head);
          void pour(socket, Buffer.alloc(1 << 20));
        });
      });
      return {
        subject: { system: kafka, values: { brokers: [`127.0.0.1:${server.port}`] } },
        end: () => server.close(),
      };
    },
  },
  {
    fault: "10 million children",
    codes: ["protocol"],
    async make() {
      // The announced number of brokers and topics, as a compact array's varint, with few bytes behind it.
      const many = Buffer.concat([Buffer.alloc(4), Buffer.from([0x81, 0xad, 0xe2, 0x04]), Buffer.alloc(1_000)]);
      const broker = await fakeBroker({ answers: { Metadata: () => Buffer.concat([Buffer.alloc(1), many]) } });
      return {
        subject: { system: kafka, values: { brokers: [`127.0.0.1:${broker.port}`] } },
        end: () => broker.close(),
      };
    },
  },
  hdfsSays("a length of 2 GB", "ROOT", "tooLarge", (_, response) => {
    json(response, { "content-length": GB2 });
    void pour(response, Buffer.alloc(1 << 20, " "));
  }),
  hdfsSays("10 million children", "LISTSTATUS", "tooLarge", (_, response) => {
    json(response);
    response.write('{"FileStatuses":{"FileStatus":[');
    void pour(response, row(1).repeat(10_000), MANY / 10_000);
  }),
  hdfsSays("deep nesting", "ROOT", "protocol", (_, response) => {
    json(response);
    response.end(`{"FileStatus":${"[".repeat(5_000_000)}`);
  }),
  hdfsSays("decompression bomb", "ROOT", "protocol", (_, response) => {
    json(response, { "content-encoding": "gzip" });
    response.end(BOMB);
  }),
];

/** Leaves at a broker what `bombAt` reads, and a record of JSON in lists in lists. */
export async function produceBombs({ client }: Tools): Promise<void> {
  const producer = client.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const messages = [{ value: Buffer.alloc(200 * 1024 * 1024) }];
  await producer.send({ topic: "bomb", compression: CompressionTypes.GZIP, messages });
  const depth = 400_000;
  await producer.send({ topic: "deep", messages: [{ value: "[".repeat(depth) + "]".repeat(depth) }] });
  await producer.disconnect();
}

/** A record of 200 MB of zeros that a real broker keeps as 200 KB. */
export const bombAt = (topic: string) => (session: Parameters<NonNullable<Subject["look"]>>[0], signal: AbortSignal) =>
  session.read(child(root("p", "kafka"), "topics", topic, "0", "0"), { offset: 0, length: 1_000_000 }, signal);
