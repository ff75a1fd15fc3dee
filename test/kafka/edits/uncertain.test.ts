import assert from "node:assert/strict";
import { EDITS_OF_KAFKA } from "../../../src/kafka/edits/list";
import { kafka } from "../../../src/kafka/system";
import { NEVER } from "../../support/session";
import { type Answer, type FakeBroker, fakeBroker, metadataOf } from "../fake-broker";
import { at } from "../opened";
import { Editor, planned, told } from "./editor";

const WRITES = ["Produce", "CreateTopics", "DeleteTopics", "OffsetCommit"];

const newTopic = {
  name: "new",
  topicId: "AAAAAAAAAAAAAAAAAAAAAQ",
  errorCode: 0,
  errorMessage: null,
  numPartitions: 1,
  replicationFactor: 1,
  configs: [],
};

describe("an edit of Kafka", () => {
  let broker: FakeBroker | undefined;
  let editor: Editor | undefined;
  afterEach(async () => {
    await editor?.close();
    await broker?.close();
  });

  const open = async (
    answers: Parameters<typeof fakeBroker>[0]["answers"] = {},
    access: "edit" | "observe" = "edit",
  ) => {
    const announced = { host: "127.0.0.1", port: 0 };
    broker = await fakeBroker({ answers: { Metadata: () => metadataOf(announced, "orders"), ...answers } });
    announced.port = broker.port;
    editor = await Editor.open({ brokers: [`127.0.0.1:${broker.port}`] }, { timeout: 700, access });
    return editor;
  };
  const sent = () => broker?.requests.filter((name) => WRITES.includes(name)) ?? [];
  const produced = (errorCode: number, baseOffset: bigint): Answer => ({
    throttleTimeMs: 0,
    responses: [
      {
        name: "orders",
        partitionResponses: [
          {
            index: 0,
            errorCode,
            baseOffset,
            logAppendTimeMs: -1n,
            logStartOffset: 0n,
            recordErrors: [],
            errorMessage: null,
          },
        ],
      },
    ],
  });
  const record = { value: Buffer.from("x"), partition: "0" };
  const write = async (answer: Answer) =>
    (await open({ Produce: () => answer })).do("produce", at("topics", "orders"), record);

  it("is refused where the profile observes, and nothing of it is sent", async () => {
    const { edits } = await open({}, "observe");
    for (const { id } of EDITS_OF_KAFKA) {
      for (const target of [at(), at("topics", "orders"), at("groups", "g")]) {
        await assert.rejects(edits.form(id, [target], NEVER), { code: "forbidden" });
        await assert.rejects(edits.plan(id, [target], { name: "x", to: "latest", ...record }, NEVER), {
          code: "forbidden",
        });
      }
    }
    assert.deepEqual(sent(), []);
  });

  it("is known by names before a client is loaded", () => {
    assert.equal(kafka.edits, EDITS_OF_KAFKA);
  });

  it("sends nothing before it was said yes to, and once afterwards", async () => {
    const plan = await (await open({ Produce: () => produced(0, 7n) })).plan("produce", at("topics", "orders"), record);
    assert.equal(
      planned(plan),
      "Write a record to orders, partition 0? Value: 1 B. It has no key. How the records there are encoded could not be read.",
    );
    assert.deepEqual(sent(), []);
    const outcome = await plan.apply(() => {}, NEVER);
    assert.deepEqual(told(outcome), ["The record was written to orders, partition 0, offset 7."]);
    assert.deepEqual(outcome.reveal, at("topics", "orders", "0", "7"));
    await assert.rejects(
      plan.apply(() => {}, NEVER),
      { code: "invalid" },
    );
    assert.deepEqual(sent(), ["Produce"]);
  });

  for (const fault of ["nothing", "close"] as const) {
    it(`says that it is not known what was done where the answer is: ${fault}`, async () => {
      const outcome = await write(fault);
      assert.match(told(outcome).join(), /^It is not known whether the record was written to orders, partition 0\./);
      assert.deepEqual([outcome.done, outcome.reveal], [[], undefined]);
      assert.deepEqual(sent(), ["Produce"], "never sent again");
    });
  }

  it("says so where the answer is not one", async () => {
    const outcome = await write({ throttleTimeMs: 0, responses: [] });
    assert.match(told(outcome).join(), /^It is not known whether/);
    assert.deepEqual(sent(), ["Produce"]);
  });

  it("says what a leader has done before it failed", async () => {
    assert.match(told(await write(produced(20, 5n))).join(), /offset 5, but not all replicas have confirmed it/);
    await editor?.close();
    await broker?.close();
    assert.match(told(await write(produced(7, -1n))).join(), /^It is not known whether/);
  });

  it("fails where the leader has written nothing, and is not sent again", async () => {
    await assert.rejects(write(produced(6, -1n)), { code: "unavailable", message: /^Nothing was written to orders/ });
    assert.deepEqual(sent(), ["Produce"]);
    await editor?.close();
    await broker?.close();
    await assert.rejects(write(produced(10, -1n)), {
      code: "tooLarge",
      message: /MESSAGE_TOO_LARGE.*max\.message\.bytes/,
    });
  });

  it("says that nothing was done where the broker is gone before anything is sent", async () => {
    const edits = await open({ CreateTopics: () => ({ throttleTimeMs: 0, topics: [newTopic] }) });
    const writing = await edits.plan("produce", at("topics", "orders"), record);
    const creating = await edits.plan("createTopic", at(), { name: "new" });
    const before = sent().length;
    await broker?.close();
    const gone = (words: RegExp) => ({ code: "refused", message: words });
    await assert.rejects(
      writing.apply(() => {}, NEVER),
      gone(/^Nothing was written to orders, partition 0\. .*refused the connection/),
    );
    await assert.rejects(
      creating.apply(() => {}, NEVER),
      gone(/^The topic new was not created\. .*refused the connection/),
    );
    assert.equal(sent().length, before);
  });

  it("needs good answers", async () => {
    const { edits } = await open();
    const orders = [at("topics", "orders")];
    const plan = (id: string, answers: Parameters<typeof edits.plan>[2], targets = orders) =>
      edits.plan(id, targets, answers, NEVER);
    await assert.rejects(plan("produce", {}), { code: "invalid" });
    await assert.rejects(plan("produce", { ...record, headers: "x" }), { code: "invalid" });
    await assert.rejects(plan("produce", { ...record, partition: "9" }), { code: "notFound" });
    await assert.rejects(plan("produce", record, [at("groups", "g")]), { code: "invalid" });
    await assert.rejects(plan("createTopic", { name: "a b" }, [at()]), { code: "invalid" });
    await assert.rejects(plan("createTopic", { name: "__consumer_offsets" }, [at()]), { code: "invalid" });
    await assert.rejects(plan("createTopic", { name: "x", partitions: "10001" }, [at()]), { code: "invalid" });
    await assert.rejects(plan("createTopic", { name: "x", config: "a=1; a=2" }, [at()]), { code: "invalid" });
    await assert.rejects(plan("resetOffsets", { to: "nowhere" }, [at("groups", "g")]), { code: "invalid" });
    await assert.rejects(plan("none", {}), { code: "unsupported" });
    assert.deepEqual(sent(), []);
  });
});
