import assert from "node:assert/strict";
import fc from "fast-check";
import { BLOCK_SIZE } from "../../../src/redis/keyspace/arena";
import { KeyIndex } from "../../../src/redis/keyspace/key-index";
import { NEVER } from "../../support/session";
import { hex, someName, sortedSet } from "./names";

const namesIn = (index: KeyIndex): string[] => Array.from(index.order, (position) => hex(index.arena.name(position)));

describe("KeyIndex", () => {
  it("holds each name once, sorted by its bytes, whenever it is settled", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(someName, { maxLength: 60 }), { maxLength: 5 }), async (steps) => {
        const index = new KeyIndex();
        const taken: Uint8Array[] = [];
        for (const step of steps) {
          for (const name of step) index.add(name);
          taken.push(...step);
          index.work(0);
          await index.settle(NEVER);
          assert.deepEqual(namesIn(index), sortedSet(taken).map(hex));
        }
        assert.equal(index.added, taken.length);
      }),
    );
  });

  it("sorts more names than a block holds, among them long ones and those that came twice", async () => {
    const index = new KeyIndex();
    const names: Uint8Array[] = [];
    for (let i = 0; i < 120_000; i++) names.push(Buffer.from(`app:${(i * 7919) % 60_000}:n:field`));
    names.push(Buffer.alloc(BLOCK_SIZE + 5, "x"), Buffer.alloc(BLOCK_SIZE - 5, "y"), Buffer.alloc(70_000, "a"));
    for (const [i, name] of names.entries()) {
      index.add(name);
      if (i % 1000 === 0) index.work(0.2);
    }
    await index.settle(NEVER);
    assert.deepEqual(namesIn(index), sortedSet(names).map(hex));
  });

  it("goes on after it was aborted", async () => {
    const index = new KeyIndex();
    const names: Uint8Array[] = [];
    for (let i = 0; i < 150_000; i++) names.push(Buffer.from(`${(i * 48_271) % 1_000_003}`));
    for (const name of names) index.add(name);
    const controller = new AbortController();
    const settling = index.settle(controller.signal);
    controller.abort();
    await assert.rejects(settling, { code: "cancelled" });
    await index.settle(NEVER);
    assert.deepEqual(namesIn(index), sortedSet(names).map(hex));
  });

  it("says when it is full", () => {
    const index = new KeyIndex(100);
    assert.equal(index.full, false);
    index.add(new Uint8Array(100));
    assert.equal(index.full, true);
  });

  it("takes about the bytes of the names and four more for each", async () => {
    const index = new KeyIndex();
    for (let i = 0; i < 50_000; i++) index.add(Buffer.from(`app:${i}`.padEnd(16, "x")));
    await index.settle(NEVER);
    assert.equal(index.bytes, 50_000 * 17);
    assert.equal(index.order.byteLength, 50_000 * 4);
  });
});
