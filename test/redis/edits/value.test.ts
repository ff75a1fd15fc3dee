import assert from "node:assert/strict";
import fc from "fast-check";
import { isFailure } from "../../../src/core/failure";
import { changes } from "../../../src/redis/edits/commands";
import { repeatedName } from "../../../src/redis/edits/repeated-name";
import { parseTtl } from "../../../src/redis/edits/ttl";
import { parseValue, type Value } from "../../../src/redis/edits/value";
import { listJson, memberJson, pairsJson } from "../../../src/redis/values/json-text";

const bytes = fc.uint8Array({ maxLength: 12 });
const TYPES = ["string", "hash", "list", "set", "zset", "ReJSON-RL"] as const;

describe("a document that is saved", () => {
  it("stands for the bytes that it was made of", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(bytes, bytes), { minLength: 1, selector: ([name]) => `${name}` }),
        (pairs) => {
          const json = pairsJson(pairs.map(([name, value]) => [name, memberJson(value)]));
          const value = parseValue("hash", Buffer.from(json));
          assert.ok(value.type === "hash");
          const found = new Map(value.fields.map(([name, field]) => [name.toString("hex"), field.toString("hex")]));
          assert.equal(found.size, pairs.length);
          for (const [name, field] of pairs)
            assert.equal(found.get(Buffer.from(name).toString("hex")), Buffer.from(field).toString("hex"));
        },
      ),
    );
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1 }), (items) => {
        const value = parseValue("list", Buffer.from(listJson(items.map(memberJson))));
        assert.ok(value.type === "list");
        assert.deepEqual(
          value.items.map((item) => item.toString("hex")),
          items.map((item) => Buffer.from(item).toString("hex")),
        );
      }),
    );
  });

  it("is a value or a failure in words, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.oneof(
          bytes,
          fc.json().map((json) => Buffer.from(json)),
          fc.string().map((said) => Buffer.from(said)),
        ),
        (type, content) => {
          try {
            assert.equal(parseValue(type, content).type, type);
          } catch (error) {
            assert.ok(isFailure(error) && error.code === "invalid", String(error));
          }
        },
      ),
    );
  });

  it("changes nothing where it is the same, and never leaves a key without a member in between", () => {
    const hash = (fields: Record<string, string>): Value => parseValue("hash", Buffer.from(JSON.stringify(fields)));
    const key = Buffer.from("k");
    assert.deepEqual(changes(key, hash({ a: "1" }), hash({ a: "1" }), 5), []);
    assert.deepEqual(
      changes(key, hash({ a: "1" }), hash({ b: "1" }), 5).map(([name]) => name),
      ["HSET", "HDEL"],
    );
    const text = (written: string): Value => parseValue("string", Buffer.from(written));
    assert.deepEqual(
      changes(key, text("a"), text("b"), 5).map(([name]) => name),
      ["SET", "PEXPIRE"],
    );
  });

  it("may not name a field twice", () => {
    assert.equal(repeatedName('{ "a": { "a": 1, "b": ["a", "b"] }, "b": "a" }'), undefined);
    assert.equal(repeatedName('{ "a": 1, "\\u0061": 2 }'), "a");
    assert.equal(repeatedName('{ "x\\"": "}", "y": "{", "x\\"": 1 }'), 'x"');
  });
});

describe("a time to live that is typed", () => {
  it("is seconds, or any sum of units", () => {
    assert.equal(parseTtl(" 90 "), 90_000);
    assert.equal(parseTtl("1d12h"), 129_600_000);
    assert.equal(parseTtl("1500ms"), 1_500);
    assert.equal(parseTtl("None"), "none");
    for (const wrong of ["", "0", "0s", "-1", "1.5h", "1w", "1e3", "999999999999d"])
      assert.equal(typeof parseTtl(wrong), "object", wrong);
  });
});
