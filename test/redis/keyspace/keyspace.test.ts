import assert from "node:assert/strict";
import { Failure } from "../../../src/core/failure";
import { text } from "../../../src/core/text";
import { Keyspace, type KeyspaceOptions } from "../../../src/redis/keyspace/keyspace";
import { NEVER } from "../../support/session";
import { hex, sortedSet, sourceOf } from "./names";

const many = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => Buffer.from(`k${i}`));

function keyspaceOf(options: Partial<KeyspaceOptions>): Keyspace {
  return new Keyspace({ sources: async () => [], topology: async () => "same", limit: 1_000_000, ...options });
}

const namesIn = (keyspace: Keyspace): string[] => {
  const { arena, order } = keyspace.view().names;
  return Array.from(order, (position) => hex(arena.name(position)));
};

describe("Keyspace", () => {
  it("is complete when every source came to its end", async () => {
    const [one, two] = [many(50), many(70)];
    const keyspace = keyspaceOf({ sources: async () => [sourceOf(one), sourceOf(two)] });
    await keyspace.look("", false, NEVER);
    assert.equal(keyspace.progress.state, "complete");
    assert.deepEqual(namesIn(keyspace), sortedSet([...one, ...two]).map(hex));
    assert.equal(keyspace.expected, 120);
  });

  it("pauses at the limit, and goes on for good only where that was told", async () => {
    const source = sourceOf(many(100), 10);
    const keyspace = keyspaceOf({ sources: async () => [source], limit: 25 });
    await keyspace.look("", false, NEVER);
    assert.equal(keyspace.progress.state, "paused");
    const asked = [...source.asked];
    await keyspace.look("another", true, NEVER);
    assert.equal(keyspace.progress.state, "paused");
    keyspace.told("");
    await keyspace.look("another", true, NEVER);
    assert.equal(keyspace.progress.state, "paused");
    assert.deepEqual(source.asked, asked, "nothing is scanned beyond the limit");
    await keyspace.look("", true, NEVER);
    assert.equal(keyspace.progress.state, "complete");
    assert.equal(keyspace.size, 100);
    assert.equal(keyspace.extended, true);
  });

  it("does nothing unless asked to", async () => {
    const source = sourceOf(many(100), 10);
    const keyspace = keyspaceOf({ sources: async () => [source], limit: 20 });
    await keyspace.look("", false, NEVER);
    const asked = [...source.asked];
    await keyspace.look("", false, NEVER);
    assert.deepEqual(source.asked, asked);
  });

  it("loses nothing when it is aborted and gone on with", async () => {
    const names = many(60);
    const inner = sourceOf(names, 7);
    const controller = new AbortController();
    let calls = 0;
    const keyspace = keyspaceOf({
      sources: async () => [
        {
          ...inner,
          scan: async (cursor, signal) => {
            if (++calls === 4) controller.abort();
            if (signal.aborted) throw new Failure({ code: "cancelled", what: text("cancelled") });
            return inner.scan(cursor, signal);
          },
        },
      ],
    });
    await assert.rejects(keyspace.look("", false, controller.signal), { code: "cancelled" });
    await keyspace.look("", true, NEVER);
    assert.equal(keyspace.progress.state, "complete");
    assert.deepEqual(namesIn(keyspace), sortedSet(names).map(hex));
  });

  it("scans once for all who ask at the same time, and one who leaves does not end it for the others", async () => {
    const source = sourceOf(many(40), 10);
    const keyspace = keyspaceOf({ sources: async () => [source] });
    const controller = new AbortController();
    const first = keyspace.look("", false, controller.signal);
    const second = keyspace.look("", false, NEVER);
    controller.abort();
    await assert.rejects(first, { code: "cancelled" });
    await second;
    assert.equal(keyspace.progress.state, "complete");
    assert.equal(keyspace.size, 40);
  });

  it("says that slots moved during the scan", async () => {
    let asked = 0;
    const keyspace = keyspaceOf({ sources: async () => [sourceOf(many(5))], topology: async () => `${asked++}` });
    await keyspace.look("", false, NEVER);
    assert.equal(keyspace.progress.state, "moved");
  });

  it("says that slots are on the move", async () => {
    const keyspace = keyspaceOf({ sources: async () => [sourceOf(many(5))], topology: async () => undefined });
    await keyspace.look("", false, NEVER);
    assert.equal(keyspace.progress.state, "moved");
  });

  it("shows the other nodes where one does not answer, and fails where none does", async () => {
    const failure = new Failure({ code: "refused", what: text("down") });
    const down = { ...sourceOf([]), scan: () => Promise.reject(failure) };
    const keyspace = keyspaceOf({ sources: async () => [down, sourceOf(many(8))] });
    await keyspace.look("", false, NEVER);
    assert.deepEqual(keyspace.progress, { state: "missing", nodes: [failure] });
    assert.equal(keyspace.size, 8);
    await assert.rejects(keyspaceOf({ sources: async () => [down] }).look("", false, NEVER), { code: "refused" });
    await assert.rejects(keyspaceOf({ sources: async () => [down, down] }).look("", false, NEVER), { code: "refused" });
  });

  it("stops where no more names can be kept", async () => {
    const keyspace = keyspaceOf({ sources: async () => [sourceOf(many(1_000), 10)], most: 500 });
    await keyspace.look("", false, NEVER);
    assert.equal(keyspace.progress.state, "full");
    assert.ok(keyspace.size < 1_000);
    await keyspace.look("", true, NEVER);
    assert.equal(keyspace.progress.state, "full");
  });
});
