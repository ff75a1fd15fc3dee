import { Failure, type FailureCode, isFailure } from "../../core/failure";
import { type Text, text, verbatim } from "../../core/text";
import { words } from "../failures";
import { errorName, kindOf } from "../protocol/errors";

/** A change was sent, and what became of it is not known. */
export class UncertainFailure extends Failure {
  constructor(readonly failure: Failure) {
    const { code, what, why } = failure;
    super({ code, what, why, fix: text("Look whether it was done: the answer did not come."), cause: failure });
  }

  /** The same in words that name the thing: "It is not known whether the topic x was created." */
  about(what: Text): Failure {
    const { code, why } = this.failure;
    return new Failure({
      code,
      what,
      why: why ? text("{0} ({1})", this.failure.what, why) : this.failure.what,
      fix: text("Look whether it was done before you do it again."),
      cause: this.failure,
    });
  }
}

/**
 * The same failure after it was said that nothing was done: what goes wrong on the way to a broker does not say so.
 * What says it already stays as it is: what has changed since the plan, and what the broker has refused.
 */
export function notDone(error: unknown, what: Text): unknown {
  if (!isFailure(error) || error instanceof UncertainFailure) return error;
  if (error.what === what || error.code === "changed") return error;
  const { code, fix } = error;
  const why = error.why ? text("{0} ({1})", error.what, error.why) : error.what;
  return new Failure({ code, what, why, fix, cause: error });
}

/** Why Kafka has not done something. `what` says what was not done. */
export function refusal(errorCode: number, what: Text, message?: string): Failure {
  const code = CODES.get(errorCode) ?? kindOf(errorCode);
  const said = message ? words(message).verbatim : "";
  return new Failure({
    code,
    what,
    why: verbatim(said ? `${errorName(errorCode)}: ${said}` : errorName(errorCode)),
    fix: FIXES.get(errorCode) ?? fixOf(code),
  });
}

/** What these mean for a change. */
const CODES: ReadonlyMap<number, FailureCode> = new Map<number, FailureCode>([
  [10, "tooLarge"],
  [18, "tooLarge"],
  [19, "unavailable"],
  [22, "changed"],
  [25, "changed"],
  [36, "changed"],
  [37, "invalid"],
  [38, "invalid"],
  [39, "invalid"],
  [44, "invalid"],
  [68, "changed"],
  [73, "unsupported"],
  [87, "invalid"],
]);

const FIXES: ReadonlyMap<number, Text> = new Map<number, Text>([
  [10, text("The topic's setting max.message.bytes is the limit.")],
  [73, text("The brokers' setting delete.topic.enable is off.")],
]);

function fixOf(code: FailureCode): Text | undefined {
  if (code === "denied") return text("Ask the cluster's administrator for the permission, or use another user.");
  if (code === "unavailable") return text("Try again in a while.");
  if (code === "changed" || code === "notFound") return text("Refresh, and look again.");
  return undefined;
}
