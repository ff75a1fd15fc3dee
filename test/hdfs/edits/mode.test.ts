import assert from "node:assert/strict";
import fc from "fast-check";
import { isModeChange, parseMode } from "../../../src/hdfs/edits/mode";
import { permissionOctal } from "../../../src/hdfs/permission";
import { say } from "../../support/session";

const apply = (typed: string, mode: number, directory = false): string => {
  const parsed = parseMode(typed);
  assert.ok(isModeChange(parsed), typed);
  return permissionOctal(parsed(mode, directory));
};

const problem = (typed: string): string => {
  const parsed = parseMode(typed);
  assert.ok(!isModeChange(parsed), typed);
  return say(parsed);
};

describe("a permission that is typed", () => {
  it("may be octal", () => {
    assert.deepEqual(
      ["755", "0640", "1777", "000"].map((typed) => apply(typed, 0o123)),
      ["0755", "0640", "1777", "0000"],
    );
  });

  it("may be symbolic, as chmod takes it", () => {
    assert.equal(apply("u+x", 0o644), "0744");
    assert.equal(apply("go-r", 0o644), "0600");
    assert.equal(apply("u+x,go-w", 0o666), "0744");
    assert.equal(apply("a=r", 0o777), "0444");
    assert.equal(apply("o=", 0o777), "0770");
    assert.equal(apply("+t", 0o777), "1777");
    assert.equal(apply("-t", 0o1777), "0777");
    assert.equal(apply("g=rw,o=r", 0o1700), "1764");
    assert.equal(apply("ug+rw", 0), "0660");
  });

  it("gives x by X only where it makes sense", () => {
    assert.equal(apply("a+X", 0o644), "0644");
    assert.equal(apply("a+X", 0o644, true), "0755");
    assert.equal(apply("a+X", 0o744), "0755");
  });

  it("is refused with a reason otherwise", () => {
    assert.match(problem("4755"), /no setuid/);
    assert.match(problem("7"), /three digits/);
    for (const typed of ["", "rwx", "u+", "u+s", "x=r", "888", "u+x,,o-x", "u+x;rm"])
      assert.match(problem(typed), /neither/);
  });

  it("stays within what HDFS knows", () => {
    const clause = fc.tuple(
      fc.stringMatching(/^[ugoa]{0,3}$/),
      fc.constantFrom("+", "-", "="),
      fc.stringMatching(/^[rwxXt]{1,4}$/),
    );
    fc.assert(
      fc.property(
        clause,
        fc.integer({ min: 0, max: 0o1777 }),
        fc.boolean(),
        ([who, operator, what], mode, directory) => {
          const parsed = parseMode(who + operator + what);
          assert.ok(isModeChange(parsed));
          const after = parsed(mode, directory);
          assert.ok(after >= 0 && after <= 0o1777);
          assert.equal(parsed(after, directory), after);
        },
      ),
    );
  });
});
