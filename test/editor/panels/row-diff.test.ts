import assert from "node:assert/strict";
import { RowDiff } from "../../../src/editor/panels/row-diff";
import type { Row } from "../../../src/panel/protocol";
import { applyRows, NO_ROWS } from "../../../src/panel/row-store";

const row = (id: string, lag: string): Row => ({
  id,
  cells: { group: id, lag: { text: lag, sort: lag }, trend: { kind: "spark", values: [1, null], title: "" } },
});

describe("row diffs", () => {
  it("begin with everything, and then send only what changed", () => {
    const diff = new RowDiff();
    assert.deepEqual(diff.next([row("a", "1"), row("b", "2")]), {
      whole: true,
      rows: [row("a", "1"), row("b", "2")],
      gone: [],
      order: ["a", "b"],
    });
    assert.deepEqual(diff.next([row("a", "1"), row("b", "2")]), { whole: false, rows: [], gone: [] });
    assert.deepEqual(diff.next([row("a", "1"), row("b", "3")]), { whole: false, rows: [row("b", "3")], gone: [] });
    diff.forget();
    assert.equal(diff.next([row("a", "1")]).whole, true);
  });

  it("lead the webview to the same rows in the same order", () => {
    const diff = new RowDiff();
    let store = NO_ROWS;
    for (const rows of [
      [row("a", "1"), row("b", "2"), row("c", "3")],
      [row("c", "4"), row("a", "1"), row("b", "2")],
      [row("d", "1"), row("b", "2")],
      [],
      [row("b", "2")],
    ]) {
      store = applyRows(store, diff.next(rows));
      assert.deepEqual(store.rows, rows);
    }
  });
});
