import { Failure, type FailureCode } from "../../core/failure";
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

/** Why Kafka has not done something. `what` says what was not done. */
export function refusal(errorCode: number, what: Text, message?: string): Failure {
  const code = CODES.get(errorCode) ?? kindOf(errorCode);
  const said = message ? words(message).verbatim : "";
  return new Failure({
    code,
    what,
    why: verbatim(said ? `${errorName(errorCode)}: ${said}` : errorName(errorCode)),
    fix: fixOf(code),
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

function fixOf(code: FailureCode): Text | undefined {
  if (code === "denied") return text("Ask the cluster's administrator for the permission, or use another user.");
  if (code === "unavailable") return text("Try again in a while.");
  if (code === "changed") return text("Refresh, and look again.");
  return undefined;
}
