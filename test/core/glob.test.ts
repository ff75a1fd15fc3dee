import assert from "node:assert/strict";
import { globber } from "../../src/core/glob";

const matches = (pattern: string, name: string): boolean => globber(Buffer.from(pattern))(Buffer.from(name));

describe("globber", () => {
  it("reads *, ?, sets and escapes", () => {
    const yes: readonly (readonly [string, string])[] = [
      ["locks:*", "locks:"],
      ["locks:*", "locks:a:b"],
      ["*", ""],
      ["a*b*c", "a-b-b-c"],
      ["?", "x"],
      ["[a-c]1", "b1"],
      ["[c-a]1", "b1"],
      ["[^a-c]1", "d1"],
      ["[-]", "-"],
      ["[\\]]", "]"],
      ["\\*", "*"],
      ["a[b", "ab"],
      ["", ""],
    ];
    for (const [pattern, name] of yes) assert.equal(matches(pattern, name), true, `${pattern} ${name}`);
    const no: readonly (readonly [string, string])[] = [
      ["locks:*", "lock:a"],
      ["a*b*c", "a-b-b-"],
      ["?", ""],
      ["[a-c]1", "d1"],
      ["[^a-c]1", "b1"],
      ["\\*", "x"],
      ["", "x"],
    ];
    for (const [pattern, name] of no) assert.equal(matches(pattern, name), false, `${pattern} ${name}`);
  });

  it("compares bytes, also those that are not text", () => {
    assert.equal(globber(Buffer.from([0xff, 0x2a]))(Buffer.from([0xff, 0x00])), true);
    assert.equal(globber(Buffer.from([0xff, 0x3f]))(Buffer.from([0xfe, 0x00])), false);
  });

  it("ends soon, whatever the pattern", () => {
    assert.equal(matches(`${"a*".repeat(200)}b`, "a".repeat(4_000)), false);
  });

  it("takes an empty name as the server does", () => {
    const matches = (pattern: string) => globber(Buffer.from(pattern))(new Uint8Array());
    assert.deepEqual(["", "*", "**", "?", "a"].map(matches), [true, true, false, false, false]);
  });
});
