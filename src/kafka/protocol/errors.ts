import { Failure, type FailureCode } from "../../core/failure";
import { type Text, text, verbatim } from "../../core/text";
import names from "./error-names.json";

/** Kafka's numbers for what went wrong, as far as something is done about them. */
export const ErrorCode = {
  none: 0,
  offsetOutOfRange: 1,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  replicaNotAvailable: 9,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  invalidTopic: 17,
  topicDenied: 29,
  groupDenied: 30,
  clusterDenied: 31,
  unsupportedVersion: 35,
  storageError: 56,
  groupNotFound: 69,
  fencedLeaderEpoch: 74,
  unknownLeaderEpoch: 75,
  offsetNotAvailable: 78,
} as const;

/** `NOT_LEADER_OR_FOLLOWER`; a newer server's number as it is. */
export const errorName = (code: number): string =>
  code === -1 ? "UNKNOWN_SERVER_ERROR" : (names[code] ?? `error ${code}`);

const KINDS: readonly (readonly [FailureCode, readonly number[]])[] = [
  ["denied", [29, 30, 31, 53, 54, 65]],
  ["notFound", [3, 24, 69, 91, 100, 105]],
  ["authentication", [33, 34, 58, 61, 62, 66]],
  ["unsupported", [35, 43, 76, 114, 115]],
  ["invalid", [1, 17, 40, 42]],
  ["timeout", [7]],
  ["unavailable", [2, 5, 6, 8, 9, 13, 14, 15, 16, 27, 41, 51, 56, 57, 71, 72, 74, 75, 78, 89, 103, 116, 129]],
];

export const kindOf = (code: number): FailureCode => KINDS.find(([, codes]) => codes.includes(code))?.[0] ?? "unknown";

/** What an error code in an answer means. `what` names the thing that was asked for: "The topic orders". */
export function answerFailure(errorCode: number, what: Text, message?: string): Failure {
  const code = kindOf(errorCode);
  return new Failure({
    code,
    what: sentence(code, what),
    why: verbatim(message ? `${errorName(errorCode)}: ${message}` : errorName(errorCode)),
    fix: fixOf(code),
  });
}

function sentence(code: FailureCode, what: Text): Text {
  switch (code) {
    case "denied":
      return text("{0}: Kafka does not allow this to your user.", what);
    case "notFound":
      return text("{0} is not there.", what);
    case "unavailable":
    case "timeout":
      return text("{0} is not available at the moment.", what);
    default:
      return text("{0}: Kafka answered with an error.", what);
  }
}

function fixOf(code: FailureCode): Text | undefined {
  if (code === "denied") return text("Ask for the permission to describe and to read it, or use another user.");
  if (code === "unavailable" || code === "timeout") return text("Try again in a while.");
  return undefined;
}
