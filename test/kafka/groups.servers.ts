import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session } from "../../src/core/contract";
import { Cluster } from "../../src/kafka/cluster";
import { fetchCommits, type GroupCommits } from "../../src/kafka/commits";
import { parseEndpoint } from "../../src/kafka/endpoint";
import { listGroups } from "../../src/kafka/groups";
import { kafkaToolCommand } from "../servers/kafka";
import { type Daemon, launch, stop } from "../servers/process";
import { servers } from "../servers/shared";
import { facts, NEVER } from "../support/session";
import { allNodes, at, detail, document, opened, rows } from "./opened";
import { eventually, Tools } from "./tools";

const { kafka } = servers();
const tools = new Tools(kafka);
const TOPIC = "groups.servers";
const CLASSIC = "groups.servers-classic";
const EMPTY = "groups.servers-empty";
const NASTY = "groups.servers / 名 ~ %";
const CONSUMER = "groups.servers-consumer";
const SHARE = "groups.servers-share";

describe("consumer groups of a real cluster", () => {
  let session: Session;
  const dir = mkdtempSync(join(tmpdir(), "kafka-groups-"));
  const daemons: Daemon[] = [];
  const consumers = [CLASSIC, NASTY].map((groupId) => tools.client.consumer({ groupId }));

  const runTool = async (mainClass: string, ...args: string[]) => {
    const at = ["--bootstrap-server", tools.bootstrap, "--topic", TOPIC, ...args];
    const tool = kafkaToolCommand(kafka, `org.apache.kafka.tools.consumer.${mainClass}`, at);
    daemons.push(await launch({ name: mainClass, dir, ...tool }));
  };

  before(async function () {
    this.timeout(120_000);
    await tools.createTopics({ topic: TOPIC, numPartitions: 2 });
    await tools.produce(TOPIC, [{ value: "0/0" }, { value: "0/1" }], 0);
    await tools.produce(TOPIC, [{ value: "1/0" }], 1);
    const admin = tools.client.admin();
    await admin.connect();
    await admin.setOffsets({ groupId: EMPTY, topic: TOPIC, partitions: [{ partition: 0, offset: "1" }] });
    await admin.disconnect();
    await runTool("ConsoleConsumer", "--group", CONSUMER, "--command-property", "group.protocol=consumer");
    await runTool("ConsoleShareConsumer", "--group", SHARE);
    for (const consumer of consumers) {
      await consumer.connect();
      await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
      await consumer.run({ eachMessage: async () => {} });
    }
    session = await opened({ brokers: kafka.brokers });
    await eventually(async () => {
      const found = rows(await session.children(at("groups"), { limit: 100 }, NEVER));
      for (const id of [CLASSIC, NASTY, CONSUMER, SHARE]) assert.match(found[id] ?? "", /Stable/, id);
    }, 60_000);
  });

  after(async function () {
    this.timeout(60_000);
    for (const consumer of consumers) await consumer.disconnect();
    for (const daemon of daemons) await stop(daemon);
    await session?.close();
    await tools.cleanUp();
    const admin = tools.client.admin();
    await admin.connect();
    for (const id of [CLASSIC, NASTY, EMPTY, CONSUMER, SHARE]) await admin.deleteGroups([id]).catch(() => {});
    await admin.disconnect();
    rmSync(dir, { recursive: true });
  });

  it("lists ids, states and types as Kafka's own tools do", async function () {
    this.timeout(60_000);
    const [states, types] = await Promise.all([
      tools.tool("consumer.group.ConsumerGroupCommand", ["--list", "--state"]),
      tools.tool("consumer.group.ConsumerGroupCommand", ["--list", "--type"]),
    ]);
    const printed = (output: string) =>
      Object.fromEntries(
        output
          .split("\n")
          .map((line) => /^(groups\.servers.*?)\s+(\S+)\s*$/.exec(line))
          .flatMap((match) => (match ? [[match[1], match[2]]] : [])),
      );
    const found = rows(await session.children(at("groups"), { limit: 100, filter: "groups.servers" }, NEVER));
    const ours = Object.entries(found).filter(([id]) => id !== SHARE);
    assert.deepEqual(Object.fromEntries(ours.map(([id, row]) => [id, row.split(" · ")[0]])), printed(states));
    const lower = Object.entries(printed(types)).map(([id, type]) => [id, String(type).toLowerCase()]);
    assert.deepEqual(Object.fromEntries(ours.map(([id, row]) => [id, row.split(" · ")[1]])), Object.fromEntries(lower));
    assert.equal(found[SHARE], "Stable · share");
    assert.equal(found[EMPTY], "Empty · classic");
  });

  it("pages and filters groups", async () => {
    const nodes = await allNodes(session, at("groups"), 2, "groups.servers");
    assert.deepEqual(
      nodes.map(({ label }) => label),
      [NASTY, CLASSIC, CONSUMER, EMPTY, SHARE],
    );
    assert.deepEqual(
      nodes.map(({ expandable }) => expandable),
      [true, true, true, false, true],
    );
  });

  it("shows the members of every type, with what they read", async function () {
    this.timeout(60_000);
    // A share group is stable before its members have been given anything.
    await eventually(async () => {
      const [member] = (await session.children(at("groups", SHARE), { limit: 10 }, NEVER)).nodes;
      assert.match(detail(member), /2 partitions/);
    }, 30_000);
    for (const id of [CLASSIC, NASTY, CONSUMER, SHARE]) {
      const { nodes } = await session.children(at("groups", id), { limit: 10 }, NEVER);
      assert.equal(nodes.length, 1, id);
      assert.match(`${id} · ${detail(nodes[0])}`, / · 127\.0\.0\.1 · 2 partitions · /);
      const member = nodes[0]?.address.path.at(-1) ?? "";
      const address = { ...at("groups", id), path: [...at("groups", id).path, member] };
      assert.equal((await session.find(address, NEVER))?.label, nodes[0]?.label);
      const told = facts(await session.describe(address, NEVER));
      assert.equal(told["Subscribed to"], TOPIC);
      assert.match(told.Reads ?? "", /groups\.servers\/(0,1|1,0)/);
    }
  });

  it("describes and documents groups", async () => {
    const told = facts(await session.describe(at("groups", CONSUMER), NEVER));
    assert.equal(told.State, "Stable");
    assert.equal(told.Type, "consumer");
    assert.equal(told.Members, "1");
    assert.equal(told.Assignor, "uniform");
    const { json } = await document(session, "groups", NASTY);
    assert.deepEqual([json.group, json.type, json.state, json.coordinator], [NASTY, "classic", "Stable", 1]);
    assert.deepEqual((json.members as { assigned: object }[])[0]?.assigned, { [TOPIC]: [0, 1] });
    assert.deepEqual((await document(session, "groups", EMPTY)).json.members, []);
  });

  it("says that a group is not there", async () => {
    const none = at("groups", "groups.servers-none");
    assert.equal(await session.find(none, NEVER), undefined);
    await assert.rejects(session.read(none, { offset: 0, length: 10 }, NEVER), { code: "notFound" });
    await assert.rejects(session.children(none, { limit: 1 }, NEVER), { code: "notFound" });
  });

  it("fetches what groups have committed, as the tool prints it", async function () {
    this.timeout(60_000);
    const cluster = new Cluster({
      bootstrap: kafka.brokers.flatMap((broker) => parseEndpoint(broker) ?? []),
      hostMap: {},
      security: {},
      context: { timeout: () => 10_000, log: () => {} },
    });
    try {
      const { groups } = await listGroups(cluster, NEVER);
      const group = groups.find(({ id }) => id === EMPTY);
      assert.ok(group);
      const found = new Map<string, GroupCommits>();
      const take = (id: string, commits: GroupCommits) => void found.set(id, commits);
      await fetchCommits(cluster, group.coordinator, [EMPTY, "groups.servers-none"], take, NEVER);
      assert.deepEqual(found.get(EMPTY), { commits: [{ topic: TOPIC, partitions: [0], offsets: [1n] }] });
      assert.deepEqual(found.get("groups.servers-none"), { commits: [] });
      const printed = await tools.tool("consumer.group.ConsumerGroupCommand", ["--describe", "--group", EMPTY]);
      assert.match(printed, new RegExp(`${EMPTY}\\s+${TOPIC}\\s+0\\s+1\\s+2\\s+1`));
    } finally {
      cluster.close();
    }
  });
});
