import assert from "node:assert/strict";
import type { Answers } from "../../../src/core/edit";
import { servers } from "../../servers/shared";
import { NEVER } from "../../support/session";
import { at } from "../opened";
import { eventually, Tools } from "../tools";
import { Editor, planned, told } from "./editor";

const [ONE, TWO] = ["edits.resets-one", "edits.resets-two"];
const [GROUP, SHARE] = ["edits.resets", "edits.resets-share"];
const { kafka } = servers();
const tools = new Tools(kafka);

describe("the plan of a reset, beside Kafka's own", function () {
  this.timeout(120_000);
  let editor: Editor;

  before(async () => {
    await tools.createTopics({ topic: ONE, numPartitions: 4 }, { topic: TWO, numPartitions: 2 });
    for (const [topic, partition, records] of [
      [ONE, 0, 20],
      [ONE, 1, 27],
      [ONE, 2, 34],
      [TWO, 0, 20],
    ] as const) {
      const times = Array.from({ length: records }, (_, n) => 1_700_000_000_000 + n * 60_000 * (partition + 1));
      await tools.produce(
        topic,
        times.map((timestamp) => ({ value: "x", timestamp: String(timestamp) })),
        partition,
      );
    }
    await tools.deleteRecords(ONE, 0, 9);
    await commit(GROUP, { [ONE]: { 0: "3", 1: "20", 2: "500" }, [TWO]: { 0: "0" } });
    editor = await Editor.open({ brokers: kafka.brokers });
  });

  after(async () => {
    await editor.close();
    const admin = tools.client.admin();
    await admin.connect();
    await admin.deleteGroups([GROUP]).catch(() => {});
    await admin.deleteTopics({ topics: [ONE] });
    await admin.disconnect();
  });

  async function commit(groupId: string, topics: Readonly<Record<string, Readonly<Record<number, string>>>>) {
    const admin = tools.client.admin();
    await admin.connect();
    for (const [topic, offsets] of Object.entries(topics)) {
      const partitions = Object.entries(offsets).map(([partition, offset]) => ({
        partition: Number(partition),
        offset,
      }));
      await admin.setOffsets({ groupId, topic, partitions });
    }
    await admin.disconnect();
  }

  /** `topic partition offset`, as it would be. */
  async function ours(answers: Answers): Promise<string[]> {
    const { review } = await editor.plan("resetOffsets", at("groups", GROUP), answers);
    const lines = (review?.text ?? "").split("\n").slice(1);
    return lines.map((line) => line.split(/\s+/)).map(([topic, partition, , then]) => `${topic} ${partition} ${then}`);
  }

  async function theirs(...args: readonly string[]): Promise<string[]> {
    const all = ["--reset-offsets", "--dry-run", "--group", GROUP, ...args];
    const printed = await tools.tool("consumer.group.ConsumerGroupCommand", all);
    const rows = [...printed.matchAll(/ (edits\.resets-\S+)\s+(\d+)\s+(\d+)/g)];
    return rows.map(([, ...cells]) => cells.join(" ")).sort();
  }

  it("is the same, wherever the offsets go", async () => {
    const cases: readonly (readonly [Answers, readonly string[]])[] = [
      [{ to: "latest", topic: ONE }, ["--topic", ONE, "--to-latest"]],
      [{ to: "offset", offset: "12" }, ["--all-topics", "--to-offset", "12"]],
      [{ to: "offset", offset: "1000", topic: ONE }, ["--topic", ONE, "--to-offset", "1000"]],
      [{ to: "shift", by: "-5" }, ["--all-topics", "--shift-by", "-5"]],
      [
        { to: "time", time: "2023-11-15T03:55:00.001+05:30", topic: ONE },
        ["--topic", ONE, "--to-datetime", "2023-11-15T03:55:00.001+05:30"],
      ],
      [{ to: "time", time: "2099-01-01T00:00Z" }, ["--all-topics", "--to-datetime", "2099-01-01T00:00:00.000Z"]],
    ];
    for (const [answers, args] of cases) {
      const expected = await theirs(...args);
      assert.ok(expected.length >= 4, args.join(" "));
      assert.deepEqual(await ours(answers), expected, args.join(" "));
    }
  });

  it("names the time without doubt about its zone", async () => {
    const answers = { to: "time", time: "2023-11-15T03:50:00.250+05:30" };
    const plan = await editor.plan("resetOffsets", at("groups", GROUP), answers);
    assert.match(planned(plan), /To the first record of .* \(2023-11-14T22:20:00\.250Z\) or later/);
  });

  it("leaves out what it cannot reset, and says so", async () => {
    const late = await editor.plan("resetOffsets", at("groups", GROUP), { to: "latest", topic: TWO });
    await commit(GROUP, { [TWO]: { 0: "5" } });
    await assert.rejects(
      late.apply(() => {}, NEVER),
      { code: "changed", message: /have changed meanwhile/ },
    );
    const shift = await editor.plan("resetOffsets", at("groups", GROUP), { to: "shift", by: "1", topic: ONE });
    assert.match(planned(shift), /left as they are, since it is not known where that is: 1\./);
  });

  it("is not made for a group that shares records, but names Kafka's tool for it", async () => {
    const args = ["--topic", ONE, "--group", SHARE, "--timeout-ms", "3000"];
    await tools.tool("consumer.ConsoleShareConsumer", args).catch(() => {});
    await eventually(() =>
      assert.rejects(editor.form("resetOffsets", at("groups", SHARE)), {
        code: "unsupported",
        message: /type share, .*kafka-share-groups --reset-offsets/,
      }),
    );
  });

  it("tells before a topic is deleted which groups are at work there", async () => {
    const consumer = tools.client.consumer({ groupId: GROUP, allowAutoTopicCreation: false });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.connect();
    try {
      await consumer.subscribe({ topic: ONE });
      await consumer.run({ autoCommit: false, eachMessage: async () => {} });
      await joined;
      const plan = await editor.plan("deleteTopic", at("topics", TWO));
      assert.match(planned(plan), /Groups at work at the moment: edits\.resets\. Clients that go on may create/);
    } finally {
      await consumer.disconnect();
    }
    await eventually(async () => {
      const plan = await editor.plan("deleteTopic", at("topics", TWO));
      assert.doesNotMatch(planned(plan), /at work/);
      assert.match(planned(plan), /Groups with commits there: edits\.resets\./);
    });
    assert.deepEqual(told(await editor.do("deleteTopic", at("topics", TWO))), [`The topic ${TWO} was deleted.`]);
  });
});
