import type { ServerResponse } from "node:http";
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
import { almostRedis, Stranger } from "../redis/stranger";
import type { Subject } from "./trial";

export interface Absurd {
  readonly fault: string;
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

const redisSays = (fault: string, head: string, more: Buffer, times?: number): Absurd => ({
  fault,
  async make() {
    const stranger = new Stranger(
      almostRedis((_, socket) => {
        socket.write(head);
        void pour(socket, more, times);
      }),
    );
    const url = await stranger.start();
    // The rows of a database are scanned: the answer to SCAN is what is absurd.
    const look: Subject["look"] = (session, signal) =>
      session.children(child(root("p", "redis"), "0"), { limit: 100 }, signal);
    return { subject: { system: redis, values: { url }, look }, end: () => stranger.stop() };
  },
});

const hdfsSays = (fault: string, operation: "ROOT" | "LISTSTATUS", handler: Handler): Absurd => ({
  fault,
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
  redisSays("a length of 2 GB", `$${GB2}\r\n`, Buffer.alloc(1 << 20, "x")),
  redisSays("10 million children", `*${MANY}\r\n`, Buffer.from("$4\r\nname\r\n".repeat(100_000)), 100),
  redisSays("deep nesting", "", Buffer.from("*1\r\n".repeat(1_000_000)), 1),
  {
    fault: "a length of 2 GB",
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
  hdfsSays("a length of 2 GB", "ROOT", (_, response) => {
    json(response, { "content-length": GB2 });
    void pour(response, Buffer.alloc(1 << 20, " "));
  }),
  hdfsSays("10 million children", "LISTSTATUS", (_, response) => {
    json(response);
    response.write('{"FileStatuses":{"FileStatus":[');
    void pour(response, row(1).repeat(10_000), MANY / 10_000);
  }),
  hdfsSays("deep nesting", "ROOT", (_, response) => {
    json(response);
    response.end(`{"FileStatus":${"[".repeat(5_000_000)}`);
  }),
  hdfsSays("decompression bomb", "ROOT", (_, response) => {
    json(response, { "content-encoding": "gzip" });
    response.end(BOMB);
  }),
];

/** Leaves the record of `bombAt` at a broker. */
export async function produceBomb({ client }: Tools): Promise<void> {
  const producer = client.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const messages = [{ value: Buffer.alloc(200 * 1024 * 1024) }];
  await producer.send({ topic: "bomb", compression: CompressionTypes.GZIP, messages });
  await producer.disconnect();
}

/** A record of 200 MB of zeros that a real broker keeps as 200 KB. */
export const bombAt = (topic: string) => (session: Parameters<NonNullable<Subject["look"]>>[0], signal: AbortSignal) =>
  session.read(child(root("p", "kafka"), "topics", topic, "0", "0"), { offset: 0, length: 1_000_000 }, signal);
