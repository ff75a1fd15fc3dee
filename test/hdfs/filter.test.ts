import assert from "node:assert/strict";
import { startCall } from "../../src/hdfs/call";
import { Filters } from "../../src/hdfs/filter";
import type { Place } from "../../src/hdfs/listing";
import { NEVER, say } from "../support/session";
import { MemoryLister } from "./memory-lister";

const call = startCall(60_000, NEVER);
const numbered = (total: number) => Array.from({ length: total }, (_, index) => `n${String(index).padStart(6, "0")}`);

describe("a filtered directory", () => {
  it("has the files that match and every directory, page by page", async () => {
    const filters = new Filters(new MemoryLister(["a.log", "b/", "b.txt", "c.LOG", "d/", "e.log.gz"], 2));
    const seen: string[] = [];
    let after: Place | undefined;
    do {
      const rows = await filters.rows(["d"], { filter: "*.log", after, limit: 2, resume: false }, call);
      assert.equal(rows.partial, undefined);
      seen.push(...rows.entries.map((entry) => entry.name));
      after = rows.next;
    } while (after);
    assert.deepEqual(seen, ["a.log", "b", "c.LOG", "d"]);
  });

  it("says how far it has looked when that takes long, and goes on when asked, to the last name", async () => {
    const all = numbered(120_000);
    const lister = new MemoryLister(all, 1_000);
    const filters = new Filters(lister);
    const ask = (resume: boolean) => filters.rows(["d"], { filter: "n119999", limit: 500, resume }, call);
    const first = await ask(false);
    assert.deepEqual([first.entries.length, first.next], [0, undefined]);
    assert.equal(first.partial?.state, "resume");
    const looked = lister.asked;
    assert.ok(looked <= 50, "at most 50,000 names for one question");
    const thousands = (looked * 1_000).toLocaleString("en");
    assert.equal(say(first.partial?.text), `Looked at ${thousands} names of 120,000`);
    assert.equal(first.partial?.progress, looked / 120);
    assert.equal((await ask(false)).partial?.progress, looked / 120);
    assert.equal(lister.asked, looked, "showing it again asks nothing");
    let rows = await ask(true);
    while (rows.partial) rows = await ask(true);
    assert.deepEqual(
      rows.entries.map((entry) => entry.name),
      ["n119999"],
    );
    assert.equal(rows.next, undefined);
    assert.equal(lister.asked, 120, "no name is looked at twice");
  });

  it("keeps the rows found before when it goes on", async () => {
    const filters = new Filters(new MemoryLister(numbered(60_000), 1_000));
    const ask = (resume: boolean) => filters.rows(["d"], { filter: "n0?9999", limit: 500, resume }, call);
    const names = (rows: Awaited<ReturnType<typeof ask>>) => rows.entries.map((entry) => entry.name);
    let rows = await ask(false);
    const first = names(rows);
    assert.ok(first.length > 0 && rows.partial);
    while (rows.partial) rows = await ask(true);
    assert.deepEqual(names(rows), ["n009999", "n019999", "n029999", "n039999", "n049999", "n059999"]);
    assert.deepEqual(names(rows).slice(0, first.length), first);
  });

  it("is walked once by two that ask at the same time", async () => {
    const lister = new MemoryLister(numbered(10_000), 1_000);
    const filters = new Filters(lister);
    const ask = () => filters.rows(["d"], { filter: "9999", limit: 10, resume: true }, call);
    const [one, two] = await Promise.all([ask(), ask()]);
    assert.deepEqual(one.entries, two.entries);
    assert.equal(one.entries.length, 1);
    assert.equal(lister.asked, 10);
  });

  it("begins anew after it was told to forget", async () => {
    const lister = new MemoryLister(numbered(10), 10);
    const filters = new Filters(lister);
    const request = { filter: "n", limit: 100, resume: false };
    await filters.rows(["d"], request, call);
    filters.forget(["d"]);
    await filters.rows(["d"], request, call);
    assert.equal(lister.asked, 2);
  });
});
