import assert from "node:assert/strict";
import { servers } from "../../servers/shared";
import { at } from "../opened";
import { eventually, Tools } from "../tools";
import { Editor, planned, told } from "./editor";

const NEW_KIND = "edits.more-consumer";
const [ONE, TWO, COMPACTED] = ["edits.more-one", "edits.more-two", "edits.more-compacted"];
const GROUP = "edits.more / 名";
const { kafka } = servers();
const tools = new Tools(kafka);

describe("changing several things of a real Kafka", function () {
  this.timeout(120_000);
  let editor: Editor;

  before(async () => {
    await tools.createTopics(
      { topic: ONE, numPartitions: 2 },
      { topic: TWO, numPartitions: 1 },
      { topic: COMPACTED, numPartitions: 1, configEntries: [{ name: "cleanup.policy", value: "compact" }] },
    );
    await tools.produce(
      ONE,
      ["a", "b", "c"].map((value, n) => ({ value, timestamp: String(1_000_000 * (n + 1)) })),
      0,
    );
    await tools.produce(TWO, [{ value: Buffer.from([0, 0, 0, 0, 9, 1]) }]);
    const admin = tools.client.admin();
    await admin.connect();
    for (const topic of [ONE, TWO])
      await admin.setOffsets({ groupId: GROUP, topic, partitions: [{ partition: 0, offset: "1" }] });
    await admin.disconnect();
    editor = await Editor.open({ brokers: kafka.brokers });
  });

  after(async () => {
    await editor.close();
    const admin = tools.client.admin();
    await admin.connect();
    for (const group of [GROUP, NEW_KIND]) await admin.deleteGroups([group]).catch(() => {});
    const left = await admin.listTopics();
    await admin.deleteTopics({ topics: [ONE, TWO, COMPACTED].filter((topic) => left.includes(topic)) });
    await admin.disconnect();
  });

  /** `topic/partition/offset`, as `kafka-consumer-groups` says it */
  const committed = async (group: string): Promise<string[]> => {
    const printed = await tools.tool("consumer.group.ConsumerGroupCommand", ["--describe", "--group", group]);
    const rows = [...printed.matchAll(/ (edits\.more-\S+)\s+(\d+)\s+(\d+) /g)];
    return rows.map(([, ...cells]) => cells.join("/")).sort();
  };

  it("resets one topic of a group to a time, with the partitions that have no commit", async () => {
    const form = await editor.form("resetOffsets", at("groups", GROUP));
    assert.deepEqual(
      form[0]?.options?.map(({ value }) => value),
      ["", ONE, TWO],
    );
    const plan = await editor.plan("resetOffsets", at("groups", GROUP), { topic: ONE, to: "time", time: "2500000" });
    assert.deepEqual(
      plan.review?.text.split("\n").map((line) => line.split(/\s+/)),
      [
        ["TOPIC", "PARTITION", "CURRENT-OFFSET", "NEW-OFFSET", "CHANGE"],
        [ONE, "0", "1", "2", "+1"],
        [ONE, "1", "–", "0"],
      ],
    );
    const outcome = await plan.apply(() => {}, AbortSignal.timeout(60_000));
    assert.match(told(outcome).join(), /2 of 2 partitions/);
    assert.deepEqual(await committed(GROUP), [`${ONE}/0/2`, `${ONE}/1/0`, `${TWO}/0/1`]);
  });

  it("resets an empty group of the new protocol", async () => {
    const args = ["--topic", ONE, "--group", NEW_KIND, "--from-beginning", "--max-messages", "3"];
    await tools.tool("consumer.ConsoleConsumer", [...args, "--command-property", "group.protocol=consumer"]);
    await eventually(async () => {
      const outcome = await editor.do("resetOffsets", at("groups", NEW_KIND), {
        topic: ONE,
        to: "offset",
        offset: "1",
      });
      assert.deepEqual(outcome.failed, []);
    });
    assert.ok((await committed(NEW_KIND)).includes(`${ONE}/0/1`));
  });

  it("writes nothing that the broker refuses", async () => {
    await assert.rejects(editor.do("produce", at("topics", COMPACTED), { value: Buffer.from("without a key") }), {
      code: "invalid",
      message: /Nothing was written to edits\.more-compacted, partition 0\. INVALID_RECORD/,
    });
    await assert.rejects(editor.do("produce", at("topics", TWO), { value: Buffer.alloc(2_000_000, 1) }), {
      code: "tooLarge",
      message: /max\.message\.bytes/,
    });
    assert.deepEqual(await tools.offsets(`${TWO}|${COMPACTED}`, -1), { [`${TWO}:0`]: "1", [`${COMPACTED}:0`]: "0" });
  });

  it("deletes several topics, names the groups that read them, and tells of one that was gone", async () => {
    const plan = await editor.plan("deleteTopic", [at("topics", ONE), at("topics", TWO)]);
    assert.match(planned(plan), /Delete 2 topics\? Partitions: 3\. Records: up to 4\. Groups with commits there: .*名/);
    assert.match(plan.review?.text ?? "", /edits\.more-one {2}2 .*≤ 3/);
    const admin = tools.client.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [ONE] });
    await admin.disconnect();
    await eventually(async () =>
      assert.equal(await editor.session.find(at("topics", ONE), AbortSignal.timeout(9_000)), undefined),
    );
    const outcome = await plan.apply(() => {}, AbortSignal.timeout(60_000));
    assert.deepEqual(
      told(outcome).map((line) => line.slice(0, 45)),
      ["1 of 2 topics were deleted: edits.more-two.", "The topic edits.more-one was gone already."],
    );
    await eventually(async () =>
      assert.doesNotMatch(await tools.tool("TopicCommand", ["--list"]), /edits\.more-(one|two)/),
    );
  });

  it("creates a topic by the brokers' defaults", async () => {
    const plan = await editor.plan("createTopic", at(), { name: TWO });
    assert.match(planned(plan), /Partitions: 1\. Replicas of each: 1\./);
    const outcome = await plan.apply(() => {}, AbortSignal.timeout(60_000));
    assert.deepEqual(outcome.reveal, at("topics", TWO));
    assert.match(await tools.tool("TopicCommand", ["--describe", "--topic", TWO]), /PartitionCount: 1\s/);
  });
});
