import assert from "node:assert/strict";
import { type FailureCode, hasCode, isFailure } from "../../src/core/failure";
import { say } from "./session";

/** Takes down how questions to a stranger end: with an answer or a failure, and with nothing else. */
export class Endings {
  private readonly seen = new Set<FailureCode | "answered">();

  /** @param late whether a failure may be that no answer came in time */
  constructor(private readonly late: "may be late" | "never late") {}

  readonly asked = async (call: Promise<unknown> | undefined): Promise<void> => {
    try {
      await call;
      this.seen.add("answered");
    } catch (error) {
      assert.ok(isFailure(error), error instanceof Error ? error.stack : String(error));
      if (this.late === "never late") assert.ok(!hasCode(error, "timeout"), say(error.what));
      this.seen.add(error.code);
    }
  };

  assertSeen(...endings: readonly (FailureCode | "answered")[]): void {
    assert.ok(
      endings.every((end) => this.seen.has(end)),
      [...this.seen].join(),
    );
  }
}
