import type { Fact } from "../contract";
import type { FailureParts } from "../failure";
import type { Text } from "../text";

/** One thing that was tried on the way to a server, in order. */
export interface Step {
  /** the same when the examination is run again */
  readonly id: string;
  readonly title: Text;
  /** "skipped": there was no need for it, or a step before it failed */
  readonly state: "ok" | "warning" | "failed" | "skipped";
  /** milliseconds that it took */
  readonly ms: number;
  readonly facts: readonly Fact[];
  /** what is wrong, why, and what to do, unless all is well */
  readonly problem?: Pick<FailureParts, "what" | "why" | "fix">;
  /** the likeliest first */
  readonly mends?: readonly Mend[];
}

/** The field of the connection with which the profile can mend what a step found. */
export interface Mend {
  readonly field: string;
  /** what to put there, where that is known: an entry for a map, `true` for a switch */
  readonly suggestion?: string | boolean;
}
