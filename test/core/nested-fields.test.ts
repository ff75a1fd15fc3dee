import assert from "node:assert/strict";
import fc from "fast-check";
import { flattened, groupsOf, nested } from "../../src/core/nested-fields";

describe("nested fields", () => {
  it("stand in an object of the settings, and are fields like any other elsewhere", () => {
    const names = ["url", "locks.masters", "locks.patterns"];
    const raw = { url: "u", locks: { masters: ["a"], other: 1 }, rest: { x: 1 } };
    const flat = { url: "u", "locks.masters": ["a"], "locks.other": 1, rest: { x: 1 } };
    assert.deepEqual(flattened(names, raw), flat);
    assert.deepEqual(nested(flat), raw);
    assert.deepEqual([...groupsOf(names)], ["locks"]);
  });

  it("leaves aside what is no object, and what no field speaks of", () => {
    assert.deepEqual(flattened(["locks.masters"], { locks: ["a"], url: null }), { locks: ["a"], url: null });
    assert.deepEqual(flattened(["url"], { locks: { masters: 1 } }), { locks: { masters: 1 } });
  });

  it("comes back as it was", () => {
    const value = fc.record({
      a: fc.integer(),
      g: fc.dictionary(fc.string(), fc.integer(), { minKeys: 1, noNullPrototype: true }),
    });
    fc.assert(fc.property(value, (raw) => assert.deepEqual({ ...nested(flattened(["g.x"], raw)) }, { ...raw })));
  });
});
