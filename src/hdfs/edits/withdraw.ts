import { setTimeout as sleep } from "node:timers/promises";
import { Failure, hasCode } from "../../core/failure";
import { text } from "../../core/text";
import { startCall } from "../call";
import { type Path, showPath } from "../path";
import { remove, statusAt } from "./changes";
import type { Acting } from "./editing";

/** milliseconds in which a DataNode may still make the file whose connection was cut */
const LATE = 500;

/** Deletes the part also where the edit was cancelled, and says what became of it. */
export async function withdraw(acting: Acting, part: Path, failure: Failure): Promise<Failure> {
  const { signal } = new AbortController();
  const still = { ...acting, signal, call: () => startCall(acting.timeout, signal) };
  try {
    // A DataNode may make the file a moment after the connection to it was cut.
    if (!(await remove(still, part))) {
      await sleep(LATE);
      await remove(still, part);
    }
    if (!(await statusAt(still, part))) return hasCode(failure, "cancelled") ? cancelledUpload(failure) : failure;
  } catch {
    // Told below.
  }
  return new Failure({
    code: failure.code,
    what: failure.what,
    why: failure.why,
    fix: text("What has arrived was left in {0}: delete it when HDFS answers again.", showPath(part)),
    cause: failure,
  });
}

const cancelledUpload = (cause: Failure): Failure =>
  new Failure({ code: "cancelled", what: text("The upload was cancelled, and what had arrived was deleted."), cause });
