import assert from "node:assert/strict";
import { framingOf, schemaOf } from "../../../src/kafka/edits/registry-format";
import { encoded, schemaInput } from "../../../src/kafka/edits/schema-choice";
import { say } from "../../support/session";

const framed = (schema: number, ...rest: number[]) => Uint8Array.of(0, 0, 0, 0, schema, ...rest);
const json = (schema: number, text: string) => framed(schema, ...Buffer.from(text));
const avro = { schema: 9, json: false };
const jsonSchema = { schema: 9, json: true };
const said = ({ detail }: ReturnType<typeof encoded>) => detail.map(say).join(" ");

describe("a schema registry's format", () => {
  it("is a zero byte and the schema's number", () => {
    assert.equal(schemaOf(Uint8Array.of(0, 0, 0, 1, 2, 9)), 258);
    assert.equal(schemaOf(Buffer.from('{"a":1}')), undefined);
    for (const bytes of [[], [0], [0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 255, 0, 0, 1], [1, 0, 0, 0, 1]])
      assert.equal(schemaOf(Uint8Array.from(bytes)), undefined, bytes.join());
  });

  it("is not that of a number, as a time is one", () => {
    const long = (value: number) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64BE(BigInt(value));
      return bytes;
    };
    for (const value of [
      0,
      42,
      Date.UTC(2001, 8, 9, 1, 46, 40),
      Date.UTC(2026, 10, 24),
      Date.UTC(2026, 10, 24) * 1_000,
    ])
      assert.equal(schemaOf(long(value)), undefined, String(value));
    assert.equal(framingOf([long(Date.UTC(2026, 10, 24)), long(Date.UTC(2026, 10, 23))]), undefined);
    assert.equal(schemaOf(framed(9, 4, 0x6f, 0x31)), 9);
  });

  it("is that of most of the newest, with the schema of the newest of them", () => {
    assert.deepEqual(framingOf([framed(9, 2), framed(8, 2)]), avro);
    assert.deepEqual(framingOf([null, json(9, '{"a":1}'), json(8, "[]"), null]), jsonSchema);
    // A number is not taken for JSON: it is a byte of Avro as well.
    assert.deepEqual(framingOf([framed(9, 0x35)]), avro);
    // One that was written without a schema does not hide what the topic holds.
    assert.deepEqual(framingOf([Buffer.from("{}"), framed(9, 2), framed(9, 2)]), avro);
    assert.deepEqual(framingOf([json(9, "{}"), framed(9, 2), framed(9, 2)]), avro);
    for (const none of [[], [null], [Buffer.from("{}"), Buffer.from("x"), framed(9)]])
      assert.equal(framingOf(none), undefined);
  });
});

describe("the schema of what is written", () => {
  it("stands in front of what is encoded already", () => {
    const { bytes } = encoded("value", Uint8Array.of(4, 5), "9", avro);
    assert.deepEqual([...bytes], [0, 0, 0, 0, 9, 4, 5]);
    assert.equal(
      said(encoded("key", Uint8Array.of(4), "9", avro)),
      "In front of the key: the number of the schema, 9.",
    );
    assert.deepEqual([...encoded("value", Buffer.from("5"), "9", jsonSchema).bytes], [0, 0, 0, 0, 9, 0x35]);
    assert.deepEqual([...encoded("value", Uint8Array.of(1), "7", undefined).bytes], [0, 0, 0, 0, 7, 1]);
  });

  it("is not put in front of what its consumers could not read", () => {
    const text = Buffer.from('{"a":1}');
    assert.throws(() => encoded("value", text, "9", avro), { code: "invalid", message: /Avro and Protobuf/ });
    assert.throws(() => encoded("key", text, "9", avro), { code: "invalid", message: /^The key is JSON/ });
    assert.throws(() => encoded("value", Buffer.from("x"), "9", jsonSchema), { code: "invalid", message: /no JSON/ });
    assert.throws(() => encoded("value", framed(9, 1), "9", avro), { code: "invalid", message: /already: 9/ });
    for (const bad of ["x", "0", "-1", "2147483648"])
      assert.throws(() => encoded("value", text, bad, undefined), { code: "invalid" }, bad);
  });

  it("is said to be missing where the newest have one", () => {
    assert.deepEqual(encoded("value", Buffer.from("x"), "none", undefined), { bytes: Buffer.from("x"), detail: [] });
    assert.match(said(encoded("value", Buffer.from("x"), "none", avro)), /\(schema 9\).*consumers .* fail at it/);
    assert.match(said(encoded("key", Buffer.from("x"), "", avro)), /another key than theirs/);
    assert.match(said(encoded("value", framed(8, 1), "", avro)), /^The value begins .* already: 8\.$/);
  });

  it("is asked for where there is something to put it in front of", () => {
    const value = schemaInput("value", avro);
    const key = schemaInput("key", avro);
    assert.deepEqual([value.name, key.name, value.fallback], ["schema", "keySchema", "9"]);
    assert.equal(value.onlyIf?.({ kind: "value", value: Buffer.from("x") }), true);
    assert.equal(value.onlyIf?.({ kind: "tombstone" }), false);
    assert.equal(value.onlyIf?.({ kind: "value", value: framed(9, 1) }), false, "has it");
    assert.equal(key.onlyIf?.({ kind: "tombstone", key: Buffer.from("k") }), true);
    assert.equal(key.onlyIf?.({ kind: "value" }), false);
  });
});
