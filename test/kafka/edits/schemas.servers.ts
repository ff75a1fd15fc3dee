import assert from "node:assert/strict";
import { partitionOf } from "../../../src/kafka/edits/murmur2";
import { servers } from "../../servers/shared";
import { at, document } from "../opened";
import { Tools } from "../tools";
import { Editor, planned } from "./editor";

const [AVRO, JSON_SCHEMA] = ["edits.schemas-avro", "edits.schemas-json"];
const { kafka } = servers();
const tools = new Tools(kafka);
const framed = (schema: number, rest: Uint8Array | string) =>
  Buffer.concat([Buffer.of(0, 0, 0, 0, schema), Buffer.from(rest)]);
/** As Avro has `{"id":"o1","amount":5}`. */
const ORDER = Buffer.of(4, 0x6f, 0x31, 10);
const KEY = Buffer.of(4, 0x6f, 0x31);
const json = Buffer.from('{"id":"o1","amount":5}');

describe("writing where the records have schemas", function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async () => {
    await tools.createTopics({ topic: AVRO, numPartitions: 5 }, { topic: JSON_SCHEMA, numPartitions: 1 });
    // The first partition has nothing, as it happens where a key or chance decides.
    await tools.produce(AVRO, [{ key: framed(3, KEY), value: framed(1, ORDER) }], 4);
    await tools.produce(JSON_SCHEMA, [{ value: framed(2, json) }]);
    editor = await Editor.open({ brokers: kafka.brokers });
  });

  after(async () => {
    await editor.close();
    await tools.cleanUp();
  });

  const asked = async (topic: string) =>
    (await editor.form("produce", at("topics", topic))).flatMap(({ name, options }) =>
      /schema/i.test(name) ? [[name, ...(options ?? []).map(({ value }) => value)]] : [],
    );

  it("asks for the schemas of key and value, whichever partition has records", async () => {
    assert.deepEqual(await asked(AVRO), [
      ["schema", "1", "none"],
      ["keySchema", "3", "none"],
    ]);
    assert.deepEqual(await asked(JSON_SCHEMA), [["schema", "2", "none"]]);
  });

  it("says what becomes of it that goes out without one", async () => {
    const plan = await editor.plan("produce", at("topics", AVRO), { value: json, key: Buffer.from("o1") });
    assert.match(planned(plan), /newest values there mostly begin as a schema registry's do \(schema 1\)/);
    assert.match(planned(plan), /newest keys there mostly begin as a schema registry's do \(schema 3\)/);
  });

  it("puts no number in front of what is not encoded as the others are", async () => {
    const plan = (topic: string, value: Buffer, schema: string) =>
      editor.plan("produce", at("topics", topic), { value, schema });
    await assert.rejects(plan(AVRO, json, "1"), { code: "invalid", message: /^The value is JSON, but / });
    await assert.rejects(plan(AVRO, framed(1, ORDER), "1"), { code: "invalid", message: /a second one in front/ });
    await assert.rejects(plan(JSON_SCHEMA, Buffer.from("x"), "2"), { code: "invalid", message: /is no JSON/ });
  });

  it("leads a key with its schema to the partition that its bytes choose, also to delete it", async () => {
    const partition = String(partitionOf(framed(3, KEY), 5));
    const where = at("topics", AVRO);
    const { reveal } = await editor.do("produce", where, { value: ORDER, schema: "1", key: KEY, keySchema: "3" });
    assert.equal(reveal?.path[2], partition);
    const deleted = await editor.do("produce", where, { kind: "tombstone", key: KEY, keySchema: "3" });
    assert.equal(deleted.reveal?.path[2], partition);
    const { json: record } = await document(editor.session, ...(reveal?.path ?? []));
    assert.deepEqual([record.key, record.value], ["\0\0\0\0\x03\x04o1", "\0\0\0\0\x01\x04o1\n"]);
    await editor.do("produce", at("topics", JSON_SCHEMA), { value: json, schema: "2" });
    const { json: other } = await document(editor.session, "topics", JSON_SCHEMA, "0", "1");
    assert.equal(other.value, `\0\0\0\0\x02${json}`);
  });

  it("still knows the schema after somebody wrote one without", async () => {
    await editor.do("produce", at("topics", AVRO), { value: json, partition: "0" });
    assert.deepEqual(await asked(AVRO), [
      ["schema", "1", "none"],
      ["keySchema", "3", "none"],
    ]);
  });
});
