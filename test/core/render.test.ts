import assert from "node:assert/strict";
import fc from "fast-check";
import { english, type Reader, render, renderAll } from "../../src/core/render";
import { age, count, duration, size, text, time, verbatim } from "../../src/core/text";

const now = Date.UTC(2026, 0, 2, 12);
const reader: Reader = { ...english(), now, timeZone: "UTC" };

describe("render", () => {
  it("fills in arguments of every kind", () => {
    assert.equal(
      render(text("{0} of {1}", count(1200), count(9007199254740993n)), reader),
      "1,200 of 9,007,199,254,740,993",
    );
    assert.equal(render(text("{0}: {1}", "a{1}", verbatim("{0}")), reader), "a{1}: {0}");
    assert.equal(render(text("{0}", text("inner {0}", 1n)), reader), "inner 1");
  });

  it("writes out what would be a line, a colour or a turn of its own in what is filled in", () => {
    const nasty = "a\n\u001b[31mred\u202etxt\u200b";
    const visible = "a\\n\\x1b[31mred\\u{202e}txt\\u{200b}";
    assert.equal(render(verbatim(nasty), reader), visible);
    assert.equal(render(text("{0} and {1}", nasty, text("{0}", nasty)), reader), `${visible} and ${visible}`);
    assert.equal(render(verbatim(visible), reader), visible);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const line = render(text("{0}", name), reader);
        assert.doesNotMatch(line, /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u);
        assert.equal(render(verbatim(line), reader), line);
      }),
    );
  });

  it("writes sizes as hdfs dfs -ls -h counts them", () => {
    const sizes: [number | bigint, string][] = [
      [0, "0 B"],
      [1023, "1,023 B"],
      [1024, "1 KB"],
      [1536, "1.5 KB"],
      [52 * 1024 * 1024, "52 MB"],
      [2n ** 63n, "8 EB"],
    ];
    for (const [value, words] of sizes) assert.equal(render(size(value), reader), words);
  });

  it("writes durations and ages with the units that matter", () => {
    const durations: [number, string][] = [
      [850, "850 ms"],
      [12_000, "12 s"],
      [312_000, "5 min 12 s"],
      [3_600_000, "1 h"],
      [(3 * 24 + 4) * 3_600_000, "3 d 4 h"],
      [-5_000, "−5 s"],
    ];
    for (const [value, words] of durations) assert.equal(render(duration(value), reader), words);
    assert.equal(render(age(now - 2 * 3_600_000), reader), "2h ago");
    assert.equal(render(age(now - 1_000), reader), "just now");
    assert.match(render(age(now + 86_400_000), reader), /Jan 3, 2026/);
  });

  it("survives a time that no calendar has", () => {
    assert.equal(render(time(8.64e15 + 1), reader), "8640000000000001");
    assert.equal(render(time(Number.NaN), reader), "NaN");
  });

  it("translates the pattern and not what is filled in", () => {
    const german: Reader = {
      ...reader,
      locale: "de",
      translate: (message, ...args) => (message === "{0} left" ? `noch ${args[0]}` : message),
    };
    assert.equal(render(text("{0} left", count(12_000)), german), "noch 12.000");
  });

  it("joins the parts of a row", () => {
    assert.equal(renderAll([verbatim("a"), size(1)], reader), "a · 1 B");
    assert.equal(renderAll([], reader), undefined);
  });
});
