import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Address, child, root } from "../../src/core/address";
import type { Connection, Node, Page } from "../../src/core/contract";
import { SessionPool } from "../../src/core/sessions";
import { systems } from "../../src/systems";
import { servers } from "../servers/shared";
import { addresses, runExample, runPython } from "./python";

interface Written {
  readonly files: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, string>>;
  readonly records: readonly { readonly offset: number; readonly key: string; readonly value: string }[];
}

const never = new AbortController().signal;
const TOPIC = `interop-${process.pid}`;

// What Python's hdfs, redis and kafka-python write is there for us exactly, and what they delete is gone.
describe("what Python's clients write", function () {
  this.timeout(180_000);
  let pool: SessionPool;
  let written: Written;

  before(async () => {
    const { redis, kafka, hdfs } = servers();
    const profile = { id: "local", name: "local", access: "observe" } as const;
    const connections: Connection[] = [
      { profile, name: "hdfs", system: "hdfs", values: { url: hdfs.url, user: "hadoop" } },
      { profile, name: "redis", system: "redis", values: { url: `redis://localhost:${redis.port}` } },
      { profile, name: "kafka", system: "kafka", values: { brokers: kafka.brokers } },
    ];
    pool = new SessionPool(systems, {
      timeout: () => 30_000,
      setting: (_system, _name, fallback) => fallback,
      secret: async () => undefined,
      log: () => {},
    });
    pool.configure(connections);
    written = JSON.parse(await program("write.py"));
  });

  after(() => pool?.dispose());

  const program = (file: string) =>
    runPython(readFileSync(join(__dirname, file), "utf8"), { ...addresses(servers()), KAFKA_TOPIC: TOPIC });

  const at = (connection: string, ...path: string[]) => child(root("local", connection), ...path);
  const base64 = async (address: Address) => {
    const range = { offset: 0, length: 1024 * 1024 };
    const { bytes } = await pool.run(address, never, (session, signal) => session.read(address, range, signal));
    return Buffer.from(bytes).toString("base64");
  };

  /** Everything below an address, however many pages and scans that takes. */
  const all = async (address: Address): Promise<Node[]> => {
    const nodes: Node[] = [];
    let page: Page | undefined;
    do {
      const request = { limit: 500, cursor: page?.next, resume: page?.next === undefined && page !== undefined };
      page = await pool.run(address, never, (session, signal) => session.children(address, request, signal));
      if (request.cursor === undefined) nodes.length = 0;
      nodes.push(...page.nodes);
    } while (page.next !== undefined || page.partial?.state === "scanning");
    return nodes;
  };

  it("to HDFS is listed and read exactly", async () => {
    const nodes = await all(at("hdfs", "user", "hadoop", "interop"));
    assert.deepEqual(nodes.map((node) => node.label).sort(), Object.keys(written.files).sort());
    for (const [name, value] of Object.entries(written.files)) {
      assert.equal(await base64(at("hdfs", "user", "hadoop", "interop", name)), value, name);
    }
  });

  it("to Redis is listed and read exactly", async () => {
    const namespace = at("redis", "0", "interop:");
    const nodes = await all({ ...namespace, path: [...namespace.path, ""] });
    assert.deepEqual(nodes.map((node) => `interop:${node.label}`).sort(), Object.keys(written.keys).sort());
    for (const [name, value] of Object.entries(written.keys))
      assert.equal(await base64(at("redis", "0", name)), value, name);
  });

  it("to Kafka is listed and read exactly", async () => {
    const nodes = await all(at("kafka", "topics", TOPIC, "0"));
    assert.equal(nodes.length, written.records.length);
    for (const { offset, key, value } of written.records) {
      const text = Buffer.from(await base64(at("kafka", "topics", TOPIC, "0", `${offset}`)), "base64").toString();
      const document = JSON.parse(text);
      assert.equal(document.key, key);
      const shown =
        typeof document.value === "string" ? Buffer.from(document.value).toString("base64") : document.value.base64;
      assert.equal(shown, value, key);
    }
  });

  it("is gone once they delete it", async () => {
    await program("clean.py");
    for (const name of Object.keys(written.files)) {
      const address = at("hdfs", "user", "hadoop", "interop", name);
      assert.equal(await pool.run(address, never, (session, signal) => session.find(address, signal)), undefined, name);
    }
    const key = at("redis", "0", "interop:plain");
    assert.equal(await pool.run(key, never, (session, signal) => session.find(key, signal)), undefined);
  });

  it("by the tutorial's three programs comes and goes as they say", async () => {
    const env = { ...addresses(servers()), KAFKA_TOPIC: `${TOPIC}-tutorial` };
    assert.match(await runExample("hdfs_example.py", env), /downloaded: hello world/);
    assert.match(await runExample("redis_example.py", env), /value: value/);
    assert.match(await runExample("kafka_example.py", env), /received: 0 hello world/);
    const record = at("kafka", "topics", `${TOPIC}-tutorial`, "0", "0");
    assert.equal(JSON.parse(Buffer.from(await base64(record), "base64").toString()).value, "hello world");
    for (const gone of [at("hdfs", "user", "hadoop", "example"), at("redis", "0", "example:key")]) {
      assert.equal(await pool.run(gone, never, (session, signal) => session.find(gone, signal)), undefined);
    }
  });
});
