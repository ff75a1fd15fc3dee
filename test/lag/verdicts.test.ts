import assert from "node:assert/strict";
import type { GroupSample } from "../../src/core/lag-source";
import { english, render } from "../../src/core/render";
import { text, verbatim } from "../../src/core/text";
import type { VerdictState } from "../../src/lag/snapshot";
import { EMPTY, MINUTE, member, OWNED, type Point, Scenario, SECOND, STABLE, times } from "./scenario";

interface Case {
  readonly name: string;
  /** milliseconds between two samples; 5 s unless told */
  readonly every?: number;
  readonly points: readonly Point[];
  readonly group?: Partial<GroupSample>;
  readonly state: VerdictState;
}

const DENIED = { kind: "denied", why: text("Your user may not describe this topic.") } as const;
const UNOWNED: Partial<GroupSample> = { ...STABLE, members: [member("consumer-1", 0)] };
const SHARE: Partial<GroupSample> = { ...STABLE, type: "share", members: [member("consumer-1", 3)] };
const silent = (count: number): Point[] => times(count, (n) => [100, 200 + n]);

const ONE_SAMPLE: readonly Case[] = [
  { name: "lag 0", points: [[100, 100]], state: "OK" },
  { name: "lag 0 of a group without members", points: [[100, 100]], group: EMPTY, state: "OK" },
  { name: "no commit", points: [{ end: 10n }], state: "NO_COMMIT" },
  { name: "no commit in an empty log", points: [{ end: 0n }], state: "OK" },
  { name: "no commit where all was deleted", points: [{ end: 10n, logStart: 10n }], state: "OK" },
  { name: "no commit and no end", points: [{}], state: "NO_COMMIT" },
  { name: "a commit before the log start", points: [{ committed: 4n, logStart: 5n, end: 9n }], state: "DATA_LOSS" },
  { name: "the same with nothing left", points: [{ committed: 4n, logStart: 9n, end: 9n }], state: "DATA_LOSS" },
  { name: "a commit at the log start", points: [{ committed: 5n, logStart: 5n, end: 5n }], state: "OK" },
  { name: "a commit beyond the end", points: [[12, 10]], state: "UNKNOWN" },
  { name: "a commit without an end", points: [{ committed: 4n }], state: "UNKNOWN" },
  { name: "a problem", points: [{ problem: DENIED }], state: "UNKNOWN" },
  { name: "a problem beside a lag", points: [{ committed: 1n, end: 1n, problem: DENIED }], state: "UNKNOWN" },
  { name: "lag and nobody there", points: [[100, 200]], group: EMPTY, state: "STOPPED" },
  { name: "lag in a dead group", points: [[100, 200]], group: { phase: "dead" }, state: "STOPPED" },
  { name: "lag and an empty list of members", points: [[1, 2]], group: { ...STABLE, members: [] }, state: "STOPPED" },
  { name: "lag and a member", points: [[100, 200]], state: "UNKNOWN" },
  { name: "a rebalance", points: [[1, 2]], group: { phase: "rebalancing" }, state: "REBALANCING" },
  { name: "a rebalance at lag 0", points: [[2, 2]], group: { phase: "rebalancing" }, state: "REBALANCING" },
  {
    name: "a problem in a rebalance",
    points: [{ problem: DENIED }],
    group: { phase: "rebalancing" },
    state: "UNKNOWN",
  },
  { name: "offsets beyond 2^53", points: [[2n ** 62n, 2n ** 62n]], state: "OK" },
];

