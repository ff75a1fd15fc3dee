import assert from "node:assert/strict";
import { lockNoticeOf, type Seen } from "../../../../src/editor/panels/locks/lock-notice";
import type { LockStatus } from "../../../../src/locks/snapshot";
import { held, lock, split } from "./snapshot";

/** What is told while a watched lock goes through these. */
function told(...statuses: readonly LockStatus[]): string[] {
  let seen: Seen | undefined;
  return statuses.map((status) => {
    const noticed = lockNoticeOf(seen, status);
    seen = noticed?.told ?? seen;
    return noticed?.notice?.kind ?? "";
  });
}

describe("a watched lock", () => {
  it("is told of when it is released, and not when it is acquired or renewed", () => {
    const by = (id: string) => held("a", id, 5_000);
    assert.deepEqual(told(by("x"), by("x"), lock("a", "free"), lock("a", "free"), by("y")), [
      "",
      "",
      "released",
      "",
      "",
    ]);
  });

  it("is told of when somebody else took it between two looks", () => {
    assert.deepEqual(told(held("a", "x", 1), held("a", "y", 1), held("a", "y", 1)), ["", "handedOver", ""]);
  });

  it("is told of when it leaks, once, also where it did so from the start", () => {
    assert.deepEqual(told(held("a", "x", 1), held("a", "x", null), held("a", "x", null)), ["", "leaked", ""]);
    assert.deepEqual(told(held("a", "x", null), lock("a", "free")), ["leaked", "released"]);
  });

  it("says nothing of what is not known", () => {
    assert.deepEqual(told(held("a", "x", 1), lock("a", "unknown"), split("a"), held("a", "x", 1)), ["", "", "", ""]);
    assert.deepEqual(told(lock("a", "free")), [""]);
  });
});
