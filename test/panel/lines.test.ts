import assert from "node:assert/strict";
import { type LineOptions, linesOf } from "../../src/panel/lines";
import type { Row } from "../../src/panel/protocol";
import { foldEffect, keyTarget } from "../../src/panel/table-keys";

const row = (id: string, lag: string, parent?: string): Row => ({ id, parent, cells: { name: id, lag } });
const ROWS = [
  row("orders", "5"),
  row("orders/0", "4", "orders"),
  row("orders/1", "1", "orders"),
  row("pay", "9"),
  row("pay/0", "9", "pay"),
];
const show = (rows: readonly Row[], options: Partial<LineOptions> = {}) =>
  linesOf(rows, { locale: "en", isOpen: () => true, ...options }).map(
    ({ row: { id }, level, position, size, open }) =>
      `${level} ${position}/${size} ${id}${open === undefined ? "" : open ? " -" : " +"}`,
  );

describe("the lines of a table", () => {
  it("stand below what they belong to, and are sorted among themselves", () => {
    assert.deepEqual(show(ROWS, { sort: { column: "lag", descending: true } }), [
      "1 1/2 pay -",
      "2 1/1 pay/0",
      "1 2/2 orders -",
      "2 1/2 orders/0",
      "2 2/2 orders/1",
    ]);
  });

  it("are folded away", () => {
    assert.deepEqual(show(ROWS, { isOpen: (id) => id === "pay" }), ["1 1/2 orders +", "1 2/2 pay -", "2 1/1 pay/0"]);
  });

  it("are kept by a filter with what they belong to, and with what belongs to them", () => {
    assert.deepEqual(show(ROWS, { filter: "orders/1", isOpen: () => false }), ["1 1/1 orders -", "2 1/1 orders/1"]);
    assert.deepEqual(show(ROWS, { filter: "pay*" }), ["1 1/1 pay -", "2 1/1 pay/0"]);
    assert.deepEqual(show(ROWS, { filter: "orders" }), ["1 1/1 orders -", "2 1/2 orders/0", "2 2/2 orders/1"]);
  });

  it("are not lost where what they belong to is unknown, or is themselves", () => {
    assert.deepEqual(show([row("a", "1", "gone"), row("b", "1", "b")]), ["1 1/2 a", "1 2/2 b"]);
  });
});

describe("the keys of a table", () => {
  const lines = linesOf(ROWS, { locale: "en", isOpen: (id) => id === "orders" });

  it("go from line to line and stop at the ends", () => {
    const to = (key: string, active: number) => keyTarget(key, { count: 50, active, page: 10 });
    assert.deepEqual([to("ArrowDown", -1), to("ArrowDown", 49), to("ArrowUp", 0), to("ArrowUp", -1)], [0, 49, 0, 49]);
    assert.deepEqual(
      [to("PageDown", 45), to("PageUp", 3), to("Home", 9), to("End", 9), to("x", 9)],
      [49, 0, 0, 49, undefined],
    );
    assert.equal(keyTarget("End", { count: 0, active: -1, page: 10 }), undefined);
  });

  it("fold and unfold, and go up and down between them", () => {
    assert.deepEqual(foldEffect("ArrowRight", lines, 0), { to: 1 });
    assert.deepEqual(foldEffect("ArrowLeft", lines, 0), { open: false });
    assert.deepEqual(foldEffect("ArrowLeft", lines, 2), { to: 0 });
    assert.deepEqual(foldEffect("ArrowRight", lines, 3), { open: true });
    assert.equal(foldEffect("ArrowLeft", lines, 3), undefined);
    assert.equal(foldEffect("ArrowRight", lines, 1), undefined);
  });
});
