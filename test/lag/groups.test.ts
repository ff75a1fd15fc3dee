import assert from "node:assert/strict";
import type { GroupSample } from "../../src/core/lag-source";
import { english, render } from "../../src/core/render";
import { text } from "../../src/core/text";
import { hotOnes } from "../../src/lag/hot";
import { VERDICTS } from "../../src/lag/snapshot";
import { EMPTY, group, MINUTE, member, type Point, partition, Scenario, SECOND, STABLE, times } from "./scenario";

const DENIED = { kind: "denied", why: text("Your user may not describe this group.") } as const;

const once = async (...groups: GroupSample[]) => {
  const scenario = new Scenario();
  await scenario.take(0, groups);
  return scenario;
};

describe("a group", () => {
  it("takes its worst partition", async () => {
    const partitions = [
      partition([10, 10], "a", 0),
      partition({ committed: 1n, logStart: 5n, end: 9n }, "a", 1),
      partition({ end: 5n }, "b", 0),
    ];
    const { verdict } = (await once(group(partitions))).group();
    assert.deepEqual([verdict.state, verdict.topic, verdict.partition], ["DATA_LOSS", "a", 1]);
  });

  it("takes the largest lag among equals", async () => {
    const partitions = [partition([1, 5], "a", 0), partition([1, 9], "a", 1), partition([1, 7], "a", 2)];
    const { verdict } = (await once(group(partitions, EMPTY))).group();
    assert.deepEqual([verdict.state, verdict.partition], ["STOPPED", 1]);
  });

  it("that cannot be read is unknown, with the reason, and its lag is not complete", async () => {
    const judged = (await once(group([], { problem: DENIED }))).group();
    assert.equal(judged.verdict.state, "UNKNOWN");
    assert.equal(
      render(judged.verdict.text, english()),
      "The group billing is not judged. Your user may not describe this group.",
    );
    assert.equal(judged.lag.complete, false);
  });

  it("whose members alone could not be read is judged by its partitions", async () => {
    const judged = (await once(group([partition([5, 5])], { ...STABLE, problem: DENIED }))).group();
    assert.equal(judged.verdict.state, "OK");
  });

  it("without any commit says so, with or without members", async () => {
    for (const more of [EMPTY, STABLE, { ...STABLE, members: [member("a")] }]) {
      const { verdict } = (await once(group([], more))).group();
      assert.deepEqual([verdict.state, verdict.topic], ["NO_COMMIT", undefined]);
    }
  });

  it("in a rebalance is that and nothing else", async () => {
    const partitions = [partition({ committed: 1n, logStart: 5n, end: 9n }), partition([1, 9], "a", 1)];
    const { verdict, partitions: judged } = (await once(group(partitions, { phase: "rebalancing" }))).group();
    assert.deepEqual([verdict.state, verdict.topic], ["REBALANCING", undefined]);
    assert.ok(judged.every((one) => one.verdict.state === "REBALANCING"));
  });

  it("says since when it rebalances", async () => {
    const scenario = new Scenario();
    const moving = group([partition([1, 9])], { phase: "rebalancing" });
    for (const phase of [group([partition([1, 9])]), moving, moving]) await scenario.take(MINUTE, [phase]);
    assert.equal(scenario.group().verdict.inputs.rebalancingSince, "2026-11-24T12:02:00.000Z");
  });

  it("sums the lags that are known, and says whether they all are", async () => {
    const known = [partition([2n ** 60n, 2n ** 62n], "a", 0), partition([1, 4], "a", 1)];
    assert.deepEqual((await once(group(known))).group().lag, { total: 2n ** 62n - 2n ** 60n + 3n, complete: true });
    const partly = [...known, partition({ end: 9n }, "a", 2)];
    assert.equal((await once(group(partly))).group().lag.complete, false);
    const empty = [...known, partition({ end: 0n }, "a", 2)];
    assert.equal((await once(group(empty))).group().lag.complete, true);
  });

  it("has the rates of its partitions together, and a trend", async () => {
    const scenario = new Scenario();
    for (const n of [0, 1, 2]) {
      const [end, read] = [n * 100, n * 40];
      await scenario.take(10 * SECOND, [group([partition([read, end], "a", 0), partition([end, end], "a", 1)])]);
    }
    const { rates, trend } = scenario.group();
    assert.deepEqual(rates, { in: 20, out: 14 });
    assert.deepEqual(
      trend.map(({ lag }) => lag),
      [0, 60, 120],
    );
  });

  it("has no total in its trend where a partition could not be read", async () => {
    const scenario = new Scenario();
    await scenario.take(0, [group([partition([1, 5])])]);
    await scenario.take(MINUTE, [group([partition({ problem: DENIED })])]);
    await scenario.take(MINUTE, [group([partition([1, 7])])]);
    assert.deepEqual(
      scenario.group().trend.map(({ lag }) => lag),
      [4, null, 6],
    );
    assert.deepEqual(
      scenario.partition().trend.map(({ lag }) => lag),
      [4, null, 6],
    );
  });

  it("stands before the others when it is worse, then when its lag is larger", async () => {
    const groups = [
      group([partition([1, 1])], { ...EMPTY, id: "fine" }),
      group([partition([1, 5])], { ...EMPTY, id: "small" }),
      group([partition([1, 9])], { ...EMPTY, id: "large" }),
      group([partition({ committed: 1n, logStart: 2n, end: 3n })], { ...EMPTY, id: "lost" }),
    ];
    const { last } = await once(...groups);
    assert.deepEqual(
      last?.groups.map(({ sample }) => sample.id),
      ["lost", "large", "small", "fine"],
    );
  });

  it("has a verdict of those that are ranked", async () => {
    assert.equal(new Set(VERDICTS).size, VERDICTS.length);
  });
});

