import assert from "node:assert/strict";
import { withDeadline } from "../../src/core/deadline";
import { hasCode } from "../../src/core/failure";
import { verbatim } from "../../src/core/text";

const what = verbatim("Redis at localhost:1");
const never = new AbortController().signal;

describe("withDeadline", () => {
  it("passes the result on", async () => {
    assert.equal(await withDeadline(what, 1_000, never, async () => 42), 42);
  });

  it("ends a call that never answers, tells the callee, and names what was waited for", async () => {
    let told: AbortSignal | undefined;
    const call = withDeadline(what, 20, never, (signal) => {
      told = signal;
      return new Promise<never>(() => {});
    });
    await assert.rejects(
      call,
      (error: Error) => hasCode(error, "timeout") && /Redis at localhost:1/.test(error.message),
    );
    assert.equal(told?.aborted, true);
  });

  it("ends at once when the caller leaves", async () => {
    const controller = new AbortController();
    const call = withDeadline(what, 60_000, controller.signal, () => new Promise<never>(() => {}));
    controller.abort();
    await assert.rejects(call, (error) => hasCode(error, "cancelled"));
    await assert.rejects(
      withDeadline(what, 60_000, controller.signal, async () => assert.fail("called all the same")),
      (error) => hasCode(error, "cancelled"),
    );
  });

  it("keeps the failure of the call, and a late one harms nobody", async () => {
    await assert.rejects(
      withDeadline(what, 1_000, never, async () => Promise.reject(new Error("own"))),
      /own/,
    );
    let fail: (error: Error) => void = () => {};
    const late = new Promise<never>((_, reject) => {
      fail = reject;
    });
    await assert.rejects(
      withDeadline(what, 10, never, () => late),
      (error) => hasCode(error, "timeout"),
    );
    fail(new Error("late"));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