const STANDING: readonly Case[] = [
  { name: "5 min without a commit", points: silent(61), state: "STALLED" },
  { name: "almost 5 min without a commit", points: silent(60), state: "UNKNOWN" },
  { name: "two samples 5 min apart", every: 5 * MINUTE, points: silent(2), state: "STALLED" },
  { name: "the same without an owner", points: silent(7), group: UNOWNED, state: "STOPPED" },
  { name: "no owner for less than a step of a rebalance", points: silent(6), group: UNOWNED, state: "UNKNOWN" },
  { name: "owners that nobody told", points: silent(61), group: STABLE, state: "STALLED" },
  {
    name: "members that do not tell their partitions",
    points: silent(61),
    state: "STALLED",
    group: { ...STABLE, members: [{ id: "a", clientId: "a", host: "h" }] },
  },
  { name: "a share group without progress", points: silent(61), group: SHARE, state: "STALLED" },
  { name: "a share group without members", points: silent(2), group: { ...EMPTY, type: "share" }, state: "STOPPED" },
  {
    name: "idle for an hour, then one record just now",
    every: 5 * MINUTE,
    points: [...times(12, () => [100, 100] as const), [100, 101]],
    state: "OK",
  },
  {
    name: "a commit every minute, polled every 5 s",
    points: times(150, (n) => [100 + Math.floor(n / 12) * 12, 101 + n]),
    state: "OK",
  },
  {
    name: "one minute after commits every 5 s",
    points: [
      ...times(20, (n) => [100 + n * 10, 150 + n * 10] as const),
      ...times(13, (n) => [290, 350 + n * 10] as const),
    ],
    state: "STALLED",
  },
  {
    name: "half a minute after commits every 5 s",
    points: [
      ...times(20, (n) => [100 + n * 10, 150 + n * 10] as const),
      ...times(8, (n) => [290, 350 + n * 10] as const),
    ],
    state: "UNKNOWN",
  },
  {
    name: "2 min after commits every minute",
    points: [
      ...times(60, (n) => [100 + Math.floor(n / 12) * 12, 101 + n] as const),
      ...times(20, (n) => [148, 161 + n] as const),
    ],
    state: "UNKNOWN",
  },
  {
    name: "commits of a group that nobody joins",
    points: times(20, (n) => [100 + n * 10, 101 + n * 10]),
    group: EMPTY,
    state: "OK",
  },
  {
    name: "the same after its last commit",
    points: [...times(20, (n) => [100 + n, 200 + n] as const), ...times(13, (n) => [119, 220 + n] as const)],
    group: EMPTY,
    state: "STOPPED",
  },
  {
    name: "a transaction that stays open",
    points: times(14, (n) => ({ committed: 100n, lastStable: 100n, end: BigInt(110 + n) })),
    state: "TXN_BLOCKED",
  },
  {
    name: "a transaction open for less than a minute",
    points: times(12, (n) => ({ committed: 100n, lastStable: 100n, end: BigInt(110 + n) })),
    state: "UNKNOWN",
  },
  {
    name: "one transaction after the other",
    points: times(14, (n) => ({ committed: 100n, lastStable: BigInt(100 + n), end: BigInt(110 + n) })),
    state: "UNKNOWN",
  },
  {
    name: "an open transaction far ahead of a silent consumer",
    points: times(61, () => ({ committed: 50n, lastStable: 100n, end: 110n })),
    state: "STALLED",
  },
  {
    name: "an open transaction that a consumer reads through",
    points: times(20, (n) => ({ committed: BigInt(200 + n), lastStable: 100n, end: BigInt(201 + n) })),
    state: "OK",
  },
  {
    name: "an open transaction with nobody there",
    points: times(14, () => ({ committed: 100n, lastStable: 100n, end: 110n })),
    group: EMPTY,
    state: "STOPPED",
  },
];

