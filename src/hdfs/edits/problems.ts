import { cancelled } from "../../core/deadline";
import { Failure, type FailureCode, isFailure } from "../../core/failure";
import { type Text, text, verbatim } from "../../core/text";
import { type Path, showPath } from "../path";
import { type RemoteException, remoteException } from "../remote";

/** A failure of a request that changes something, in words that fit it. */
export function changeFailure(error: unknown, path: Path): Failure {
  const failure = inWordsOfChange(error, path);
  if (!UNCERTAIN.includes(failure.code)) return failure;
  const { code, what, why } = failure;
  const fix = text("Refresh to see whether {0} was changed: the answer did not come.", showPath(path));
  return new Failure({ code, what, why, fix, cause: failure });
}

/** What HDFS has thrown, in words that fit a change of `path`; every other failure as it is. */
export function inWordsOfChange(error: unknown, path: Path): Failure {
  const failure = asFailure(error, path);
  const remote = remoteException(failure);
  const meaning = remote && meaningOf(remote, showPath(path));
  if (meaning) return new Failure({ ...meaning, why: failure.why, cause: failure.cause });
  if (!remote || failure.code !== "unknown") return failure;
  return new Failure({
    code: "unknown",
    what: text("{0} could not be changed.", showPath(path)),
    why: failure.why,
    cause: failure.cause,
  });
}

export const asFailure = (error: unknown, path: Path): Failure => (isFailure(error) ? error : unexpected(error, path));

/** The request may have been done though its answer did not come. */
const UNCERTAIN: readonly FailureCode[] = ["timeout", "closed", "cancelled"];

interface Meaning {
  readonly code: FailureCode;
  readonly what: Text;
  readonly fix?: Text;
}

function meaningOf({ exception, message }: RemoteException, path: string): Meaning | undefined {
  if (/could only be (written|replicated) to 0|No space left|DiskOutOfSpace/i.test(message)) {
    return {
      code: "unavailable",
      what: text("No DataNode takes the bytes of {0}.", path),
      fix: text("Check the free space and the health of the DataNodes: “hdfs dfsadmin -report” shows them."),
    };
  }
  switch (exception) {
    case "AccessControlException":
      return {
        code: "denied",
        what: text("You may not change {0}.", path),
        fix: text("Ask its owner for the permission, or set “user” in the connection to somebody who has it."),
      };
    case "FileAlreadyExistsException":
    case "AlreadyBeingCreatedException":
      return {
        code: "changed",
        what: text("{0} is there already.", path),
        fix: text("Refresh to see it. Choose another name or place, or move it away first."),
      };
    case "NSQuotaExceededException":
    case "DSQuotaExceededException":
    case "QuotaByStorageTypeExceededException":
    case "QuotaExceededException":
      return {
        code: "denied",
        what: text("The quota does not allow {0}.", path),
        fix: text("Delete something below that directory, or ask the administrator for a larger quota."),
      };
    case "PathComponentTooLongException":
    case "MaxDirectoryItemsExceededException":
      return {
        code: "invalid",
        what: text("HDFS does not take {0}: a limit is exceeded.", path),
        fix: text("Choose a shorter name, or another directory."),
      };
    case "ParentNotDirectoryException":
      return {
        code: "invalid",
        what: text("Something above {0} is not a directory.", path),
        fix: text("Refresh to see what is there now."),
      };
    case "InvalidPathException":
      return {
        code: "invalid",
        what: text("HDFS does not take the name {0}.", path),
        fix: text("Choose another name."),
      };
    case "SafeModeException":
      return {
        code: "unavailable",
        what: text("{0} was not changed: HDFS is in safe mode.", path),
        fix: text("Wait until it has left it; “hdfs dfsadmin -safemode get” tells."),
      };
    case "SnapshotAccessControlException":
      return {
        code: "denied",
        what: text("{0} lies in a snapshot, which nobody can change.", path),
        fix: text("Change the directory itself, outside of “.snapshot”."),
      };
    case "SnapshotException":
      return {
        code: "denied",
        what: text("A snapshot keeps {0} as it is.", path),
        fix: text("Delete its snapshots first: “hdfs lsSnapshottableDir” and “hdfs dfs -ls …/.snapshot” show them."),
      };
    default:
      return undefined;
  }
}

/** What Node says of the disk. */
export function diskFailure(error: unknown, path: string): Failure {
  if (isFailure(error)) return error;
  const why = verbatim(error instanceof Error ? error.message : String(error));
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return new Failure({
        code: "notFound",
        what: text("{0} is not on this machine.", path),
        why,
        fix: text("Choose it again; it may have been moved or deleted."),
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new Failure({
        code: "denied",
        what: text("{0} on this machine is not open to you.", path),
        why,
        fix: text("Change its permission, or choose another one."),
        cause: error,
      });
    case "ENOSPC":
    case "EDQUOT":
      return new Failure({
        code: "unavailable",
        what: text("There is no space left for {0}.", path),
        why,
        fix: text("Free some space, or choose a folder on another disk."),
        cause: error,
      });
    case "EEXIST":
      return new Failure({
        code: "changed",
        what: text("{0} is there already.", path),
        why,
        fix: text("It came meanwhile: look at it, and do it again to replace it."),
        cause: error,
      });
    default:
      return new Failure({ code: "unknown", what: text("{0} cannot be used.", path), why, cause: error });
  }
}

function unexpected(error: unknown, path: Path): Failure {
  if (error instanceof Error && error.name === "AbortError") return cancelled(verbatim(showPath(path)));
  const why = verbatim(error instanceof Error ? error.message : String(error));
  return new Failure({ code: "unknown", what: text("{0} could not be changed.", showPath(path)), why, cause: error });
}
