import assert from "node:assert/strict";
import type { Notice } from "../../../src/core/lock-source";
import { Notices, toldWith } from "../../../src/redis/locks/notices";

describe("what keyspace notifications tell", () => {
  for (const [flags, told] of [
    ["", ""],
    ["Ex", ""],
    ["K", ""],
    ["Kx", "expired"],
    ["K$", "written"],
    ["Kg$hx", "deleted expired extended written"],
    ["AK", "deleted evicted expired extended written"],
    ["gxE$lK", "deleted expired extended written"],
  ] as const) {
    it(`is ${told || "nothing"} with the flags “${flags}”`, () => {
      assert.equal([...toldWith(flags)].sort().join(" "), told);
    });
  }

  it("is one notice for each write, and nothing where an event says nothing of a lock", () => {
    const heard: string[] = [];
    const notices = new Notices("redis-1", ({ name, what, at }: Notice) => {
      heard.push(`${Buffer.from(name)} ${what} ${at}`);
    });
    const events = [
      ["a", "set", 100],
      ["b", "set", 101],
      ["a", "expire", 102],
      ["a", "expire", 103],
      ["b", "expire", 900],
      ["a", "persist", 901],
      ["a", "del", 902],
      ["b", "expired", 903],
    ] as const;
    for (const [name, event, at] of events) notices.take(Buffer.from(name), event, at);
    assert.deepEqual(heard, [
      "a written 100",
      "b written 101",
      "a extended 103",
      "b extended 900",
      "a deleted 902",
      "b expired 903",
    ]);
  });
});