const MOVING: readonly Case[] = [
  {
    name: "a commit that went back",
    points: [
      [500, 500],
      [200, 500],
    ],
    state: "REWOUND",
  },
  {
    name: "the same by hand, with nobody there",
    points: [
      [500, 500],
      [200, 500],
    ],
    group: EMPTY,
    state: "REWOUND",
  },
  {
    name: "it got back to where it was",
    points: [
      [500, 510],
      [200, 520],
      [500, 520],
    ],
    state: "UNKNOWN",
  },
  {
    name: "ten minutes after it went back, nobody there",
    every: 2 * MINUTE,
    points: [[500, 500], ...times(7, () => [200, 500] as const)],
    group: EMPTY,
    state: "STOPPED",
  },
  {
    name: "a topic made anew",
    points: [
      [500, 500],
      [500, 20],
      [10, 20],
    ],
    state: "UNKNOWN",
  },
  { name: "a consumer too slow", points: times(10, (n) => [100 + n * 50, 100 + n * 100]), state: "FALLING_BEHIND" },
  {
    name: "the same, seen for too short a time",
    points: times(6, (n) => [100 + n * 50, 150 + n * 100]),
    state: "UNKNOWN",
  },
  {
    name: "too slow since it was at the end",
    points: [...times(5, () => [0, 0] as const), ...times(10, (n) => [n * 50, n * 100] as const)],
    state: "FALLING_BEHIND",
  },
  { name: "a consumer that catches up", points: times(10, (n) => [100 + n * 100, 5_000]), state: "CATCHING_UP" },
  {
    name: "the same while records come",
    points: times(10, (n) => [100 + n * 100, 5_000 + n * 50]),
    state: "CATCHING_UP",
  },
  {
    name: "a lag that stays, far behind",
    points: times(20, (n) => [100 + n * 100, 90_000 + n * 100]),
    state: "FALLING_BEHIND",
  },
  {
    name: "a lag that stays, a few seconds behind",
    points: times(20, (n) => [100 + n * 100, 300 + n * 100]),
    state: "OK",
  },
  {
    name: "a staircase: 100 records, then a commit",
    points: times(40, (n) => [100 + Math.floor(n / 4) * 400, 250 + n * 100]),
    state: "OK",
  },
  {
    name: "the lag that comes between two commits",
    points: [
      [100, 100],
      [100, 150],
    ],
    state: "OK",
  },
  {
    name: "a share group that settles records in any order",
    points: times(12, (n) => ({ committed: 100n, end: 5_000n, lag: BigInt(4_000 - n * 100) })),
    group: SHARE,
    state: "CATCHING_UP",
  },
];

describe("verdicts", () => {
  for (const [title, cases] of Object.entries({
    "from one sample": ONE_SAMPLE,
    "where the commit stands still": STANDING,
    "where it moves": MOVING,
  })) {
    describe(title, () => {
      for (const { name, every = 5 * SECOND, points, group = OWNED, state } of cases) {
        it(`${name}: ${state}`, async () => {
          const { verdict } = await new Scenario().run(every, points, group);
          assert.equal(verdict.state, state, render(verdict.text, english()));
          assert.deepEqual(JSON.parse(JSON.stringify(verdict.inputs)), verdict.inputs);
          assert.ok(render(verdict.rule, english()).endsWith("."));
          assert.match(render(verdict.text, english()), /^orders\/3\b.*\.$/);
        });
      }
    });
  }
});

describe("the sentence of a verdict", () => {
  const reader = { ...english(), timeZone: "UTC" };
  const said = async (points: readonly Point[], every: number, group?: Partial<GroupSample>) => {
    const { verdict } = await new Scenario().run(every, points, group);
    return render(verdict.text, reader).replaceAll("\u202f", " ");
  };

  it("can be checked: what was committed when, where the end went, who owns it", async () => {
    assert.equal(
      await said(
        [
          [1204, 1204],
          [1204, 1210],
          [1204, 1311],
        ],
        5 * MINUTE,
      ),
      "orders/3: committed 1,204 at Nov 24, 2026, 12:10:00 PM and still at Nov 24, 2026, 12:15:00 PM " +
        "while the end went from 1,210 to 1,311; consumer-1 owns it.",
    );
  });

  it("says from a single sample that nobody is there", async () => {
    assert.equal(
      await said([[100, 200]], SECOND, EMPTY),
      "orders/3: committed 100 at Nov 24, 2026, 12:00:01 PM, end 200; nobody has joined the group.",
    );
  });

  it("says when the lag will be gone", async () => {
    const points = times(10, (n): Point => [100 + n * 100, 5_000]);
    assert.equal(
      await said(points, 5 * SECOND),
      "orders/3: lag 4,000, 900 less than 45 s ago; at this pace it is 0 in 3 min 20 s.",
    );
  });

  it("gives the reason of a problem in its own words", async () => {
    const problem = { kind: "failed", why: verbatim("Nobody knows.") } as const;
    assert.equal(await said([{ problem }], SECOND), "orders/3 is not judged. Nobody knows.");
  });
});
