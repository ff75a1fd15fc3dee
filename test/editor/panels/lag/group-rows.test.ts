import assert from "node:assert/strict";
import { english } from "../../../../src/core/render";
import { text, verbatim } from "../../../../src/core/text";
import { groupFrame } from "../../../../src/editor/panels/lag/group-frame";
import { groupRow, groupTable } from "../../../../src/editor/panels/lag/group-rows";
import type { GroupLag } from "../../../../src/lag/snapshot";
import { VERDICTS } from "../../../../src/lag/snapshot";
import type { Cell } from "../../../../src/panel/protocol";
import { group, partition, snapshot, TAKEN_AT, verdict } from "./snapshot";

const row = (lag: GroupLag) => groupRow(lag, english(), [], true);
const said = (cell: Cell | undefined): string =>
  cell === undefined || typeof cell === "string" ? (cell ?? "") : "text" in cell ? cell.text : "";
const sortOf = (cell: Cell | undefined) => (typeof cell === "object" && "sort" in cell ? cell.sort : undefined);

describe("a group as a row of the lag panel", () => {
  it("shows its lag exactly, also beyond what a double can hold", () => {
    const { cells } = row(group("g", [partition({ lag: 9007199254740993n }), partition({ partition: 1, lag: 1n })]));
    assert.equal(said(cells.lag), "9,007,199,254,740,994");
    assert.equal(sortOf(cells.lag), "9007199254740994");
  });

  it("says at least, denied, unknown or nothing where a lag is not known, and never 0", () => {
    const unreachable = { kind: "unreachable", why: verbatim("the broker is down") } as const;
    const denied = { kind: "denied", why: verbatim("no permission") } as const;
    const lagOf = (lag: GroupLag) => said(row(lag).cells.lag);
    assert.equal(
      lagOf(group("g", [partition({ lag: 1204n }), partition({ partition: 1, problem: unreachable })])),
      "≥ 1,204",
    );
    assert.equal(lagOf(group("g", [partition({ problem: unreachable })])), "unreachable");
    assert.equal(lagOf(group("g", [], { lag: { total: 0n, complete: false } }, { problem: denied })), "denied");
    assert.equal(lagOf(group("g", [], { lag: { total: 0n, complete: false } })), "unknown");
    assert.equal(lagOf(group("g", [partition({ end: 5n })])), "–");
    assert.equal(lagOf(group("g", [partition({ lag: 0n })])), "0");
    assert.equal(sortOf(row(group("g", [partition({ end: 5n })])).cells.lag), undefined);
  });

  it("marks an interpolated time, and keeps a slow rate from looking like none", () => {
    const exact = row(group("g", [], { timeLag: { ms: 90_000, method: "record" }, rates: { in: 0.042, out: 1234.5 } }));
    assert.equal(said(exact.cells.timeLag), "1 min 30 s");
    assert.equal(said(exact.cells.in), "0.042/s");
    assert.equal(said(exact.cells.out), "1,235/s");
    const guessed = row(group("g", [], { timeLag: { ms: 90_000, method: "interpolated" } }));
    assert.equal(said(guessed.cells.timeLag), "≈ 1 min 30 s");
    assert.equal(said(guessed.cells.in), "–");
  });

  it("says when it will have caught up, and first when records will be lost", () => {
    const eta = verdict("CATCHING_UP", { eta: 120_000 });
    assert.equal(said(row(group("g", [], { verdict: eta })).cells.eta), "2 min");
    const near = verdict("CATCHING_UP", { eta: 120_000, lossIn: 3_600_000, warning: verbatim("soon") });
    assert.equal(said(row(group("g", [], { verdict: near })).cells.eta), "loss in 1 h");
    const far = verdict("CATCHING_UP", { eta: 120_000, lossIn: 3_600_000 });
    assert.equal(said(row(group("g", [], { verdict: far })).cells.eta), "2 min");
  });

  it("knows its members only when they were read, or nobody is there", () => {
    assert.equal(said(row(group("g", [])).cells.members), "–");
    assert.equal(said(row(group("g", [], {}, { phase: "empty" })).cells.members), "0");
    const member = { id: "m", clientId: "c", host: "/h" };
    assert.equal(said(row(group("g", [], {}, { members: [member, { ...member, id: "n" }] })).cells.members), "2");
  });

  it("draws a line where there are two figures, with gaps where there are none", () => {
    const trend = [
      { at: 0, lag: 5 },
      { at: 1_000, lag: null },
      { at: 2_000, lag: 9 },
    ];
    const cell = row(group("g", [], { trend })).cells.trend;
    assert.ok(typeof cell === "object" && cell.kind === "spark");
    assert.deepEqual(cell.values, [5, null, 9]);
    assert.equal(cell.title, "Lag over 2 s: from 5 to 9");
    assert.equal(said(row(group("g", [], { trend: trend.slice(0, 2) })).cells.trend), "–");
  });

  it("is without its line and its tooltips where it cannot be seen, and sorts all the same", () => {
    const trend = [
      { at: 0, lag: 5 },
      { at: 1_000, lag: 9 },
    ];
    const { cells } = groupRow(group("g", [partition({ lag: 9n })], { trend }), english(), [], false);
    assert.deepEqual(cells.trend, { kind: "spark", values: [], title: "", sort: 4 });
    assert.ok(typeof cells.verdict === "object" && !("title" in cells.verdict));
  });

  it("cannot disguise its name", () => {
    assert.equal(said(row(group("", [])).cells.group), '""');
    assert.equal(said(row(group("a\u202eb\n", [])).cells.group), "a\\u{202e}b\\n");
  });
});

