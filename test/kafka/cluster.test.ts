import assert from "node:assert/strict";
import { NEVER } from "../support/session";
import { type FakeBroker, fakeBroker, metadataOf } from "./fake-broker";
import { at, withSession } from "./opened";
import { batchOf } from "./records/written";
import { eventually } from "./tools";

const TIMEOUT = 700;

describe("a broker of a cluster", () => {
  let broker: FakeBroker | undefined;
  afterEach(() => broker?.close());

  const cluster = async (
    host: string,
    port: number | undefined,
    answers: Parameters<typeof fakeBroker>[0]["answers"] = {},
  ) => {
    const announced = { host, port: 0 };
    broker = await fakeBroker({ answers: { Metadata: () => metadataOf(announced, "orders"), ...answers } });
    announced.port = port ?? broker.port;
    return { brokers: [`127.0.0.1:${broker.port}`] };
  };
  const offsets = (offset: bigint) => ({
    throttleTimeMs: 0,
    topics: [
      {
        name: "orders",
        partitions: [{ partitionIndex: 0, errorCode: 0, timestamp: -1n, offset, leaderEpoch: 0 }],
      },
    ],
  });

  it("that announces a name of its own network is named, with the way out", async function () {
    this.timeout(30_000);
    const values = await cluster("kafka.invalid", 9092);
    await withSession(values, { timeout: 5_000 }, async (session) => {
      const reading = session.children(at("topics", "orders", "0"), { limit: 5 }, NEVER);
      await assert.rejects(reading, {
        code: "unresolvable",
        message: /broker 1 at kafka\.invalid:9092.*"hostMap": \{ "kafka\.invalid:9092"/,
      });
      const topics = await session.children(at("topics"), { limit: 5 }, NEVER);
      assert.equal(topics.nodes[0]?.label, "orders", "what is known is shown");
    });
  });

  it("is reached where the profile says", async () => {
    const values = await cluster("kafka.invalid", 9092, { ListOffsets: () => offsets(0n) });
    const hostMap = { "kafka.invalid:9092": values.brokers[0] ?? "" };
    await withSession({ ...values, hostMap }, { timeout: TIMEOUT }, async (session) => {
      const page = await session.children(at("topics", "orders", "0"), { limit: 5 }, NEVER);
      assert.deepEqual(page, { nodes: [], complete: true });
    });
  });

  it("that never answers costs its own answer only, and its connection", async () => {
    const values = await cluster("127.0.0.1", undefined);
    await withSession(values, { timeout: TIMEOUT }, async (session) => {
      await assert.rejects(session.children(at("groups"), { limit: 5 }, NEVER), { code: "timeout" });
      await eventually(async () => assert.equal(broker?.open(), 0));
      assert.equal((await session.children(at("topics"), { limit: 5 }, NEVER)).nodes.length, 1);
    });
  });

  it("is let go when the caller gives up", async () => {
    const values = await cluster("127.0.0.1", undefined);
    await withSession(values, { timeout: 20_000 }, async (session) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      const began = Date.now();
      await assert.rejects(session.children(at("groups"), { limit: 5 }, controller.signal), { code: "cancelled" });
      assert.ok(Date.now() - began < 5_000);
      await eventually(async () => assert.equal(broker?.open(), 0));
    });
  });

  it("that closes an idle connection is asked again on a new one", async () => {
    let closes = 0;
    const values = await cluster("127.0.0.1", undefined, {
      ListOffsets: () => (closes++ === 0 ? "close" : offsets(0n)),
    });
    await withSession(values, { timeout: 5_000 }, async (session) => {
      const page = await session.children(at("topics", "orders"), { limit: 5 }, NEVER);
      assert.equal(page.nodes.length, 1);
      assert.ok(closes > 1);
    });
  });

  it("whose records cannot be read does not hide that there are some", async () => {
    const fetched = (records: Uint8Array) => ({
      throttleTimeMs: 0,
      errorCode: 0,
      sessionId: 0,
      responses: [
        {
          topic: "orders",
          partitions: [
            {
              partitionIndex: 0,
              errorCode: 0,
              highWatermark: 9n,
              lastStableOffset: 9n,
              logStartOffset: 0n,
              abortedTransactions: null,
              preferredReadReplica: -1,
              records,
            },
          ],
        },
      ],
    });
    const broken = batchOf([{ offset: 0n }], { codec: "gzip", pack: () => Buffer.from("rubbish"), lastOffset: 8n });
    const values = await cluster("127.0.0.1", undefined, {
      ListOffsets: () => offsets(9n),
      Fetch: () => fetched(broken),
    });
    await withSession(values, { timeout: 5_000 }, async (session) => {
      // The fake says 9 for the beginning as well; the records are asked for by their address.
      const node = await session.find(at("topics", "orders", "0", "4"), NEVER);
      assert.equal(node?.label, "0–8");
      assert.equal(node?.tone, "warning");
      const reading = session.read(at("topics", "orders", "0", "4"), { offset: 0, length: 10 }, NEVER);
      await assert.rejects(reading, { code: "protocol", message: /cannot be unpacked \(gzip\)/ });
    });
  });
});
