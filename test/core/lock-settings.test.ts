import assert from "node:assert/strict";
import fc from "fast-check";
import { lockSettingsProblem, readConvention, readLockSettings } from "../../src/core/lock-settings";
import { english, render } from "../../src/core/render";

describe("the settings of locks", () => {
  it("name masters, patterns and conventions", () => {
    const values = {
      url: "redis://localhost",
      "locks.masters": ["redis://a", "redis://b"],
      "locks.patterns": ["locks:*"],
      "locks.conventions": { "jobs:*": "hash holder:owner fencing:epoch" },
    };
    assert.equal(lockSettingsProblem(values), undefined);
    assert.deepEqual(readLockSettings(values), {
      masters: ["redis://a", "redis://b"],
      patterns: ["locks:*"],
      conventions: [{ pattern: "jobs:*", type: "hash", holder: "owner", fencing: "epoch" }],
    });
    assert.deepEqual(readLockSettings({}), { masters: [], patterns: [], conventions: [] });
  });

  it("says where a lock of one's own has its holder and its fencing token", () => {
    const read = (way: string) => readConvention("p", way);
    assert.deepEqual(read("string"), { pattern: "p", type: "string" });
    assert.deepEqual(read(" string  {holder}:{fencing} "), {
      pattern: "p",
      type: "string",
      holder: "{holder}:{fencing}",
    });
    assert.deepEqual(read("string {holder} fencing:key:token:{name}"), {
      pattern: "p",
      type: "string",
      holder: "{holder}",
      fencing: "key:token:{name}",
    });
    assert.deepEqual(read("json holder:owner.id"), { pattern: "p", type: "json", holder: "owner.id" });
  });

  for (const [values, said] of [
    [{ "locks.masters": ["redis://a", "redis://a"] }, "locks.masters names redis://a twice"],
    [{ "locks.patterns": [" "] }, "locks.patterns has an empty pattern"],
    [
      { "locks.conventions": { "j:*": "list" } },
      "locks.conventions has “j:*”, which must begin with string, json, hash",
    ],
    [
      { "locks.conventions": { "j:*": "hash owner" } },
      "locks.conventions has “j:*”, which must look like hash holder:owner fencing:epoch",
    ],
    [
      { "locks.conventions": { "j:*": "string {holder}{fencing}" } },
      "locks.conventions has “j:*”, which must look like string {holder}:{fencing}",
    ],
    [
      { "locks.conventions": { "j:*": "json holder:a holder:b" } },
      "locks.conventions has “j:*”, which must look like json holder:owner.id fencing:token",
    ],
  ] as const) {
    it(`refuse ${JSON.stringify(values)}`, () => {
      const problem = lockSettingsProblem(values);
      assert.equal(problem && `${problem.field} ${render(problem.why, english())}`, said);
    });
  }

  it("never throw, whatever is written", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, way) => {
        const values = { "locks.conventions": { [pattern]: way } };
        const good = lockSettingsProblem(values) === undefined;
        assert.equal(readLockSettings(values).conventions.length, good ? 1 : 0);
      }),
    );
  });
});
