import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session } from "../../src/core/contract";
import { brokerProcess, type KafkaStart, startKafka, stopKafka } from "../servers/kafka";
import { freePort, isAlive, signalGroup } from "../servers/process";
import { NEVER, say } from "../support/session";
import { at, detail, opened, rows } from "./opened";
import { eventually, Tools } from "./tools";

const GROUPS = Array.from({ length: 12 }, (_, n) => `group ${String(n).padStart(2, "0")}`);

/** A cluster of its own, of two brokers: the first is the controller, the second is frozen, killed and brought back. */
describe("a cluster whose broker goes away", () => {
  const dir = mkdtempSync(join(tmpdir(), "kafka-outage-"));
  let start: KafkaStart;
  let tools: Tools;
  let session: Session;

  before(async function () {
    this.timeout(180_000);
    const ports = { port: await freePort(), controllerPort: await freePort() };
    start = { libs: ".local/lib", dir, nodes: 2, heap: "384m", ...ports };
    tools = new Tools(await startKafka(start));
    await tools.createTopics(
      {
        topic: "split",
        replicaAssignment: [
          { partition: 0, replicas: [1] },
          { partition: 1, replicas: [2] },
        ],
      },
      { topic: "copied", replicaAssignment: [{ partition: 0, replicas: [1, 2] }] },
    );
    await tools.produce("split", [{ value: "on one" }], 0);
    await tools.produce("split", [{ value: "on two" }], 1);
    await tools.produce("copied", [{ value: "on both" }], 0);
    const admin = tools.client.admin();
    await admin.connect();
    const partitions = [{ partition: 0, offset: "1" }];
    await Promise.all(GROUPS.map((groupId) => admin.setOffsets({ groupId, topic: "split", partitions })));
    await admin.disconnect();
    session = await opened({ brokers: [tools.server.brokers[0] ?? ""] }, { timeout: 5_000 });
  });

  after(async function () {
    this.timeout(60_000);
    await session?.close();
    for (const id of [1, 2]) signalGroup(brokerProcess(dir, id)?.pid ?? 0, "SIGCONT");
    await stopKafka(dir);
    rmSync(dir, { recursive: true, force: true });
  });

  const children = (...path: string[]) => session.children(at(...path), { limit: 100, refresh: true }, NEVER);
  const pidOf = (id: number) => {
    const pid = brokerProcess(dir, id)?.pid;
    assert.ok(pid);
    return pid;
  };
  const groupsAreWhole = async () => {
    const page = await children("groups");
    assert.deepEqual(Object.keys(rows(page)), GROUPS);
    assert.equal(page.complete, true);
  };

  it("is whole at first, from whichever broker is asked", async () => {
    await groupsAreWhole();
    assert.deepEqual(Object.keys(rows(await children("brokers"))), ["1", "2"]);
    const dead = await freePort();
    const other = await opened({ brokers: [`localhost:${dead}`, tools.server.brokers[1] ?? ""] });
    try {
      assert.match(detail(await other.find(at("topics", "split"), NEVER)), /^2 partitions · messages ≤ 2/);
    } finally {
      await other.close();
    }
  });

  it("names the broker that does not answer, and shows what the others know", async function () {
    this.timeout(60_000);
    signalGroup(pidOf(2), "SIGSTOP");
    try {
      const began = Date.now();
      const [groups, topics, records] = await Promise.all([
        children("groups"),
        children("topics"),
        children("topics", "split", "0"),
      ]);
      assert.equal(groups.complete, false);
      assert.equal(groups.partial?.state, "final");
      assert.match(say(groups.partial?.text), /groups of Kafka's broker 2 at localhost:\d+ are missing/);
      assert.ok(groups.nodes.length > 0 && groups.nodes.length < GROUPS.length);
      assert.match(rows(topics).split ?? "", /2 partitions · messages unknown/);
      assert.equal(detail(records.nodes[0]).split(" · ")[0], "on one");
      await assert.rejects(children("topics", "split", "1"), { code: "timeout" });
      assert.ok(Date.now() - began < 15_000, "within the deadlines");
      assert.equal(rows(await children("topics", "split"))["0"]?.split(" · ")[0], "messages ≤ 1");
    } finally {
      signalGroup(pidOf(2), "SIGCONT");
    }
    await eventually(groupsAreWhole, 30_000);
    await eventually(async () => assert.match(rows(await children("topics")).split ?? "", /messages ≤ 2/), 30_000);
  });

  it("shows offline and under-replicated partitions and a broker that is down", async function () {
    this.timeout(90_000);
    const pid = pidOf(2);
    signalGroup(pid, "SIGKILL");
    await eventually(async () => {
      const topics = await children("topics");
      assert.match(rows(topics).split ?? "", /^offline: 1 of 2 · 2 partitions · messages unknown/);
      assert.match(rows(topics).copied ?? "", /^under-replicated: 1 of 1 · /);
      assert.deepEqual(
        topics.nodes.map(({ tone }) => tone),
        ["warning", "warning"],
      );
    }, 40_000);
    assert.equal(isAlive(pid), false);
    const [, offline] = (await children("topics", "split")).nodes;
    assert.match(detail(offline), /^offline · messages unknown · replicas 2/);
    assert.equal(offline?.tone, "error");
    await assert.rejects(children("topics", "split", "1"), { code: "unavailable", message: /no leader/ });
    assert.equal(detail((await children("topics", "copied", "0")).nodes[0]).split(" · ")[0], "on both");
    const brokers = await children("brokers");
    assert.match(rows(brokers)["2"] ?? "", /^down · /);
    assert.equal(brokers.nodes[1]?.tone, "error");
    // Its groups have moved to the other broker.
    await eventually(groupsAreWhole, 30_000);
  });

  it("goes on when the broker is back", async function () {
    this.timeout(120_000);
    await startKafka(start);
    await eventually(async () => assert.match(rows(await children("topics")).split ?? "", /messages ≤ 2/), 30_000);
    assert.equal(detail((await children("topics", "split", "1")).nodes[0]).split(" · ")[0], "on two");
    await eventually(groupsAreWhole, 30_000);
  });

  it("says that nobody listens when all are gone, and goes on in the same session when they are back", async function () {
    this.timeout(180_000);
    await stopKafka(dir);
    await assert.rejects(children("topics"), { code: "refused" });
    await startKafka(start);
    // At once: a broker that has just started lists no group until it has loaded them.
    await groupsAreWhole();
    assert.match(rows(await children("topics")).split ?? "", /messages ≤ 2/);
  });
});
