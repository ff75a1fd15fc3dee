import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cell, Row } from "../../src/panel/protocol";
import { compareKeys, nextSort, sortKey, sortRows } from "../../src/panel/sort";

const only = (cell: Cell | undefined): Row["cells"] => (cell === undefined ? {} : { value: cell });
const rows = (cells: readonly (Cell | undefined)[]): Row[] =>
  cells.map((cell, index) => ({ id: `${index}`, cells: only(cell) }));
const sorted = (cells: readonly (Cell | undefined)[], descending = false): string[] =>
  sortRows(rows(cells), { column: "value", descending }, "en").map(({ id }) => id);

describe("sorting a table", () => {
  it("compares decimal digits as numbers of any size", () => {
    assert.deepEqual(sorted(["9007199254740993", "9007199254740992", "18446744073709551615", "-5", "7"]), [
      "3",
      "4",
      "1",
      "0",
      "2",
    ]);
    const words = new Intl.Collator("en");
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (one, other) => {
        const expected = one < other ? -1 : one > other ? 1 : 0;
        assert.equal(compareKeys(sortKey(`${one}`), sortKey(`${other}`), words), expected);
      }),
    );
  });

  it("puts what is not there last, whichever way", () => {
    const spark: Cell = { kind: "spark", values: [1, null], title: "" };
    assert.deepEqual(sorted([undefined, "b", "", "a", { text: "", sort: Number.NaN }]), ["3", "1", "0", "2", "4"]);
    assert.deepEqual(sorted([undefined, "b", "", "a"], true), ["1", "3", "0", "2"]);
    assert.deepEqual(sorted([{ kind: "bar", marks: [], title: "" }, spark], true), ["1", "0"]);
  });

  it("keeps the host's order where cells are the same, both ways", () => {
    const same = [{ text: "x" }, { text: "X" }, { text: "x" }];
    assert.deepEqual(sorted(same), ["0", "1", "2"]);
    assert.deepEqual(sorted(same, true), ["0", "1", "2"]);
  });

  it("prefers what a cell says that it is compared by", () => {
    assert.deepEqual(sorted([{ text: "1,000", sort: "1000" }, { text: "9", sort: 9 }, "topic-10", "topic-9"]), [
      "1",
      "0",
      "3",
      "2",
    ]);
    const down = (to: number): Cell => ({ kind: "countdown", to });
    const up = (from: number): Cell => ({ kind: "countup", from });
    assert.deepEqual(sorted([down(30), down(10), down(20)]), ["1", "2", "0"]);
    assert.deepEqual(
      sorted([up(30), up(10), up(20)]),
      ["0", "2", "1"],
      "the shortest time that has passed comes first",
    );
  });

  it("goes one way, the other way, and back to the host's order", () => {
    const first = nextSort(undefined, "lag", true);
    assert.deepEqual(first, { column: "lag", descending: true });
    const second = nextSort(first, "lag", true);
    assert.deepEqual(second, { column: "lag", descending: false });
    assert.equal(nextSort(second, "lag", true), undefined);
    assert.deepEqual(nextSort(second, "group", false), { column: "group", descending: false });
  });
});
