import assert from "node:assert/strict";
import fc from "fast-check";
import type { Row } from "../../src/panel/protocol";
import { applyRows, NO_ROWS, type RowStore } from "../../src/panel/row-store";

const row = (id: string, value = ""): Row => ({ id, cells: { value } });
const values = (store: RowStore) => store.rows.map(({ id, cells }) => `${id}${cells.value}`);
const whole = (...ids: string[]) => applyRows(NO_ROWS, { whole: true, rows: ids.map((id) => row(id)), gone: [] });

describe("the rows of a panel", () => {
  it("change in their places, and go", () => {
    const changed = applyRows(whole("a", "b", "c"), { whole: false, rows: [row("b", "2")], gone: ["c"] });
    assert.deepEqual(values(changed), ["a", "b2"]);
    assert.equal(changed.byId.size, 2);
  });

  it("take the order of the host", () => {
    const changed = applyRows(whole("a", "b"), { whole: false, rows: [row("n")], gone: [], order: ["n", "b", "a"] });
    assert.deepEqual(values(changed), ["n", "b", "a"]);
  });

  it("begin anew with a whole", () => {
    assert.deepEqual(values(applyRows(whole("a", "b"), { whole: true, rows: [row("z"), row("b")], gone: [] })), [
      "z",
      "b",
    ]);
  });

  it("leave the store as it was that they were applied to", () => {
    const before = whole("a", "b");
    applyRows(before, { whole: false, rows: [row("a", "9")], gone: ["b"], order: ["a"] });
    assert.deepEqual(values(before), ["a", "b"]);
  });

  it("are never lost or shown twice, whatever order comes", () => {
    const id = fc.constantFrom("a", "b", "c", "d", "e", "f");
    const ids = fc.array(id, { maxLength: 8 });
    fc.assert(
      fc.property(fc.uniqueArray(id), ids, ids, fc.option(ids, { nil: undefined }), (first, changed, gone, order) => {
        const store = applyRows(whole(...first), { whole: false, rows: changed.map((one) => row(one)), gone, order });
        const expected = new Set([...first.filter((one) => !gone.includes(one)), ...changed]);
        assert.deepEqual(store.rows.map((one) => one.id).sort(), [...expected].sort());
        assert.deepEqual([...store.byId.keys()].sort(), [...expected].sort());
      }),
    );
  });
});