describe("the history", () => {
  it("keeps a partition's past when others come and go", async () => {
    const scenario = new Scenario();
    const silent = (n: number) => partition([100, 200 + n], "orders", 3);
    for (let n = 0; n <= 60; n++) {
      const others = n % 2 ? [partition([1, 1], "a", 0)] : [];
      await scenario.take(5 * SECOND, [group([...others, silent(n)])]);
    }
    const judged = scenario.group().partitions.at(-1);
    assert.equal(judged?.verdict.state, "STALLED");
  });

  it("goes on after a sample that a partition is missing from", async () => {
    const points: Point[] = times(61, (n) => (n === 30 ? { problem: DENIED } : [100, 200 + n]));
    assert.equal((await new Scenario().run(5 * SECOND, points)).verdict.state, "STALLED");
  });

  it("begins anew when the clock was set back", async () => {
    const scenario = new Scenario();
    await scenario.run(
      MINUTE,
      times(4, () => [100, 200]),
    );
    await scenario.run(-60 * MINUTE, [[100, 200]]);
    assert.equal(scenario.partition().trend.length, 1);
    assert.equal(scenario.partition().verdict.state, "UNKNOWN");
  });

  it("forgets a group that has been gone for long", async () => {
    const scenario = new Scenario();
    await scenario.run(MINUTE, [[100, 200]]);
    await scenario.take(20 * MINUTE, []);
    await scenario.run(MINUTE, [[100, 200]]);
    assert.equal(scenario.partition().verdict.state, "UNKNOWN");
  });

  it("keeps fewer samples of more partitions, and lets them span the same time", async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => partition([n, n], "wide", n));
    const scenario = new Scenario();
    for (let n = 0; n < 150; n++) await scenario.take(5 * SECOND, [group(n % 50 ? many.slice(0, 1) : many, STABLE)]);
    const { trend } = scenario.partition();
    const span = (trend.at(-1)?.at ?? 0) - (trend[0]?.at ?? 0);
    assert.ok(trend.length < 80, `${trend.length} samples`);
    assert.ok(span >= 10 * MINUTE, `${span} ms`);
  });

  it("does not change what an older snapshot shows", async () => {
    const scenario = new Scenario();
    await scenario.run(
      5 * SECOND,
      times(20, (n) => [n, n + 5]),
    );
    const before = scenario.partition();
    const shown = [JSON.stringify(before.verdict.inputs), before.trend.length];
    await scenario.run(
      5 * SECOND,
      times(20, (n) => [n + 20, n + 900]),
    );
    assert.deepEqual([JSON.stringify(before.verdict.inputs), before.trend.length], shown);
  });
});

describe("hot partitions", () => {
  const hot = (...values: number[]) => hotOnes(Float64Array.from(values), 100);

  it("carry much more than the others", () => {
    assert.deepEqual(hot(100, 120, 90, 1_000), [3]);
    assert.deepEqual(hot(100, 120, 90, 110, 95, 1_000, 1_200, 105), [5, 6]);
    assert.deepEqual(hot(Number.NaN, 0, 0, 0, 500), [4]);
  });

  it("are not found among few, small or equal ones", () => {
    assert.deepEqual(hot(1, 1_000), []);
    assert.deepEqual(hot(0, 0, 0, 99), []);
    assert.deepEqual(hot(500, 500, 500), []);
    assert.deepEqual(hot(), []);
    assert.deepEqual(hot(Number.NaN, Number.NaN, Number.NaN), []);
  });

  it("are marked for their lag and for what is written to them", async () => {
    const scenario = new Scenario();
    for (const n of [0, 1]) {
      const end = (index: number) => (index === 2 ? n * 1_000 : n * 10);
      const points = [0, 1, 2, 3].map((index) =>
        partition([index === 1 ? 0 : end(index), end(index) + (index === 1 ? 5_000 : 0)], "a", index),
      );
      await scenario.take(10 * SECOND, [group(points)]);
    }
    assert.deepEqual(
      scenario.group().partitions.map(({ hot: isHot }) => isHot),
      [false, true, true, false],
    );
  });
});
