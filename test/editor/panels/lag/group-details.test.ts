import assert from "node:assert/strict";
import { english } from "../../../../src/core/render";
import { verbatim } from "../../../../src/core/text";
import { groupDetails, spans } from "../../../../src/editor/panels/lag/group-details";
import type { GroupLag } from "../../../../src/lag/snapshot";
import type { Cell, Section } from "../../../../src/panel/protocol";
import { group, partition, snapshot, verdict } from "./snapshot";

function section<K extends Section["kind"]>(lag: GroupLag, kind: K, id: string) {
  const found = groupDetails(snapshot([lag]), lag.sample.id, english(), [])?.sections.find((one) => one.id === id);
  assert.ok(found?.kind === kind, id);
  return found as Extract<Section, { kind: K }>;
}
const said = (cell: Cell | undefined): string | undefined =>
  typeof cell === "object" ? ("text" in cell ? cell.text : cell.kind) : cell;

describe("an open group", () => {
  it("says its verdict, the rule and what the rule was given", () => {
    const lag = group(
      "g",
      [partition({ lag: 1n }, { verdict: verdict("REWOUND", { topic: "orders", partition: 0 }) })],
      {
        verdict: verdict("STALLED", { topic: "orders", partition: 1 }),
      },
    );
    assert.deepEqual(
      section(lag, "sentences", "verdict").lines.map((line) => line.text),
      ["why it is STALLED", "Rule: the rule of STALLED", "why it is REWOUND"],
    );
    assert.deepEqual(section(lag, "facts", "inputs").facts, [
      { label: "committed", value: "9007199254740993" },
      { label: "known", value: "–" },
    ]);
  });

  it("has each partition below its topic, with all offsets, its owner and a bar", () => {
    const member = {
      id: "m-1",
      clientId: "client",
      host: "/10.0.0.1",
      assigned: [{ topic: "orders", partitions: [3] }],
    };
    const one = { partition: 3, logStart: 100n, committed: 150n, lastStable: 190n, end: 200n, lag: 50n, member: "m-1" };
    const { rows } = section(group("g", [partition(one)], {}, { members: [member] }), "table", "partitions");
    const [topic, row] = rows;
    assert.equal(row?.parent, topic?.id);
    const cells: Readonly<Record<string, Cell>> = row?.cells ?? {};
    assert.deepEqual(
      ["partition", "logStart", "committed", "lastStable", "end", "lag", "owner"].map((id) => said(cells[id])),
      ["3", "100", "150", "190", "200", "50", "client /10.0.0.1"],
    );
    const { bar } = cells;
    assert.ok(typeof bar === "object" && bar.kind === "bar");
    assert.deepEqual(
      bar.marks.map(({ at, label }) => [at, label]),
      [
        [0, "log start 100"],
        [0.5, "committed 150"],
        [0.9, "last stable 190"],
        [1, "end 200"],
      ],
    );
    assert.deepEqual(
      bar.marks.map(({ legend }) => legend),
      ["Log Start", "Committed", "Last Stable", "End"],
    );
    assert.deepEqual(bar.fill, [0.5, 1]);
  });

  it("shows a commit that is outside of the log where it is", () => {
    const at = (committed: bigint) => {
      const lag = group("g", [partition({ logStart: 100n, committed, lastStable: 200n, end: 200n, lag: 0n })]);
      const bar = section(lag, "table", "partitions").rows[1]?.cells.bar;
      assert.ok(typeof bar === "object" && bar.kind === "bar");
      return bar.marks.map((mark) => mark.at);
    };
    assert.deepEqual(at(0n), [0.5, 0, 1, 1]);
    assert.deepEqual(at(300n), [0, 1, 0.5, 0.5]);
  });

  it("never turns what is not known into a figure", () => {
    const problem = { kind: "leaderless", why: verbatim("no replica is in sync") } as const;
    const nobody = { committed: undefined, logStart: 0n, end: 9n, lastStable: 9n };
    const lag = group("g", [
      partition({ partition: 1, committed: 4n, problem }),
      partition({ partition: 2, ...nobody }),
    ]);
    const [, leaderless, uncommitted] = section(lag, "table", "partitions").rows;
    const figures = (cells: Readonly<Record<string, Cell>> = {}) =>
      ["committed", "end", "lag", "in"].map((id) => said(cells[id]));
    assert.deepEqual(figures(leaderless?.cells), ["4", "no leader", "no leader", "–"]);
    assert.deepEqual(figures(uncommitted?.cells), ["–", "9", "–", "–"]);
    assert.equal(section(lag, "table", "members").empty, "The members are unknown.");
  });

  it("draws a line for each topic, of the partitions that have a lag", () => {
    const trend = (one: number | null, other: number | null) => [
      { at: 1, lag: one },
      { at: 2, lag: other },
    ];
    const lag = group(
      "g",
      [
        partition({ topic: "a" }, { trend: trend(1, 2) }),
        partition({ topic: "a", partition: 1 }, { trend: trend(3, null) }),
        partition({ topic: "a", partition: 2 }, { trend: trend(null, null) }),
        partition({ topic: "b" }, { trend: trend(10, 20) }),
      ],
      { trend: trend(14, null) },
    );
    const { times, series } = section(lag, "chart", "chart");
    assert.deepEqual(times, [1, 2]);
    assert.deepEqual(series, [
      { label: "all partitions", values: [14, null] },
      { label: "b", values: [10, 20] },
      { label: "a", values: [4, null] },
    ]);
  });

  it("writes partitions as spans", () => {
    assert.equal(spans([5, 0, 1, 2, 7, 8]), "0–2, 5, 7–8");
    assert.equal(spans([]), "");
  });

  it("is nothing where it is gone", () => {
    assert.equal(groupDetails(snapshot([]), "g", english(), []), undefined);
  });
});
