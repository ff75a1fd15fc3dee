import { Failure, type FailureCode, isFailure } from "../../core/failure";
import type { Problem } from "../../core/lag-source";
import { text } from "../../core/text";

const KINDS: Partial<Record<FailureCode, Problem["kind"]>> = {
  denied: "denied",
  authentication: "denied",
  refused: "unreachable",
  unresolvable: "unreachable",
  unreachable: "unreachable",
  timeout: "unreachable",
  closed: "unreachable",
  tls: "unreachable",
  unsupported: "unsupported",
};

/** A failure as a part of a sample: what happened, in one sentence. */
export function problemOf(failure: Failure): Problem {
  const loading = failure.why !== undefined && "verbatim" in failure.why && failure.why.verbatim.startsWith("LOADING");
  return { kind: loading ? "loading" : (KINDS[failure.code] ?? "failed"), why: failure.what };
}

/** What was caught, as a part of a sample. Throws on where it is no failure, or nobody waits any more. */
export function caught(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted || !isFailure(error)) throw error;
  return error;
}

/** Locks are never read from a replica: it is behind, and may show a holder that has been gone for long. */
export const replicaFailure = (place: string): Failure =>
  new Failure({
    code: "unsupported",
    what: text("{0} is a replica: locks are read from masters only.", place),
    fix: text("Name its master in the profile."),
  });
