import assert from "node:assert/strict";
import { SentLog } from "../../src/core/sent";

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
