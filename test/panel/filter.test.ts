import assert from "node:assert/strict";
import { filterRows } from "../../src/panel/filter";
import type { Row } from "../../src/panel/protocol";

const row = (id: string, text: string, search: string, state: readonly string[]): Row => ({
  id,
  cells: { name: { text }, lag: "12", trend: { kind: "spark", values: [], title: "hidden words" } },
  search,
  facets: { state, topic: ["a", id] },
});
const ROWS = [row("1", "Orders", "invoices\nrefunds", ["OK"]), row("2", "payments", "", ["Stalled", "OK"])];
const ids = (filter: string, facets: Record<string, readonly string[]> = {}) =>
  filterRows(ROWS, { filter, facets }).map(({ id }) => id);

describe("narrowing a table", () => {
  it("finds a part of a cell or of the search text, in any case", () => {
    assert.deepEqual(ids("ORD"), ["1"]);
    assert.deepEqual(ids("refund"), ["1"]);
    assert.deepEqual(ids("12"), ["1", "2"]);
    assert.deepEqual(ids("hidden"), [], "a title is not a text of the row");
  });

  it("reads * and ? as a pattern of a whole text", () => {
    assert.deepEqual(ids("pay*s"), ["2"]);
    assert.deepEqual(ids("pay?"), []);
    assert.deepEqual(ids("re*ds"), ["1"], "each line of the search text is a text");
    assert.deepEqual(ids("inv*ds"), []);
    assert.deepEqual(ids("(*"), [], "what means something in a regular expression is only a character");
  });

  it("wants one value of each facet in which something is chosen", () => {
    assert.deepEqual(ids("", { state: ["OK"] }), ["1", "2"]);
    assert.deepEqual(ids("", { state: ["Stalled", "Stopped"] }), ["2"]);
    assert.deepEqual(ids("", { state: ["OK"], topic: ["1"] }), ["1"]);
    assert.deepEqual(ids("", { state: [], unknown: ["x"] }), []);
  });

  it("hands back the very rows where nothing is chosen", () => {
    assert.equal(filterRows(ROWS, { filter: "  ", facets: { state: [] } }), ROWS);
  });
});