describe("the table of the lag panel", () => {
  const groups = [
    group("bad", [partition({ lag: 5n }), partition({ topic: "logs", lag: 0n })], { verdict: verdict("STALLED") }),
    group("good", [partition({ lag: 0n })], {}, { type: undefined }),
  ];

  it("keeps the order of the snapshot and says what is in it", async () => {
    const missing = [{ what: text("The groups of broker {0}", 2), why: verbatim("it did not answer") }];
    const table = await groupTable({ ...snapshot(groups), missing }, english(), (id) => [`act on ${id}`]);
    assert.deepEqual(
      table.rows.map(({ id, actions }) => [id, actions]),
      [
        ["bad", ["act on bad"]],
        ["good", ["act on good"]],
      ],
    );
    assert.equal(table.takenAt, TAKEN_AT);
    assert.equal(table.summary, "Groups: 2, in trouble: 1");
    assert.deepEqual(table.missing, [{ text: "The groups of broker 2: it did not answer", tone: "warning" }]);
  });

  it("can be narrowed by verdict, type and topic, with how many there are", async () => {
    const { facets, rows } = await groupTable(snapshot(groups), english(), () => []);
    assert.deepEqual(
      facets.map(({ id, options }) => [id, options.map(({ value, label, count }) => `${value}=${label} ${count}`)]),
      [
        ["verdict", ["STALLED=STALLED 1", "OK=OK 1"]],
        ["type", ["=unknown 1", "classic=classic 1"]],
        ["topic", ["logs=logs 1", "orders=orders 2"]],
      ],
    );
    assert.deepEqual(rows[0]?.facets, { verdict: ["STALLED"], type: ["classic"], topic: ["orders", "logs"] });
  });

  it("fills the columns of its frame and no others, whatever the verdict", () => {
    const columns = new Set(groupFrame(english()).columns.map(({ id }) => id));
    for (const state of VERDICTS) {
      const { cells } = row(group("g", [partition({ lag: 1n })], { verdict: verdict(state) }));
      assert.deepEqual(new Set(Object.keys(cells)), columns);
      assert.equal(said(cells.verdict), state.replaceAll("_", " "));
    }
  });
});
