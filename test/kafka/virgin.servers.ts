import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startKafka, stopKafka } from "../servers/kafka";
import { freePort } from "../servers/process";
import { NEVER } from "../support/session";
import { allNodes, at, detail, withSession } from "./opened";
import { eventually, Tools } from "./tools";
import { lookAtAll } from "./walk";

/** A cluster of its own: nobody has made a group or a topic in it, and its log is compacted without delay. */
describe("a new cluster", () => {
  const dir = mkdtempSync(join(tmpdir(), "kafka-virgin-"));
  let tools: Tools;

  before(async function () {
    this.timeout(120_000);
    const ports = { port: await freePort(), controllerPort: await freePort() };
    const properties = { "log.cleaner.backoff.ms": "200", "log.initial.task.delay.ms": "500" };
    tools = new Tools(await startKafka({ libs: ".local/lib", dir, ...ports, properties }));
  });

  after(async function () {
    this.timeout(60_000);
    await stopKafka(dir);
    rmSync(dir, { recursive: true, force: true });
  });

  const use = <T>(call: Parameters<typeof withSession<T>>[2]) =>
    withSession({ brokers: tools.server.brokers }, {}, call);

  it("has no topic and no group after it was looked at, not even the one of commits", async function () {
    this.timeout(60_000);
    await use(async (session) => {
      const page = await session.children(at(), { limit: 10 }, NEVER);
      assert.deepEqual(page.nodes.map(detail), ["0", "0", "1"]);
      await lookAtAll(session);
      await session.check(NEVER);
      for (const path of [
        ["topics", "mistyped"],
        ["topics", "mistyped", "0"],
        ["groups", "mistyped"],
      ]) {
        assert.equal(await session.find(at(...path), NEVER), undefined);
        await assert.rejects(session.describe(at(...path), NEVER), { code: "notFound" });
        await assert.rejects(session.read(at(...path), { offset: 0, length: 9 }, NEVER), { code: "notFound" });
        await assert.rejects(session.children(at(...path), { limit: 9 }, NEVER), { code: "notFound" });
      }
    });
    assert.equal((await tools.tool("TopicCommand", ["--list"])).trim(), "");
    assert.equal((await tools.tool("GroupsCommand", ["--list"])).trim().split("\n").length, 1);
  });

  it("shows the records that compaction has left, across gaps of any width", async function () {
    this.timeout(120_000);
    const topic = "compacted";
    const configEntries = [
      { name: "cleanup.policy", value: "compact" },
      { name: "min.cleanable.dirty.ratio", value: "0.001" },
      { name: "max.compaction.lag.ms", value: "100" },
      { name: "segment.ms", value: "100" },
    ];
    await tools.createTopics({ topic, numPartitions: 1, configEntries });
    await tools.produce(topic, [{ key: "first", value: "stays" }]);
    for (let batch = 0; batch < 20; batch++) {
      await tools.produce(
        topic,
        Array.from({ length: 2_000 }, (_, n) => ({ key: "same", value: `${batch}/${n}` })),
      );
    }
    await tools.produce(topic, [{ key: "last", value: "stays too" }]);
    // The segment that is written to is not compacted: the next record begins a new one.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await tools.produce(topic, [{ key: "newest", value: "end" }]);
    await use(async (session) => {
      await eventually(async () => {
        const page = await session.children(at("topics", topic, "0"), { limit: 100 }, NEVER);
        assert.deepEqual(
          page.nodes.map((node) => [node.label, detail(node).split(" · ").slice(0, 2).join(" ")]),
          [
            ["40002", "newest end"],
            ["40001", "last stays too"],
            ["40000", "same 19/1999"],
            ["0", "first stays"],
          ],
        );
        assert.equal(page.next, undefined);
      }, 90_000);
      assert.equal((await allNodes(session, at("topics", topic, "0"), 1)).length, 4);
      assert.match(detail(await session.find(at("topics", topic), NEVER)), /messages ≤ 40,003/);
      assert.equal(await session.find(at("topics", topic, "0", "17"), NEVER), undefined);
    });
  });

  it("ends at once where everything was deleted", async function () {
    this.timeout(60_000);
    const topic = "deleted";
    await tools.createTopics({ topic, numPartitions: 1 });
    await tools.produce(
      topic,
      Array.from({ length: 100 }, (_, n) => ({ value: `${n}` })),
    );
    await tools.deleteRecords(topic, 0, -1);
    await use(async (session) => {
      const page = await session.children(at("topics", topic, "0"), { limit: 10 }, NEVER);
      assert.deepEqual(page, { nodes: [], complete: true });
      assert.match(detail(await session.find(at("topics", topic), NEVER)), /empty/);
    });
  });
});
