import assert from "node:assert/strict";
import fc from "fast-check";
import { clockDifference, masterStatus } from "../../src/locks/clocks";
import { countVotes, type Vote } from "../../src/locks/quorum";

const held = (token: string, ttl: number | null = 10_000): Vote => ({ is: "held", token, ttl });
const none: Vote = { is: "none" };
const away: Vote = { is: "unreachable" };
const count = (votes: readonly Vote[]) => {
  const { state, have, need, of, unreachable } = countVotes(votes, 10_000);
  return `${state} ${have}/${need} of ${of}, ${unreachable} away`;
};

describe("a quorum", () => {
  for (const [title, votes, expected] of [
    ["all five", [held("a"), held("a"), held("a"), held("a"), held("a")], "whole 5/3 of 5, 0 away"],
    ["three of five", [held("a"), held("a"), held("a"), none, none], "fragile 3/3 of 5, 0 away"],
    ["three, and two that are dead", [held("a"), held("a"), held("a"), away, away], "fragile 3/3 of 5, 2 away"],
    ["three against two", [held("a"), held("a"), held("a"), held("b"), held("b")], "fragile 3/3 of 5, 0 away"],
    ["two, two and one", [held("a"), held("a"), held("b"), held("b"), held("c")], "split 2/3 of 5, 0 away"],
    ["one against one", [held("a"), held("b"), none, none, none], "split 1/3 of 5, 0 away"],
    ["two that are left", [held("a"), held("a"), none, none, none], "residue 2/3 of 5, 0 away"],
    ["two, and one that does not answer", [held("a"), held("a"), none, none, away], "unknown 2/3 of 5, 1 away"],
    ["one, and one that could not make it three", [held("a"), none, none, none, away], "residue 1/3 of 5, 1 away"],
    ["nothing", [none, none, none, none, none], "free 0/3 of 5, 0 away"],
    ["nothing on two, three dead", [none, none, away, away, away], "unknown 0/3 of 5, 3 away"],
    ["nothing on three, two dead", [none, none, none, away, away], "free 0/3 of 5, 2 away"],
    ["nobody answers", [away, away, away], "unknown 0/2 of 3, 3 away"],
    ["two masters need both", [held("a"), none], "residue 1/2 of 2, 0 away"],
    ["four masters need three", [held("a"), held("a"), held("b"), held("b")], "split 2/3 of 4, 0 away"],
  ] as const) {
    it(`of ${title}`, () => assert.equal(count(votes), expected));
  }

  it("is valid for the least time to live, less the drift", () => {
    const votes = [held("a", 9_000), held("a", 8_000), held("b", 100), held("a", 9_500), none];
    assert.equal(countVotes(votes, 10_000).validityMs, 8_000 - 100 - 2);
    assert.equal(countVotes([held("a", 50), held("a", 60), none], 10_000).validityMs, 0);
    assert.equal(countVotes([held("a", null), held("a", null), none], 0).validityMs, undefined);
    assert.equal(countVotes([held("a"), none, none], 10_000).validityMs, undefined);
  });

  const vote: fc.Arbitrary<Vote> = fc.oneof(
    fc.constant(none),
    fc.constant(away),
    fc.constantFrom("a", "b", "c").map((token) => held(token)),
  );
  const votes = fc.array(vote, { minLength: 1, maxLength: 9 });
  const certain = (state: string) => state !== "unknown";

  it("never becomes certain because a master fell silent", () => {
    fc.assert(
      fc.property(votes, fc.nat(8), (all, index) => {
        const before = countVotes(all, 0);
        const after = countVotes(all.with(index % all.length, away), 0);
        if (!certain(before.state)) assert.equal(after.state, "unknown");
        assert.equal(after.of, before.of);
        assert.equal(after.need, before.need);
      }),
    );
  });

  it("never says that nobody has it where the silent masters could tell otherwise, nor that somebody has", () => {
    fc.assert(
      fc.property(
        votes,
        fc.array(fc.constantFrom(none, held("a"), held("b"), held("z")), { minLength: 9, maxLength: 9 }),
        (all, truth) => {
          const before = countVotes(all, 0);
          const known = countVotes(
            all.map((one, index) => (one.is === "unreachable" ? (truth[index] ?? none) : one)),
            0,
          );
          const holds = ({ state }: { state: string }) => state === "whole" || state === "fragile";
          if (holds(before)) {
            assert.ok(holds(known));
            assert.equal(known.token, before.token);
          } else if (certain(before.state)) assert.ok(!holds(known));
        },
      ),
    );
  });

  it("is split only with two values, and whole only with one on every master", () => {
    fc.assert(
      fc.property(votes, (all) => {
        const { state, have, need, of } = countVotes(all, 0);
        const tokens = new Set(all.flatMap((one) => (one.is === "held" ? [one.token] : [])));
        if (state === "split") assert.ok(tokens.size >= 2 && have < need);
        if (state === "residue") assert.ok(tokens.size === 1 && have < need);
        if (state === "whole") assert.ok(tokens.size === 1 && have === of);
        if (state === "fragile") assert.ok(have >= need && have < of);
        if (state === "free") assert.equal(tokens.size, 0);
      }),
    );
  });

  it("does not depend on the order of the masters", () => {
    fc.assert(
      fc.property(votes, fc.nat(8), (all, by) => {
        const turned = [...all.slice(by % all.length), ...all.slice(0, by % all.length)];
        assert.equal(count(turned), count(all));
      }),
    );
  });
});

describe("the clocks of masters", () => {
  const master = (id: string, clock: number | undefined, between?: readonly [number, number]) => ({
    id,
    sentAt: 1000,
    answeredAt: 1100,
    locks: [],
    ...(clock === undefined ? {} : { clock }),
    ...(between ? { clockBetween: between } : {}),
  });

  it("are ahead of ours or behind, within what the round trip leaves open", () => {
    assert.deepEqual(masterStatus(master("a", 6050)), { id: "a", clock: { offset: 5000, error: 50 } });
    assert.deepEqual(masterStatus(master("a", 1005, [1000, 1010])), { id: "a", clock: { offset: 0, error: 5 } });
    assert.deepEqual(masterStatus(master("a", undefined)), { id: "a" });
  });

  it("differ by the two that are furthest apart", () => {
    const masters = [master("a", 1050), master("b", 6050), master("c", 50), master("d", undefined)].map(masterStatus);
    assert.deepEqual(clockDifference(masters), { ms: 6000, error: 100 });
    assert.equal(clockDifference(masters.slice(3)), undefined);
  });
});
