import assert from "node:assert/strict";
import fc from "fast-check";
import {
  listJson,
  MEMBER_MOST,
  memberJson,
  numberJson,
  type Pair,
  pairsJson,
} from "../../../src/redis/values/json-text";

/** The bytes that a member's JSON stands for. */
function bytesOfJson(value: unknown): Buffer {
  if (typeof value === "string") return Buffer.from(value);
  assert.ok(typeof value === "object" && value !== null && "base64" in value && typeof value.base64 === "string");
  return Buffer.from(value.base64, "base64");
}

const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.string({ unit: "binary" }).map((s) => Buffer.from(s)),
);

describe("memberJson", () => {
  it("gives back every byte", () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        assert.deepEqual(bytesOfJson(JSON.parse(memberJson(bytes))), Buffer.from(bytes));
      }),
    );
  });

  it("cuts what is too long, between two characters, and tells the whole length", () => {
    const long = Buffer.from(`a${"é".repeat(MEMBER_MOST)}`);
    const cut = JSON.parse(memberJson(long)) as { clipped: string; bytes: number };
    assert.equal(cut.bytes, long.length);
    assert.ok(long.toString().startsWith(cut.clipped));
    assert.equal(Buffer.byteLength(cut.clipped), MEMBER_MOST - 1);
    const binary = JSON.parse(memberJson(Buffer.alloc(MEMBER_MOST + 1, 0xff))) as { clipped: unknown; bytes: number };
    assert.deepEqual(bytesOfJson(binary.clipped), Buffer.alloc(MEMBER_MOST, 0xff));
    assert.equal(binary.bytes, MEMBER_MOST + 1);
  });
});

describe("pairsJson", () => {
  it("loses no pair and no byte, whatever the names are", () => {
    const pair = fc.tuple(someBytes, someBytes);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
        const json = pairsJson(pairs.map(([name, value]): Pair => [name, memberJson(value)]));
        const parsed: unknown = JSON.parse(json, (_, value) => value);
        const entries: [unknown, unknown][] = Array.isArray(parsed)
          ? parsed.map((entry: { field: unknown; value: unknown }) => [entry.field, entry.value])
          : Object.entries(parsed as object);
        const sorted = (list: [Buffer, Buffer][]) =>
          list.map(([a, b]) => `${a.toString("hex")}=${b.toString("hex")}`).sort();
        assert.deepEqual(
          sorted(entries.map(([name, value]) => [bytesOfJson(name), bytesOfJson(value)])),
          sorted(pairs.map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
        );
      }),
    );
  });

  it("keeps names that JavaScript would treat in a way of its own", () => {
    const names = ["10", "9", "__proto__", "constructor", ""];
    const json = pairsJson(names.map((name): Pair => [Buffer.from(name), '"v"']));
    assert.deepEqual(
      json.match(/"([^"]*)":/g),
      names.map((name) => `"${name}":`),
    );
  });
});

describe("numberJson", () => {
  it("keeps the digits that the server wrote", () => {
    for (const written of ["0", "-1", "9007199254740993", "0.1", "1.0000000000000001e+25", "-3e-7"]) {
      assert.equal(numberJson(written), written);
    }
    for (const written of ["inf", "-inf", "nan", "", "1.", "01", ".5"])
      assert.equal(numberJson(written), `"${written}"`);
  });
});

describe("listJson", () => {
  it("has one line for each item", () => {
    assert.equal(listJson([]), "[]");
    assert.equal(listJson(["1", "2"]), "[\n  1,\n  2\n]");
  });
});
