import assert from "node:assert/strict";
import fc from "fast-check";
import { type Json, Raw, writeJson } from "../../../src/kafka/documents/json";
import { isExact, isLosslessJson, writeBytes } from "../../../src/kafka/documents/value";

/** What stands in JSON apart from the spaces between its tokens. */
const tokens = (json: string): string => (json.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? []).join("").replace(/\s/g, " ");

describe("documents in JSON", () => {
  it("mean what they were written from", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(writeJson(value as Json)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("keep every token of what they embed", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const written = writeJson({ value: new Raw(json) });
        assert.equal(tokens(written), tokens(`{"value":${json}}`));
      }),
    );
    const numbers = '{"a":1.50,"b":[1e3,-0.0],"c":{}, "d":[], "e\\"{,":"x:y, [z]"}';
    assert.equal(tokens(writeJson(new Raw(numbers))), tokens(numbers));
  });

  it("are laid out for reading", () => {
    const value = {
      topic: "t",
      offset: 9_007_199_254_740_993n,
      left: undefined,
      list: [1, 2],
      none: {},
      deep: { a: "b" },
    };
    assert.equal(
      writeJson({ ...value, raw: new Raw('{"x":[1,{"y":2}],"z":{}}') }),
      `{
  "topic": "t",
  "offset": 9007199254740993,
  "list": [1, 2],
  "none": {},
  "deep": { "a": "b" },
  "raw": {
    "x": [
      1,
      {
        "y": 2
      }
    ],
    "z": {}
  }
}`,
    );
  });

  it("do not grow by the square of a crafted depth", () => {
    const depth = 20_000;
    const deep = "[".repeat(depth) + "]".repeat(depth);
    assert.ok(writeJson(new Raw(deep)).length < depth * 300);
  });
});

describe("keys and values in documents", () => {
  it("are exact numbers only where a double holds them", () => {
    for (const exact of [
      "0",
      "1",
      "-7",
      "1.5",
      "1.50",
      "0.1",
      "1e3",
      "12.5E1",
      "9007199254740992",
      "1e21",
      "123.456",
    ]) {
      assert.ok(isExact(exact), exact);
    }
    const lost = [
      "9007199254740993",
      "12345678901234567890",
      "0.1000000000000000055",
      "1e400",
      "-0",
      "3.14159265358979323846",
    ];
    for (const inexact of lost) assert.ok(!isExact(inexact), inexact);
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => isExact(String(value)) || Object.is(value, -0)));
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => Object.is(value, -0) || isExact(String(value)),
      ),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }), (value) => {
        // A double may hold it and still be written with other digits: 81064243538952176 comes out as …2180.
        assert.equal(isExact(String(value)), String(Number(value)) === String(value));
      }),
    );
  });

  it("are taken apart only where a reader gets back what was sent", () => {
    for (const json of ['{"a":[1,2,{"b":null}]}', " [1.50]\n", '{"1":1,"0":2}', '{"a":"9007199254740993:1"}', "{}"]) {
      assert.ok(isLosslessJson(json), json);
    }
    const kept = [
      "1",
      '"a"',
      "null",
      '{"a":1,"a":1}',
      '{"id":9007199254740993}',
      "[1,]",
      "{",
      '[{"b":{"c":1,"c":2}}]',
      "",
    ];
    for (const text of kept) assert.ok(!isLosslessJson(text), text);
  });

  it("come back from a document byte for byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const { json, format } = writeBytes(bytes);
        const read: unknown = JSON.parse(writeJson(json));
        if (format === "base64") {
          const { base64 } = read as { base64: string };
          assert.ok(Buffer.from(base64, "base64").equals(bytes));
        } else if (format === "text") assert.ok(Buffer.from(String(read)).equals(bytes));
        else assert.equal(format, "json");
      }),
    );
    assert.deepEqual(writeBytes(null), { json: null, format: "null" });
  });

  it("survive any depth of JSON", () => {
    const deep = Buffer.from(`${"[".repeat(200_000)}${"]".repeat(200_000)}`);
    assert.ok(["text", "json"].includes(writeBytes(deep).format));
  });
});
