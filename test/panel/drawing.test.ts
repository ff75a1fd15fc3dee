import assert from "node:assert/strict";
import fc from "fast-check";
import { columnsThatFit, gridTemplate, widenFigures } from "../../src/panel/columns";
import { moment, spell, tick } from "../../src/panel/format";
import { linesOf } from "../../src/panel/lines";
import { sparkPath } from "../../src/panel/spark-path";
import { rowsInSight, rowsToDraw } from "../../src/panel/virtual-window";
import { visibleText } from "../../src/panel/visible-text";
import { words } from "./example";

describe("the rows that are drawn", () => {
  it("are those in sight, and not many more, of as many as there are", () => {
    const pixels = fc.integer({ min: -3_000_000, max: 3_000_000 });
    fc.assert(
      fc.property(
        pixels,
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (top, height, count) => {
          const seen = rowsInSight({ top, height }, 22, count);
          const drawn = rowsToDraw(seen, count);
          assert.ok(0 <= drawn.from && drawn.from <= seen.from && seen.from <= seen.to && seen.to <= drawn.to);
          assert.ok(drawn.to <= count && drawn.to - drawn.from <= height / 22 + 34);
        },
      ),
    );
  });

  it("include those of which only a part can be seen", () => {
    assert.deepEqual(rowsInSight({ top: -33, height: 66 }, 22, 100), { from: 1, to: 5 });
    assert.deepEqual(rowsInSight({ top: 44, height: 66 }, 22, 100), { from: 0, to: 1 });
    assert.deepEqual(rowsInSight({ top: 90, height: 66 }, 22, 100), { from: 0, to: 0 });
  });
});

describe("columns", () => {
  const columns = [
    { id: "a", label: "a", minWidth: 100, grow: 3 },
    { id: "b", label: "b", minWidth: 80, align: "end" as const },
    { id: "c", label: "c" },
  ];

  it("leave from the last where there is no room, and the first never", () => {
    const roomFor = (width: number) =>
      columnsThatFit(columns, width)
        .map(({ id }) => id)
        .join("");
    assert.deepEqual(
      [roomFor(300), roomFor(244), roomFor(243), roomFor(179), roomFor(10)],
      ["abc", "abc", "ab", "a", "a"],
    );
    assert.equal(gridTemplate(columns), "minmax(100px, 3fr) minmax(80px, 1fr) minmax(64px, 1fr)");
  });

  it("of figures are as wide as the longest that was ever there", () => {
    const lines = (b: string) =>
      linesOf([{ id: "1", cells: { a: "x".repeat(99), b } }], { locale: "en", isOpen: () => true });
    const known = new Map<string, number>();
    const wide = widenFigures(columns, lines("18,446,744,073,709,551,615"), known).map(({ minWidth }) => minWidth);
    assert.deepEqual([wide[0], wide[2]], [100, undefined]);
    assert.ok((wide[1] ?? 0) > 26 * 7);
    assert.deepEqual(
      widenFigures(columns, lines("1"), known).map(({ minWidth }) => minWidth),
      wide,
    );
  });
});

describe("a line of numbers", () => {
  it("begins at 0, and is interrupted where a number is not known", () => {
    assert.equal(sparkPath([0, 5, 10], 100, 10), "M0.0 10.0L50.0 5.0L100.0 0.0");
    assert.equal(sparkPath([100, null, 100], 100, 10), "M0.0 0.0h0M100.0 0.0h0");
    assert.equal(sparkPath([], 100, 10), "");
    assert.equal(sparkPath([0, 0], 100, 10), "M0.0 10.0L100.0 10.0");
    assert.equal(sparkPath([-10, 10], 100, 10), "M0.0 10.0L100.0 0.0");
  });
});

describe("times", () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);
  const clock = { locale: "en", utc: true };

  it("are durations in the two largest units", () => {
    const spelled = [0, 999, 59_999, 60_000, 3_599_000, 90_061_000, -5].map((ms) => spell(ms, words));
    assert.deepEqual(spelled, ["0 s", "0 s", "59 s", "1 min", "59 min 59 s", "1 d 1 h", "0 s"]);
  });

  it("have the date where that is not today's", () => {
    assert.equal(moment(at, clock, at + 1000), "03:04:05");
    assert.equal(moment(at, clock, at + 86_400_000), "Jan 2, 2026 03:04:05");
    assert.deepEqual(
      [tick(at, clock, 1000), tick(at, clock, 60_000), tick(at, clock, 86_400_000)],
      ["03:04:05", "03:04", "Jan 2"],
    );
  });
});

describe("text from a server", () => {
  it("shows what cannot be seen, and leaves the rest as it is", () => {
    assert.equal(visibleText("\u001b[31mred\u0000\u007f\u0085"), "␛[31mred␀␡<U+0085>");
    assert.equal(visibleText("evil\u202egnp.exe"), "evil<U+202E>gnp.exe");
    assert.equal(visibleText("שלום 你好 <b>&amp;👍🏽"), "שלום 你好 <b>&amp;👍🏽");
    assert.equal(visibleText("x".repeat(10_000)).length, 601);
  });
});
