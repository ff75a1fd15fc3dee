import assert from "node:assert/strict";
import type { Address } from "../../../src/core/address";
import type { Session } from "../../../src/core/contract";
import type { Answers, EditOutcome, EditPlan } from "../../../src/core/edit";
import { paragraph } from "../../../src/core/failure";
import { servers } from "../../servers/shared";
import { NEVER, say } from "../../support/session";
import { at, opened, withSession } from "../opened";
import { eventually, Tools } from "../tools";

const TOPIC = "edits.servers";
const OTHER = "edits.servers-new";
const GROUP = "edits.servers-group";
const { kafka } = servers();
const tools = new Tools(kafka);

describe("changing a real Kafka", function () {
  this.timeout(120_000);
  let session: Session;

  before(async () => {
    await tools.createTopics({ topic: TOPIC, numPartitions: 3 });
    session = await opened({ brokers: kafka.brokers }, { access: "edit" });
  });

  after(async () => {
    await session.close();
    const admin = tools.client.admin();
    await admin.connect();
    await admin.deleteGroups([GROUP]).catch(() => {});
    await admin.disconnect();
    await tools.cleanUp();
  });

  const plan = (id: string, where: Address | readonly Address[], answers: Answers = {}): Promise<EditPlan> => {
    assert.ok(session.edits);
    return session.edits.plan(id, "path" in where ? [where] : where, answers, NEVER);
  };
  const run = async (id: string, where: Address | readonly Address[], answers: Answers = {}): Promise<EditOutcome> =>
    (await plan(id, where, answers)).apply(() => {}, NEVER);
  const planned = ({ question, detail }: EditPlan) => [question, ...detail].map(say).join("\n");
  const told = ({ done, failed, left }: EditOutcome) =>
    [...done.map(say), ...failed.map((failure) => paragraph(failure, say)), ...left.map(say)].join("\n");
  /** partition, offset, headers, key and value, as `kafka-console-consumer` prints them */
  const consumed = async (records: number, ...args: readonly string[]): Promise<string[]> => {
    const shown = ["partition", "offset", "headers", "key"].flatMap((what) => [
      "--formatter-property",
      `print.${what}=true`,
    ]);
    const printed = await tools.tool("consumer.ConsoleConsumer", [
      ...["--topic", TOPIC, "--from-beginning", "--max-messages", `${records}`, "--timeout-ms", "20000"],
      ...[...shown, ...args],
    ]);
    return printed
      .split("\n")
      .filter((line) => line.startsWith("Partition:"))
      .sort();
  };
  /** partition → what is committed, as `kafka-consumer-groups` says it */
  const committed = async (): Promise<Record<string, string>> => {
    const printed = await tools.tool("consumer.group.ConsumerGroupCommand", ["--describe", "--group", GROUP]);
    const rows = printed.split("\n").map((line) => line.trim().split(/\s+/));
    return Object.fromEntries(
      rows.filter(([, topic]) => topic === TOPIC).map(([, , partition, now]) => [partition, now]),
    );
  };
  const ends = () => tools.offsets(TOPIC, -1);

  it("writes records that Kafka's own consumer reads: key, value, headers, partition", async () => {
    const first = await plan("produce", at("topics", TOPIC, "1"), {
      kind: "value",
      value: Buffer.from("值 1"),
      headers: "trace: 42; source: test",
    });
    assert.match(planned(first), /Write a record to edits\.servers, partition 1\?[\s\S]*It has no key/);
    assert.equal((await ends())[`${TOPIC}:1`], "0");
    const outcome = await first.apply(() => {}, NEVER);
    assert.deepEqual(outcome.failed, []);
    assert.match(told(outcome), /partition 1/);
    await assert.rejects(
      first.apply(() => {}, NEVER),
      { code: "invalid" },
    );
    assert.deepEqual(await consumed(1), ["Partition:1\tOffset:0\ttrace:42,source:test\tnull\t值 1"]);
  });

  it("puts a key where Java's own producer puts it", async () => {
    const keys = ["a", "order-17", "客户", "x".repeat(100)];
    await tools.produceByTool(
      TOPIC,
      keys.map((key) => `${key}\tjava`),
      "--reader-property",
      "parse.key=true",
    );
    for (const key of keys) {
      await run("produce", at("topics", TOPIC), { kind: "value", key: Buffer.from(key), value: Buffer.from("ours") });
    }
    const places = (value: string, lines: readonly string[]) =>
      new Set(
        lines
          .map((line) => line.split("\t"))
          .filter((columns) => columns[4] === value)
          .map(([partition, , , key]) => `${partition} ${key}`),
      );
    const lines = await consumed(1 + 2 * keys.length);
    assert.equal(places("java", lines).size, keys.length);
    assert.deepEqual(places("ours", lines), places("java", lines));
  });

  it("writes a tombstone only when it is asked for", async () => {
    await assert.rejects(plan("produce", at("topics", TOPIC, "0"), { kind: "value", key: Buffer.from("k") }), {
      code: "invalid",
    });
    const outcome = await run("produce", at("topics", TOPIC, "0"), { kind: "tombstone", key: Buffer.from("k") });
    assert.deepEqual(outcome.failed, []);
    assert.ok((await consumed(10)).some((line) => line.startsWith("Partition:0") && line.endsWith("\tk\tnull")));
  });

  it("creates a topic as the brokers would have it, and deletes it after it has said what goes", async () => {
    const answers = { name: OTHER, partitions: "2", replicas: "1", config: "retention.ms=86400000" };
    const creation = await plan("createTopic", at("topics"), answers);
    assert.match(planned(creation), /Create the topic edits\.servers-new\?\nPartitions: 2\. Replicas of each: 1\./);
    assert.doesNotMatch(await tools.tool("TopicCommand", ["--list"]), /edits\.servers-new/);
    await creation.apply(() => {}, NEVER);
    const described = await tools.tool("TopicCommand", ["--describe", "--topic", OTHER]);
    assert.match(described, /PartitionCount: 2\s+ReplicationFactor: 1[\s\S]*retention\.ms=86400000/);
    await assert.rejects(plan("createTopic", at("topics"), answers), /already/);
    await assert.rejects(plan("createTopic", at("topics"), { ...answers, name: "a b" }), { code: "invalid" });
    await assert.rejects(plan("createTopic", at("topics"), { ...answers, name: "x", config: "no.such=1" }), /no\.such/);

    await tools.produce(OTHER, [{ value: "1" }, { value: "2" }]);
    const deletion = await plan("deleteTopic", at("topics", OTHER));
    assert.match(planned(deletion), /Delete the topic edits\.servers-new\?\nPartitions: 2\. Records: up to 2\./);
    await deletion.apply(() => {}, NEVER);
    await eventually(async () =>
      assert.doesNotMatch(await tools.tool("TopicCommand", ["--list"]), /edits\.servers-new/),
    );
    await assert.rejects(plan("deleteTopic", at("topics", "__consumer_offsets")), { code: "invalid" });
  });

  it("resets what an empty group has committed, and shows it before", async () => {
    await consumed(10, "--group", GROUP);
    const [before, end] = [await committed(), await ends()];
    assert.deepEqual(
      before,
      Object.fromEntries(Object.entries(end).map(([name, offset]) => [name.split(":")[1], offset])),
    );
    const back = await plan("resetOffsets", at("groups", GROUP), { to: "earliest" });
    for (const [partition, offset] of Object.entries(before))
      if (offset !== "0")
        assert.match(back.review?.text ?? "", new RegExp(`${TOPIC}\\s+${partition}\\s+${offset}\\s+0`));
    assert.deepEqual(await committed(), before);
    const outcome = await back.apply(() => {}, NEVER);
    assert.deepEqual(outcome.failed, []);
    assert.deepEqual(await committed(), Object.fromEntries(Object.keys(before).map((partition) => [partition, "0"])));
    await run("resetOffsets", at("groups", GROUP), { to: "shift", by: "1" });
    const shifted = Object.entries(before).map(([partition, offset]) => [partition, offset === "0" ? "0" : "1"]);
    assert.deepEqual(await committed(), Object.fromEntries(shifted));
    await run("resetOffsets", at("groups", GROUP), { to: "latest" });
    assert.deepEqual(await committed(), before);
    await assert.rejects(plan("resetOffsets", at("groups", GROUP), { to: "latest" }), { code: "invalid" });
  });

  it("does not reset a group that somebody is in, nor one that somebody has joined since", async () => {
    const late = await plan("resetOffsets", at("groups", GROUP), { to: "earliest" });
    const consumer = tools.client.consumer({ groupId: GROUP });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.connect();
    try {
      await consumer.subscribe({ topic: TOPIC });
      await consumer.run({ autoCommit: false, eachMessage: async () => {} });
      await joined;
      const before = await committed();
      await assert.rejects(
        late.apply(() => {}, NEVER),
        { code: "changed" },
      );
      await assert.rejects(plan("resetOffsets", at("groups", GROUP), { to: "earliest" }), { code: "invalid" });
      assert.deepEqual(await committed(), before);
    } finally {
      await consumer.disconnect();
    }
  });

  it("is refused in a profile that observes, before anything is sent", async () => {
    const before = await ends();
    await withSession({ brokers: kafka.brokers }, {}, async (observing) => {
      for (const [id, where] of [
        ["produce", at("topics", TOPIC)],
        ["createTopic", at("topics")],
        ["deleteTopic", at("topics", TOPIC)],
        ["resetOffsets", at("groups", GROUP)],
      ] as const) {
        const answers = { kind: "value", value: Buffer.from("x"), name: OTHER, to: "earliest" };
        assert.ok(observing.edits);
        await assert.rejects(observing.edits.form(id, [where], NEVER), { code: "forbidden" }, id);
        await assert.rejects(observing.edits.plan(id, [where], answers, NEVER), { code: "forbidden" }, id);
      }
    });
    assert.deepEqual(await ends(), before);
  });
});
