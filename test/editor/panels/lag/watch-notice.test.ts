import assert from "node:assert/strict";
import { noticeOf } from "../../../../src/editor/panels/lag/watch-notice";
import type { VerdictState } from "../../../../src/lag/snapshot";

/** What is told while a group goes through these verdicts. */
function told(...states: VerdictState[]): string[] {
  let last: VerdictState | undefined;
  return states.map((state) => {
    const notice = noticeOf(last, state);
    if (notice) last = state;
    return notice?.kind ?? "";
  });
}

describe("a watch", () => {
  it("tells of trouble once, and of the end of it", () => {
    assert.deepEqual(told("OK", "STALLED", "STALLED", "STOPPED", "CATCHING_UP", "OK", "STALLED"), [
      "",
      "trouble",
      "",
      "",
      "recovered",
      "",
      "trouble",
    ]);
  });

  it("tells when records are lost on top of it, once", () => {
    assert.deepEqual(told("STALLED", "DATA_LOSS", "DATA_LOSS", "STALLED"), ["trouble", "trouble", "", ""]);
  });

  it("says nothing of a moment without knowledge", () => {
    assert.deepEqual(told("UNKNOWN", "STOPPED", "UNKNOWN", "REBALANCING", "NO_COMMIT", "STOPPED", "OK"), [
      "",
      "trouble",
      "",
      "",
      "",
      "",
      "recovered",
    ]);
  });
});
