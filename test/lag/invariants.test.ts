import assert from "node:assert/strict";
import fc from "fast-check";
import type { GroupPhase, GroupSample, PartitionSample } from "../../src/core/lag-source";
import { english, render } from "../../src/core/render";
import { verbatim } from "../../src/core/text";
import { GroupHistory } from "../../src/lag/history";
import { spacingFor } from "../../src/lag/history-size";
import { hotOnes } from "../../src/lag/hot";
import { rankOf } from "../../src/lag/judge-group";
import { type LagSnapshot, VERDICTS } from "../../src/lag/snapshot";
import { group, member, partition, Scenario } from "./scenario";

/** One step of a partition: what is written, read, deleted, or what goes wrong. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("go" as const), written: fc.nat(500), read: fc.nat(600) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("rewind", "delete", "recreate", "problem", "beyond", "open") }),
  },
);
const history = fc.record({
  base: fc.bigInt(0n, 2n ** 62n),
  steps: fc.array(fc.tuple(step, fc.integer({ min: 200, max: 400_000 })), { minLength: 1, maxLength: 40 }),
  phases: fc.array(fc.constantFrom<GroupPhase>("stable", "rebalancing", "empty", "dead", "unknown"), {
    minLength: 1,
    maxLength: 4,
  }),
  members: fc.constantFrom(undefined, [], [member("a", 3)], [member("a")]),
  type: fc.constantFrom("classic", "consumer", "share", "streams", undefined),
});

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

async function* snapshots({ base, steps, phases, members, type }: History): AsyncGenerator<LagSnapshot> {
  const scenario = new Scenario();
  let [start, committed, end] = [base, base, base];
  for (const [n, [event, after]] of steps.entries()) {
    let point: Partial<PartitionSample> = {};
    if ("written" in event) {
      end += BigInt(event.written);
      const read = committed + BigInt(event.read);
      committed = read < end ? read : end;
    } else if (event.kind === "rewind") committed -= (committed - base) / 2n;
    else if (event.kind === "delete") start = end;
    else if (event.kind === "recreate") [start, end] = [0n, 3n];
    else if (event.kind === "beyond") committed = end + 10n;
    else if (event.kind === "open") point = { lastStable: start };
    else point = { problem: { kind: "failed", why: verbatim("No.") } };
    const owner = members?.length ? { member: "a" } : {};
    const sample = partition({ committed, logStart: start, end, ...owner, ...point });
    const phase = phases[n % phases.length] ?? "stable";
    const more: Partial<GroupSample> = { phase, members, ...(type ? { type } : {}) };
    yield await scenario.take(after, [group([sample, partition({ end }, "other", 0)], more)]);
  }
}

const checkAll = (check: (snapshot: LagSnapshot) => void) =>
  fc.assert(
    fc.asyncProperty(history, async (given) => {
      for await (const snapshot of snapshots(given)) check(snapshot);
    }),
    { numRuns: 150 },
  );

const verdictsOf = ({ groups }: LagSnapshot) =>
  groups.flatMap(({ verdict, partitions }) => [verdict, ...partitions.map((one) => one.verdict)]);

describe("whatever is sampled", () => {
  it("no lag, time lag, rate, ETA or time to a loss is negative or endless", () =>
    checkAll(({ groups }) => {
      for (const judged of groups) {
        assert.ok(judged.lag.total >= 0n);
        for (const { verdict, timeLag, rates, trend } of [judged, ...judged.partitions]) {
          for (const figure of [verdict.eta, verdict.lossIn, timeLag?.ms, rates.in, rates.out]) {
            assert.ok(figure === undefined || (figure >= 0 && Number.isFinite(figure)), String(figure));
          }
          assert.ok(trend.every(({ lag }) => lag === null || lag >= 0));
        }
      }
    }));

  it("a verdict is one that is ranked, names its partition, and can be said", () =>
    checkAll((snapshot) => {
      for (const verdict of verdictsOf(snapshot)) {
        assert.ok(VERDICTS.includes(verdict.state));
        const said = render(verdict.text, english());
        if (verdict.topic !== undefined) assert.ok(said.startsWith(`${verdict.topic}/${verdict.partition}`), said);
        assert.ok(said.endsWith(".") && !/undefined|NaN|Infinity|\{\d/.test(said), said);
        assert.doesNotMatch(render(verdict.rule, english()), /undefined|NaN|Infinity|\{\d/);
      }
    }));

  it("a verdict has its inputs, and they survive JSON", () =>
    checkAll((snapshot) => {
      for (const { inputs, topic } of verdictsOf(snapshot)) {
        const names =
          topic === undefined ? ["group", "phase", "takenAt"] : ["committed", "end", "lag", "logStart", "takenAt"];
        for (const name of names) assert.ok(name in inputs, name);
        assert.deepEqual(JSON.parse(JSON.stringify(inputs)), inputs);
      }
    }));

  it("an ETA is given exactly where the lag falls", () =>
    checkAll((snapshot) => {
      for (const { state, eta, inputs } of verdictsOf(snapshot)) {
        assert.equal(eta !== undefined, state === "CATCHING_UP");
        if (state === "CATCHING_UP") assert.ok(Number(inputs.lagChange) < 0);
        if (state === "FALLING_BEHIND") assert.ok(Number(inputs.lagChange) > -Number(inputs.betweenCommits) - 0.001);
      }
    }));

  it("trends go forward in time, up to the snapshot", () =>
    checkAll(({ groups, takenAt }) => {
      for (const { trend } of groups.flatMap((judged) => [judged, ...judged.partitions])) {
        assert.ok(trend.every(({ at }, n) => n === 0 || at > (trend[n - 1]?.at ?? 0)));
        assert.equal(trend.at(-1)?.at, takenAt);
      }
    }));

  it("a group is no better than its partitions, unless it is rebalancing", () =>
    checkAll(({ groups }) => {
      for (const { verdict, partitions, sample } of groups) {
        if (sample.phase === "rebalancing") assert.equal(verdict.state, "REBALANCING");
        else for (const one of partitions) assert.ok(rankOf(verdict.state) <= rankOf(one.verdict.state));
      }
    }));

  it("what could not be read is unknown, with the reason", () =>
    checkAll(({ groups }) => {
      for (const { sample, verdict } of groups.flatMap(({ partitions }) => partitions)) {
        if (!sample.problem) continue;
        assert.equal(verdict.state, "UNKNOWN");
        assert.equal(verdict.inputs.problem, "failed");
      }
    }));
});

describe("the slots of a history", () => {
  it("keep the newest sample, and the others no nearer than the spacing", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 40 }),
        fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 200 }),
        (slots, gaps) => {
          const kept = new GroupHistory([], slots);
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            kept.nextSlot(now);
          }
          const taken = Array.from({ length: kept.kept }, (_, age) => kept.times[kept.slot(age)] ?? 0);
          assert.equal(taken[0], now);
          for (let age = 1; age + 1 < taken.length; age++) {
            assert.ok((taken[age] ?? 0) - (taken[age + 1] ?? 0) >= spacingFor(slots));
          }
        },
      ),
    );
  });
});

describe("hotOnes", () => {
  it("never finds most of them, and never a small one", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(10_000), fc.constant(Number.NaN)), { maxLength: 60 }), (values) => {
        const hot = hotOnes(Float64Array.from(values), 100);
        const known = values.filter((value) => !Number.isNaN(value));
        assert.ok(hot.length <= known.length / 2);
        for (const index of hot) assert.ok((values[index] ?? 0) >= 100);
      }),
    );
  });
});
