import assert from "node:assert/strict";
import { servers } from "../servers/shared";
import { withSession } from "./opened";
import { Tools } from "./tools";
import { lookAtAll } from "./walk";

const { kafka } = servers();
const tools = new Tools(kafka);
const TOPIC = "trace.servers";
const GROUP = "trace.servers-group";

describe("looking at a real cluster", () => {
  before(async function () {
    this.timeout(60_000);
    await tools.createTopics({ topic: TOPIC, numPartitions: 2 });
    await tools.produce(TOPIC, [{ value: "one" }, { value: "two" }]);
    const admin = tools.client.admin();
    await admin.connect();
    await admin.setOffsets({ groupId: GROUP, topic: TOPIC, partitions: [{ partition: 0, offset: "1" }] });
    await admin.disconnect();
  });

  after(async function () {
    this.timeout(60_000);
    await tools.cleanUp();
    const admin = tools.client.admin();
    await admin.connect();
    await admin.deleteGroups([GROUP]);
    await admin.disconnect();
  });

  /** By Kafka's own tools. The end offsets of all topics hold the internal ones too: no commit, no group, no record. */
  const everything = async () => ({
    topics: await tools.tool("TopicCommand", ["--describe"]),
    groups: await tools.tool("GroupsCommand", ["--list"]),
    ends: await tools.offsets(".*", -1),
    commits: await tools.tool("consumer.group.ConsumerGroupCommand", ["--describe", "--group", GROUP]),
  });

  it("leaves topics, groups, commits and every partition as they were", async function () {
    this.timeout(120_000);
    const before = await everything();
    assert.ok(Object.keys(before.ends).some((name) => name.startsWith("__consumer_offsets:")));
    await withSession({ brokers: kafka.brokers }, { showInternal: true }, async (session) => {
      assert.ok((await lookAtAll(session)) > 50);
    });
    assert.deepEqual(await everything(), before);
  });
});
