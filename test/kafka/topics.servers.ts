import assert from "node:assert/strict";
import type { Session } from "../../src/core/contract";
import { servers } from "../servers/shared";
import { facts, NEVER } from "../support/session";
import { allNodes, at, detail, document, opened, rows } from "./opened";
import { Tools } from "./tools";

const { kafka } = servers();
const tools = new Tools(kafka);
const PLAIN = "topics.servers-plain";
const EMPTY = "topics.servers-empty";
const CUT = "topics.servers-cut";

describe("topics and partitions of a real cluster", () => {
  let session: Session;

  before(async function () {
    this.timeout(60_000);
    await tools.createTopics(
      { topic: PLAIN, numPartitions: 3 },
      { topic: EMPTY, numPartitions: 2 },
      { topic: CUT, numPartitions: 1 },
    );
    for (const [partition, count] of [4, 0, 7].entries()) {
      const messages = Array.from({ length: count }, (_, n) => ({ value: `${partition}/${n}` }));
      if (count) await tools.produce(PLAIN, messages, partition);
    }
    await tools.produce(
      CUT,
      Array.from({ length: 10 }, (_, n) => ({ value: String(n) })),
    );
    await tools.deleteRecords(CUT, 0, 6);
    session = await opened({ brokers: kafka.brokers });
  });

  after(async function () {
    this.timeout(60_000);
    await session?.close();
    await tools.cleanUp();
  });

  it("shows the three lists with how much is in them", async () => {
    const page = await session.children(at(), { limit: 10 }, NEVER);
    assert.deepEqual(
      page.nodes.map(({ label, kind }) => [label, kind]),
      [
        ["Topics", "kafka.topics"],
        ["Consumer Groups", "kafka.groups"],
        ["Brokers", "kafka.brokers"],
      ],
    );
    const topics = await allNodes(session, at("topics"), 1_000);
    assert.equal(rows(page).Topics, String(topics.length));
    assert.equal(rows(page).Brokers, String(kafka.brokers.length));
  });

  it("lists what kafka-topics lists, without the internal ones", async function () {
    this.timeout(60_000);
    const printed = (await tools.tool("TopicCommand", ["--list", "--exclude-internal"]))
      .trim()
      .split("\n")
      .filter(Boolean);
    const listed = (await allNodes(session, at("topics"), 3)).map(({ label }) => label);
    const own = (names: readonly string[]) => names.filter((name) => name.startsWith("topics.servers-"));
    assert.deepEqual(own(listed), own(printed));
    assert.deepEqual(listed, [...listed].sort(), "sorted across pages");
    assert.ok(listed.every((name) => !name.startsWith("__")));
  });

  it("pages without gaps and says how many are left", async () => {
    const request = { limit: 2, filter: "topics.servers-" };
    const first = await session.children(at("topics"), request, NEVER);
    assert.deepEqual(Object.keys(rows(first)), [CUT, EMPTY]);
    assert.equal(first.left, 1);
    assert.equal(first.complete, true);
    const second = await session.children(at("topics"), { ...request, cursor: first.next }, NEVER);
    assert.deepEqual(Object.keys(rows(second)), [PLAIN]);
    assert.equal(second.next, undefined);
  });

  it("tells partitions, messages at most and replication of a topic", async () => {
    const page = await session.children(at("topics"), { limit: 10, filter: "topics.servers-*" }, NEVER);
    assert.deepEqual(rows(page), {
      [CUT]: "1 partition · messages ≤ 4 · replication 1",
      [EMPTY]: "2 partitions · empty · replication 1",
      [PLAIN]: "3 partitions · messages ≤ 11 · replication 1",
    });
  });

  it("shows the offsets that kafka-get-offsets prints", async function () {
    this.timeout(60_000);
    const pattern = "topics.servers-.*";
    const [starts, ends] = await Promise.all([tools.offsets(pattern, -2), tools.offsets(pattern, -1)]);
    assert.equal(Object.keys(ends).length, 6);
    for (const topic of [PLAIN, CUT, EMPTY]) {
      const page = await session.children(at("topics", topic), { limit: 100 }, NEVER);
      for (const [partition, row] of Object.entries(rows(page))) {
        const name = `${topic}:${partition}`;
        assert.ok(row.endsWith(`start ${starts[name]} · end ${ends[name]} · leader 1 · replicas 1 · in sync 1`), row);
      }
    }
  });

  it("finds a topic and a partition by address, and nothing where nothing is", async () => {
    assert.equal((await session.find(at("topics", PLAIN), NEVER))?.label, PLAIN);
    assert.match(detail(await session.find(at("topics", PLAIN, "2"), NEVER)), /end 7/);
    for (const path of [
      ["topics", "topics.servers-none"],
      ["topics", PLAIN, "3"],
      ["topics", PLAIN, "x"],
      ["nothing"],
    ]) {
      assert.equal(await session.find(at(...path), NEVER), undefined, path.join("/"));
    }
  });

  it("describes and documents a topic with its configuration", async () => {
    const told = facts(await session.describe(at("topics", PLAIN), NEVER));
    assert.equal(told.Partitions, "3");
    assert.equal(told["cleanup.policy"], "delete");
    const { json } = await document(session, "topics", PLAIN);
    assert.equal(json.topic, PLAIN);
    const partitions = json.partitions as { end: number; bytes: Record<string, number> }[];
    assert.deepEqual(
      partitions.map(({ end }) => end),
      [4, 0, 7],
    );
    assert.ok((partitions[2]?.bytes["1"] ?? 0) > 0);
    assert.equal((await document(session, "topics", CUT, "0")).json.start, 6);
  });

  it("shows internal topics when the setting says so", async () => {
    const other = await opened({ brokers: kafka.brokers }, { showInternal: true });
    try {
      const all = (await allNodes(other, at("topics"), 1_000)).map(({ label }) => label);
      const some = (await allNodes(session, at("topics"), 1_000)).map(({ label }) => label);
      assert.deepEqual(
        some,
        all.filter((name) => !name.startsWith("__")),
      );
    } finally {
      await other.close();
    }
  });

  it("says that a topic is not there, and does not create it", async () => {
    const name = "topics.servers-mistyped";
    await assert.rejects(session.children(at("topics", name), { limit: 1 }, NEVER), { code: "notFound" });
    await assert.rejects(session.read(at("topics", name), { offset: 0, length: 1 }, NEVER), { code: "notFound" });
    await assert.rejects(session.children(at("topics", name, "0"), { limit: 1 }, NEVER), { code: "notFound" });
    assert.equal(await session.find(at("topics", name, "0", "0"), NEVER), undefined);
    const listed = await allNodes(session, at("topics"), 1_000);
    assert.ok(!listed.some(({ label }) => label === name));
  });
});
