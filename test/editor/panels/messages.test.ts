import assert from "node:assert/strict";
import fc from "fast-check";
import { keptChoices, readMessage } from "../../../src/editor/panels/messages";

const choices = { filter: "", facets: { verdict: ["OK"] }, intervalMs: 5_000, paused: false, utc: true };

describe("messages from a webview", () => {
  it("are taken when they are what the protocol says", () => {
    const ready = { type: "ready", timeZone: "Europe/Berlin", choices };
    assert.deepEqual(readMessage(ready), ready);
    for (const message of [
      { type: "choices", choices: { ...choices, open: "g", sort: { column: "lag", descending: true }, panel: "p" } },
      { type: "inSight", rows: ["a", ""] },
      { type: "now" },
      { type: "action", action: "watch", row: "a" },
      { type: "copy", format: "csv", rows: [] },
      { type: "export", format: "json", rows: ["a"] },
    ]) {
      assert.deepEqual(readMessage(message), message);
    }
  });

  it("are dropped when they are anything else", () => {
    const nonsense = [
      undefined,
      null,
      "now",
      [],
      {},
      { type: "toString" },
      { type: "inSight" },
      { type: "inSight", rows: [1] },
      { type: "inSight", rows: Array.from({ length: 200_001 }, () => "") },
      { type: "action", action: "watch" },
      { type: "action", action: ["watch"], row: "a" },
      { type: "copy", format: "html", rows: [] },
      { type: "export", format: "csv", rows: "a" },
      { type: "choices" },
      ...[
        { filter: 1 },
        { filter: "x".repeat(10_001) },
        { facets: null },
        { facets: { verdict: "OK" } },
        { intervalMs: 0 },
        { intervalMs: Number.NaN },
        { intervalMs: 1e12 },
        { paused: "no" },
        { utc: undefined },
        { open: 1 },
        { sort: { column: "lag" } },
        { panel: {} },
      ].map((change) => ({ type: "choices", choices: { ...choices, ...change } })),
    ];
    for (const message of nonsense)
      assert.equal(readMessage(message), undefined, JSON.stringify(message)?.slice(0, 80));
  });

  it("bring nothing along that the protocol does not know", () => {
    const read = readMessage({ type: "choices", choices: { ...choices, more: 1 }, more: 2 });
    assert.deepEqual(read, { type: "choices", choices });
  });

  it("begin anew where what was kept cannot be understood", () => {
    assert.deepEqual(readMessage({ type: "ready", timeZone: "No/Where", choices: { filter: 1 } }), {
      type: "ready",
      timeZone: "UTC",
    });
    assert.equal(keptChoices({ choices: { ...choices, paused: 0 } }), undefined);
    assert.equal(keptChoices(undefined), undefined);
    assert.deepEqual(keptChoices({ choices, beside: 300 }), choices);
  });

  it("are read once and for all: whatever is sent, what is taken is taken again, and fits into what a panel may hold", () => {
    const text = fc.oneof(fc.string({ maxLength: 5 }), fc.constant("__proto__"), fc.constant("x".repeat(10_001)));
    const near = fc.record(
      {
        filter: text,
        facets: fc.oneof(fc.dictionary(text, fc.array(text, { maxLength: 3 }), { maxKeys: 3 }), fc.anything()),
        intervalMs: fc.oneof(fc.double(), fc.constant(5_000)),
        paused: fc.oneof(fc.boolean(), fc.anything()),
        utc: fc.boolean(),
        open: fc.oneof(text, fc.anything()),
        sort: fc.oneof(fc.record({ column: text, descending: fc.boolean() }), fc.anything()),
        panel: text,
      },
      { requiredKeys: ["filter", "facets", "intervalMs", "paused", "utc"] },
    );
    const message = fc.record(
      {
        type: fc.oneof(
          fc.constantFrom("ready", "choices", "inSight", "now", "action", "copy", "export"),
          fc.anything(),
        ),
        choices: fc.oneof(near, fc.anything()),
        rows: fc.oneof(fc.array(text, { maxLength: 3 }), fc.anything()),
        row: text,
        action: text,
        format: fc.constantFrom("csv", "json", "html"),
        timeZone: fc.oneof(text, fc.constant("Europe/Berlin"), fc.anything()),
      },
      { requiredKeys: ["type"] },
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: message }, fc.anything()), (value) => {
        const read = readMessage(value);
        if (read === undefined) return;
        taken++;
        assert.deepEqual(readMessage(read), read);
        assert.doesNotMatch(JSON.stringify(read), /x{10001}/);
      }),
      { numRuns: 500 },
    );
    assert.ok(taken > 20, `${taken}`);
    fc.assert(fc.property(fc.anything(), (state) => void keptChoices(state)));
  });
});
