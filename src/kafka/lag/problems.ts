import type { Failure, FailureCode } from "../../core/failure";
import type { Problem } from "../../core/lag-source";
import { type Text, text, verbatim } from "../../core/text";
import { words } from "../failures";
import { isLoading } from "../groups";
import { ErrorCode, errorName } from "../protocol/errors";

const LEADERLESS: readonly number[] = [
  ErrorCode.leaderNotAvailable,
  ErrorCode.notLeader,
  ErrorCode.replicaNotAvailable,
  ErrorCode.fencedLeaderEpoch,
  ErrorCode.unknownLeaderEpoch,
  ErrorCode.offsetNotAvailable,
];
const DENIED: readonly number[] = [ErrorCode.topicDenied, ErrorCode.groupDenied, ErrorCode.clusterDenied];

/** What Kafka's error code says of a group. */
export function groupProblem(error: number, message?: string): Problem {
  const said = verbatim(message ? `${errorName(error)}: ${words(message).verbatim}` : errorName(error));
  if (error === ErrorCode.topicDenied) {
    return { kind: "denied", why: text("Your user may not describe a topic that the group reads.") };
  }
  if (DENIED.includes(error)) return { kind: "denied", why: text("Your user may not describe this group.") };
  if (isLoading(error)) return { kind: "loading", why: text("Its coordinator is still loading its groups.") };
  if (error === ErrorCode.unsupportedVersion) return { kind: "unsupported", why: said };
  return { kind: "failed", why: said };
}

/** What Kafka's error code says of a topic or of one of its partitions. */
export function partitionProblem(error: number): Problem {
  if (DENIED.includes(error)) return { kind: "denied", why: text("Your user may not describe this topic.") };
  if (error === ErrorCode.unknownTopicOrPartition || error === ErrorCode.invalidTopic) return DELETED;
  if (LEADERLESS.includes(error)) {
    return {
      kind: "leaderless",
      why: text("It has no leader that answers for it at the moment: {0}", errorName(error)),
    };
  }
  return { kind: "failed", why: verbatim(errorName(error)) };
}

export const DELETED: Problem = { kind: "deleted", why: text("There is no such partition any more.") };

export const LEADERLESS_PROBLEM: Problem = { kind: "leaderless", why: text("It has no leader at the moment.") };

const KINDS: Partial<Record<FailureCode, Problem["kind"]>> = {
  denied: "denied",
  unsupported: "unsupported",
  protocol: "failed",
  tooLarge: "failed",
  invalid: "failed",
  unknown: "failed",
  forbidden: "failed",
};

/** Why a broker told nothing. */
export const failureProblem = (failure: Failure): Problem => ({
  kind: KINDS[failure.code] ?? "unreachable",
  why: sentence(failure),
});

const sentence = ({ what, why }: Failure): Text =>
  why === undefined || "as" in what || "as" in why ? what : text("{0} ({1})", what, why);
