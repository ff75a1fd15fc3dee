import assert from "node:assert/strict";
import type { RecordTime, Retention } from "../../src/core/lag-source";
import { english, render } from "../../src/core/render";
import type { PartitionLag } from "../../src/lag/snapshot";
import { EMPTY, group, MINUTE, OWNED, type Point, partition, Scenario, SECOND, STABLE, START, times } from "./scenario";

const record = (offset: number, timestamp?: number, found?: bigint): RecordTime => ({
  topic: "orders",
  partition: 3,
  offset: BigInt(offset),
  ...(timestamp === undefined ? {} : { timestamp }),
  ...(found === undefined ? {} : { found }),
});

const taken = async (scenario: Scenario, after: number, point: Point, records: readonly RecordTime[], more = OWNED) => {
  await scenario.take(after, [group([partition(point)], more)], records);
  return scenario.partition();
};

describe("what is left behind a commit", () => {
  it("is a transaction's tail where a read found no record", async () => {
    const judged = await taken(new Scenario(), 0, [100, 101], [record(100)], EMPTY);
    assert.equal(judged.verdict.state, "TXN_TAIL");
    assert.equal(judged.timeLag, undefined);
    assert.equal(judged.verdict.inputs.readTo, "101");
  });

  it("is no tail any more when the log goes on", async () => {
    const scenario = new Scenario();
    await taken(scenario, 0, [100, 101], [record(100)], EMPTY);
    assert.equal((await taken(scenario, SECOND, [100, 101], [], EMPTY)).verdict.state, "TXN_TAIL");
    assert.equal((await taken(scenario, SECOND, [100, 102], [], EMPTY)).verdict.state, "STOPPED");
  });

  it("is a record where one was found that has no time", async () => {
    const judged = await taken(new Scenario(), 0, [100, 101], [record(100, undefined, 100n)], EMPTY);
    assert.equal(judged.verdict.state, "STOPPED");
    assert.equal(judged.timeLag, undefined);
  });

  it("is blocked by a transaction where only markers lie before it", async () => {
    const scenario = new Scenario();
    const point = { committed: 99n, lastStable: 100n, end: 110n };
    const records = [record(99, START, 100n)];
    for (let n = 0; n < 12; n++) await taken(scenario, 5 * SECOND, point, records, STABLE);
    assert.equal(scenario.partition().verdict.state, "UNKNOWN");
    assert.equal((await taken(scenario, 5 * SECOND, point, records, STABLE)).verdict.state, "TXN_BLOCKED");
  });
});

describe("the time lag", () => {
  it("is that of the next record, and stays known while the commit stands", async () => {
    const scenario = new Scenario();
    const first = await taken(scenario, 0, [100, 200], [record(100, START - MINUTE)]);
    assert.deepEqual(first.timeLag, { ms: MINUTE, method: "record" });
    const second = await taken(scenario, 5 * SECOND, [100, 300], []);
    assert.deepEqual(second.timeLag, { ms: MINUTE + 5 * SECOND, method: "record" });
    const third = await taken(scenario, 5 * SECOND, [150, 300], []);
    assert.notEqual(third.timeLag?.method, "record");
  });

  it("is not negative for a record of the future", async () => {
    const judged = await taken(new Scenario(), 0, [100, 200], [record(100, START + MINUTE)]);
    assert.deepEqual(judged.timeLag, { ms: 0, method: "record" });
  });

  it("is interpolated between the samples in which its offset was passed", async () => {
    const points: readonly Point[] = [
      [0, 100],
      [50, 200],
      [150, 300],
    ];
    const judged = await new Scenario().run(10 * SECOND, points);
    // 150 was the end half way between the first sample (100) and the second (200).
    assert.deepEqual(judged.timeLag, { ms: 15 * SECOND, method: "interpolated" });
  });

  it("is not guessed where the offset was passed before the first sample", async () => {
    const points = times(5, (n): Point => [n, 1_000 + n]);
    assert.equal((await new Scenario().run(5 * SECOND, points)).timeLag, undefined);
  });

  it("of a group is that of the partition furthest behind", async () => {
    const scenario = new Scenario();
    const samples = (end: number) => [
      partition([end, end], "a", 0),
      partition([Math.min(90, end), end], "a", 1),
      partition([Math.min(50, end), end], "b", 0),
    ];
    await scenario.take(0, [group(samples(40))]);
    await scenario.take(10 * SECOND, [group(samples(140))]);
    assert.equal(scenario.group().timeLag?.ms, 9 * SECOND);
  });
});

describe("the loss to come", () => {
  const retention = (more: Partial<Retention>) => new Map([["orders", { deletes: true, ...more }]]);
  const withRetention = async (kept: ReadonlyMap<string, Retention>, age: number): Promise<PartitionLag> => {
    const scenario = new Scenario();
    scenario.judge.learnRetention(kept);
    return taken(scenario, 0, [100, 200], [record(100, START - age)]);
  };

  it("is what the retention leaves of the next record's life", async () => {
    const { verdict } = await withRetention(retention({ ms: 10 * MINUTE }), 4 * MINUTE);
    assert.equal(verdict.lossIn, 6 * MINUTE);
    assert.equal(verdict.warning, undefined);
    assert.equal(verdict.inputs.lossBy, "retention");
  });

  it("is warned of where a fifth is left, and is never negative", async () => {
    const near = await withRetention(retention({ ms: 10 * MINUTE }), 8 * MINUTE);
    assert.ok(near.verdict.warning && /may delete .* in 2 min\./.test(render(near.verdict.warning, english())));
    assert.equal((await withRetention(retention({ ms: 10 * MINUTE }), 11 * MINUTE)).verdict.lossIn, 0);
  });

  it("does not come where nothing is deleted, or nothing limits the time", async () => {
    assert.equal((await withRetention(retention({ ms: MINUTE, deletes: false }), MINUTE)).verdict.lossIn, undefined);
    assert.equal((await withRetention(retention({}), MINUTE)).verdict.lossIn, undefined);
  });

  const approached = (from: number, step: number, every: number) =>
    new Scenario().run(
      every,
      times(4, (n) => ({ committed: BigInt(from), logStart: BigInt(n * step), end: 5_000n })),
    );

  it("is seen coming where the log start moves towards the commit", async () => {
    const { verdict } = await approached(1_000, 100, 10 * SECOND);
    // 10 offsets a second, 700 to go
    assert.equal(verdict.lossIn, 70 * SECOND);
    assert.equal(verdict.inputs.lossBy, "movement");
    assert.ok(verdict.warning);
  });

  it("is not foretold from a log start that moved once, or stands still", async () => {
    const once = await new Scenario().run(5 * SECOND, [
      { committed: 100n, logStart: 0n, end: 200n },
      { committed: 100n, logStart: 50n, end: 200n },
    ]);
    assert.equal(once.verdict.lossIn, undefined);
    assert.equal((await approached(1_000, 0, 5 * SECOND)).verdict.lossIn, undefined);
  });
});
