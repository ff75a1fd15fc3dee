import assert from "node:assert/strict";
import { english } from "../../src/core/render";
import { type SentCall, SentLog } from "../../src/core/sent";
import { sentLine } from "../../src/core/sent-lines";

describe("SentLog", () => {
  it("keeps the last calls in the order in which they ended, and counts all", () => {
    const log = new SentLog(3);
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => log.begin("h:1", name));
    assert.deepEqual([log.total, log.after(0)], [0, []]);
    b?.({ outcome: "answered", sent: 5, received: 7 });
    a?.({ outcome: "refused", code: "NOPERM" });
    assert.deepEqual(
      log
        .after(0)
        .map(({ number, operation, sent, received, outcome, code }) => [
          number,
          operation,
          sent,
          received,
          outcome,
          code,
        ]),
      [
        [1, "b", 5, 7, "answered", undefined],
        [2, "a", undefined, undefined, "refused", "NOPERM"],
      ],
    );
    c?.({ outcome: "unanswered" });
    d?.({ outcome: "answered" });
    assert.equal(log.total, 4);
    assert.deepEqual(
      log.after(0).map(({ number, operation }) => `${number}${operation}`),
      ["2a", "3c", "4d"],
    );
    assert.deepEqual(
      log.after(3).map(({ operation }) => operation),
      ["d"],
    );
    assert.deepEqual(log.after(4), []);
  });
});

describe("a line of what was sent", () => {
  const call = { number: 1, at: Date.UTC(2026, 0, 2, 3, 4, 5, 6), to: "h:1", operation: "TYPE ×3, PTTL", ms: 1.25 };
  const line = (rest: Partial<SentCall>) =>
    sentLine({ ...call, outcome: "answered", ...rest }, { ...english(), timeZone: "UTC" }).replace(/ +/g, " ");

  it("has time, duration, bytes where they are known, place, operation and outcome", () => {
    assert.equal(line({ sent: 31, received: 1536 }), "03:04:05.006 1.3 ms ↑ 31 B ↓ 1.5 KB h:1 TYPE ×3, PTTL answered");
    assert.equal(line({ outcome: "unanswered" }), "03:04:05.006 1.3 ms ↑ – ↓ – h:1 TYPE ×3, PTTL no answer");
    assert.match(line({ outcome: "refused", code: "NOPERM" }), /TYPE ×3, PTTL refused NOPERM$/);
  });
});
