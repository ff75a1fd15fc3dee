import assert from "node:assert/strict";
import fc from "fast-check";
import { type Aim, committedOf, planReset, type Standing, showReset } from "../../../src/kafka/edits/reset-plan";

const at = (now: bigint | undefined, start = 10n, end = 20n, ofTime?: bigint): Standing => ({
  topic: "t",
  partition: 0,
  now,
  start,
  end,
  ofTime,
});
const then = (aim: Aim, standing: Standing) => {
  const { moves, same, unknown } = planReset(aim, [standing]);
  assert.equal(moves.length + same.length + unknown.length, 1);
  return moves[0] ? [moves[0].then, moves[0].bounded] : same.length ? "same" : "unknown";
};

describe("the plan of a reset", () => {
  it("goes to an end, an offset, a time, or by a number", () => {
    assert.deepEqual(then({ to: "earliest" }, at(15n)), [10n, false]);
    assert.deepEqual(then({ to: "latest" }, at(15n)), [20n, false]);
    assert.deepEqual(then({ to: "latest" }, at(undefined)), [20n, false]);
    assert.deepEqual(then({ to: "offset", offset: 12n }, at(15n)), [12n, false]);
    assert.deepEqual(then({ to: "time", at: 5n }, at(15n, 10n, 20n, 17n)), [17n, false]);
    assert.deepEqual(then({ to: "time", at: 5n }, at(15n, 10n, 20n, -1n)), [20n, false]);
    assert.deepEqual(then({ to: "shift", by: -3n }, at(15n)), [12n, false]);
  });

  it("stays inside of what is kept", () => {
    assert.deepEqual(then({ to: "offset", offset: 5n }, at(15n)), [10n, true]);
    assert.deepEqual(then({ to: "offset", offset: 50n }, at(15n)), [20n, true]);
    assert.deepEqual(then({ to: "shift", by: -100n }, at(15n)), [10n, true]);
    assert.deepEqual(then({ to: "shift", by: 100n }, at(15n)), [20n, true]);
    fc.assert(
      fc.property(fc.bigInt(0n, 100n), fc.bigInt(0n, 100n), fc.bigInt(-300n, 300n), (start, length, by) => {
        const found = then({ to: "shift", by }, at(50n, start, start + length));
        if (!Array.isArray(found)) return;
        const offset = BigInt(found[0] ?? -1n);
        assert.ok(offset >= start && offset <= start + length);
      }),
    );
  });

  it("leaves alone what is there already, and what is not known", () => {
    assert.equal(then({ to: "earliest" }, at(10n)), "same");
    assert.equal(then({ to: "shift", by: 0n }, at(15n)), "same");
    assert.equal(then({ to: "shift", by: 1n }, at(undefined)), "unknown");
    assert.equal(then({ to: "time", at: 5n }, at(15n)), "unknown");
    assert.equal(then({ to: "latest" }, { topic: "t", partition: 0, now: 15n }), "unknown");
  });

  it("is shown as a table, by topic and partition", () => {
    const standings = [
      { topic: "b", partition: 10, now: 15n, start: 0n, end: 20n },
      { topic: "b", partition: 2, now: undefined, start: 0n, end: 20n },
      { topic: "a", partition: 0, now: 20n, start: 0n, end: 20n },
      { topic: "gone", partition: 0, now: 7n },
    ];
    assert.deepEqual(showReset(planReset({ to: "latest" }, standings)).split("\n"), [
      "TOPIC  PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE",
      "a      0          20              20          0",
      "b      2          –               20",
      "b      10         15              20          +5",
      "gone   0          7               ?           ?",
    ]);
  });

  it("takes no commit for one that is not known", () => {
    const commits = [
      { topic: "t", partitions: [0, 1, 2], offsets: [5n, -1n, 7n], errors: new Map([[2, 3]]) },
      { topic: "u", partitions: [0], offsets: [-1n] },
    ];
    assert.deepEqual(committedOf(commits), new Map([["t", new Map([[0, 5n]])]]));
  });
});
