import assert from "node:assert/strict";
import { hash } from "./entries";
import { A, B, CLIENT, events, type Keeps, lk, Story } from "./story";

describe("the state of a lock over five masters", () => {
  const mine = lk(A, 10_000);
  const other = lk(B, 9_000);

  for (const [title, keeps, state, quorum] of [
    ["all have it", [mine, mine, mine, mine, mine], "held", "whole"],
    ["two have lost it", [mine, mine, mine, {}, {}], "fragile", "fragile"],
    ["two are away", [mine, mine, mine, "away", "away"], "fragile", "fragile"],
    ["two holders, neither with enough", [mine, mine, other, other, {}], "split", "split"],
    ["two are left", [mine, mine, {}, {}, {}], "residue", "residue"],
    ["three are away", [mine, mine, "away", "away", "away"], "unknown", "unknown"],
    ["none has it", [{}, {}, {}, {}, {}], "free", "free"],
    [
      "three hold something else",
      [mine, mine, ...Array<Keeps>(3).fill({ lk: hash({ a: "b" }) })],
      "notLockShaped",
      "residue",
    ],
  ] as const) {
    it(`is ${state} where ${title}`, async () => {
      const status = await new Story("lk", 5).step(0, ...keeps);
      assert.deepEqual([status.state, status.quorum?.state, status.quorum?.of], [state, quorum, 5]);
      assert.equal(status.masters.length, 5);
      assert.equal(status.holders.length, state === "held" || state === "fragile" ? 1 : 0);
    });
  }

  it("takes the least time to live of its holder's masters, and says how long it is valid", async () => {
    const status = await new Story("lk", 3).step(0, lk(A, 9_900), lk(A, 10_000), lk(A, 9_800));
    assert.deepEqual([status.ttlMs, status.quorum?.validityMs], [9_800, 9_698]);
  });

  it("leaves the release of a holder to the masters that have its value", async () => {
    const status = await new Story("lk", 5).step(0, mine, other, mine, mine, {});
    assert.deepEqual(
      status.release?.at.map(({ master }) => master),
      ["redis-1:6379", "redis-3:6379", "redis-4:6379"],
    );
  });

  it("does not take the loss of a master for a renewal", async () => {
    const story = new Story("lk", 3);
    await story.step(0, lk(A, 9_000), lk(A, 10_000), lk(A, 10_000));
    const status = await story.step(1_000, "away", lk(A, 9_000), lk(A, 9_000));
    assert.equal(status.state, "fragile");
    assert.equal(events(status), "found");
  });

  it("shows a library for one server on each master that has it, on its own", async () => {
    const story = new Story("lk", 3);
    const { locks } = await story.snapshot(0, { lk: hash({ [CLIENT]: "1" }) }, {}, { lk: hash({ [CLIENT]: "2" }) });
    assert.deepEqual(
      locks.map(({ id, state, acquiredCount, quorum }) => [id, state, acquiredCount, quorum]),
      [
        ["lk@redis-1:6379", "held", 1, undefined],
        ["lk@redis-3:6379", "held", 2, undefined],
      ],
    );
  });
});
