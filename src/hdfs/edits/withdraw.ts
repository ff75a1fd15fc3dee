import { setTimeout as sleep } from "node:timers/promises";
import { Failure, hasCode } from "../../core/failure";
import { text } from "../../core/text";
import { startCall } from "../call";
import { type Path, showPath } from "../path";
import { remoteException } from "../remote";
import { remove, statusAt } from "./changes";
import type { Acting } from "./editing";

/** milliseconds in which a DataNode may still make the file whose connection was cut */
const LATE = 500;

/** Deletes the part also where the edit was cancelled, and says what became of it. */
export async function withdraw(acting: Acting, part: Path, failure: Failure): Promise<Failure> {
  const { signal } = new AbortController();
  const still = { ...acting, signal, call: () => startCall(acting.timeout, signal) };
  if (await isGone(still, part)) return hasCode(failure, "cancelled") ? cancelledUpload(failure) : failure;
  return new Failure({
    code: failure.code,
    what: failure.what,
    why: failure.why,
    fix: text("What has arrived was left in {0}: delete it when HDFS answers again.", showPath(part)),
    cause: failure,
  });
}

/** Deletes the part. False where it is there all the same, or where nobody can tell. */
async function isGone(acting: Acting, part: Path): Promise<boolean> {
  try {
    // A DataNode may make the file a moment after the connection to it was cut.
    if (!(await remove(acting, part))) {
      await sleep(LATE);
      await remove(acting, part);
    }
  } catch (error) {
    // HDFS says no (in safe mode, in a snapshot) also to what is not there.
    if (!remoteException(error)) return false;
  }
  try {
    return (await statusAt(acting, part)) === undefined;
  } catch {
    return false;
  }
}

const cancelledUpload = (cause: Failure): Failure =>
  new Failure({ code: "cancelled", what: text("The upload was cancelled, and what had arrived was deleted."), cause });
