import assert from "node:assert/strict";
import { english } from "../../../../src/core/render";
import { lockRow, lockTable } from "../../../../src/editor/panels/locks/lock-rows";
import { held, holder, lock, snapshot, split, TAKEN_AT } from "./snapshot";

const reader = english();
const textOf = (row: ReturnType<typeof lockRow>, column: string): string => {
  const cell = row.cells[column];
  return typeof cell === "string" ? cell : cell && "text" in cell ? cell.text : (cell?.kind ?? "");
};

describe("a lock's row", () => {
  it("counts down to the end, and says what never ends", () => {
    assert.deepEqual(lockRow(held("a", "x", 5_000), reader).cells.ttl, {
      kind: "countdown",
      to: TAKEN_AT + 5_000,
      sort: TAKEN_AT + 5_000,
    });
    const leaked = lockRow(held("a", "x", null), reader).cells.ttl;
    assert.ok(typeof leaked === "object" && "text" in leaked);
    assert.deepEqual([leaked.text, leaked.tone], ["never expires", "error"]);
    assert.equal(textOf(lockRow(lock("a", "free"), reader), "ttl"), "–");
  });

  it("never says 0 for what is not known", () => {
    assert.equal(textOf(lockRow(held("a", "x", 1), reader), "waiters"), "unknown");
    const none = held("a", "x", 1, { waiters: { count: 0, exact: true } });
    assert.equal(textOf(lockRow(none, reader), "waiters"), "0");
    const some = held("a", "x", 1, { waiters: { count: 3, exact: false } });
    assert.equal(textOf(lockRow(some, reader), "waiters"), "≥ 3");
  });

  it("names the values of a split lock, though nobody holds it, and finds it by them", () => {
    const row = lockRow(split("a"), reader);
    assert.equal(textOf(row, "holder"), "one, two");
    assert.equal(textOf(row, "masters"), "1 of 3");
    assert.deepEqual(row.facets?.holder, ["one", "two"]);
    assert.match(row.search ?? "", /two/);
  });

  it("names two holders, and counts the others", () => {
    const holders = ["a", "b", "c", "d"].map((id) => holder(id, { mode: "read", count: id === "b" ? 2 : 1 }));
    assert.equal(textOf(lockRow(held("a", "x", 1, { holders }), reader), "holder"), "reads: a, reads: b ×2, 2 more");
  });

  it("marks a guess", () => {
    const guess = held("a", "x", 1, { confidence: "guess" });
    assert.equal(textOf(lockRow(guess, reader), "type"), "CAS lock (guess)");
    assert.equal(textOf(lockRow(held("a", "x", 1), reader), "type"), "CAS lock");
  });

  it("shows a hostile name as what it is, and whose server's lock it is", () => {
    const name = "a\u202eb\n<b>";
    assert.equal(textOf(lockRow(lock(name, "free"), reader), "lock"), "a\\u{202e}b\\n<b>");
    const { id } = lock("job", "held");
    assert.equal(textOf(lockRow(lock("job", "held", { id: `${id}@m1:6379` }), reader), "lock"), "job @ m1:6379");
  });

  it("offers its actions only where it can be seen", () => {
    assert.deepEqual(lockRow(lock("a", "free"), reader).actions, []);
    assert.deepEqual(lockRow(lock("a", "free"), reader, { actions: ["watch"] }).actions, ["watch"]);
  });
});

describe("the table of locks", () => {
  it("keeps the order, counts those in trouble, and says what was scanned", async () => {
    const table = await lockTable(
      snapshot(split("s"), held("l", "x", null), held("a", "x", 1), lock("f", "free")),
      reader,
    );
    assert.deepEqual(
      table.rows.map(({ id }) => id),
      ["s", "l", "a", "f"],
    );
    assert.equal(table.summary, "Locks: 4, in trouble: 2 · Scanned 12,000 of about 1,000,000 keys.");
  });

  it("can be narrowed by state, type and holder, with the number of each", async () => {
    const { facets } = await lockTable(snapshot(split("s"), held("l", "x", null), held("a", "x", 1)), reader);
    const counts = facets.map(({ id, options }) => [id, options.map(({ value, count }) => `${value} ${count}`).join()]);
    assert.deepEqual(counts, [
      ["state", "split 1,leaked 1,held 1"],
      ["type", "cas 3"],
      ["holder", "x 2,one 1,two 1"],
    ]);
  });
});
