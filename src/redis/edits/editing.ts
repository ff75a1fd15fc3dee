import type { Access, SessionContext, Values } from "../../core/contract";
import { Failure, type FailureCode, isFailure } from "../../core/failure";
import { type Argument, text } from "../../core/text";
import { looking } from "../allowed";
import { readRole } from "../locks/role-check";
import { type Opened, openDeployment } from "../open";
import { editing } from "./permit";

/** What an edit has of its session. */
export interface House {
  /** looks only */
  readonly opened: Opened;
  readonly values: Values;
  readonly context: SessionContext;
  readonly access: Access;
  /** what stands between the parts of a name in the tree */
  readonly delimiter: () => Uint8Array;
  /** forgets which names are in a database */
  readonly forget: (db: number) => void;
}

/** A server or cluster for the time of one edit, and what it needs. */
export interface Acting {
  readonly opened: Opened;
  readonly signal: AbortSignal;
}

/**
 * Runs with connections of its own, which alone may send what changes something, to the master. Where the profile
 * observes, they can do no more than look either.
 */
export async function withEditor<T>(
  { values, context, access }: House,
  signal: AbortSignal,
  run: (acting: Acting) => Promise<T>,
): Promise<T> {
  const permit = () => (access === "edit" ? editing() : looking);
  const opened = await openDeployment(values, context, signal, permit);
  try {
    const { replica } = await readRole(opened, signal);
    if (replica) {
      throw new Failure({
        code: "unsupported",
        what: text("{0} is a replica: nothing is changed there.", opened.node.place),
        fix: text("Name its master in the profile."),
      });
    }
    return await run({ opened, signal });
  } finally {
    opened.deployment.close();
  }
}

const UNANSWERED: ReadonlySet<FailureCode> = new Set(["timeout", "closed", "cancelled", "unreachable", "protocol"]);

/** Nobody knows what became of a command whose answer did not come. */
export const isUnanswered = (failure: Failure): boolean => UNANSWERED.has(failure.code);

/** @param name of what may have been changed */
export function unsure(error: unknown, name: Argument): Failure {
  if (!isFailure(error)) throw error;
  if (!isUnanswered(error)) return error;
  const { code, what, why } = error;
  return new Failure({
    code,
    what,
    why: why ?? text("No answer came."),
    fix: text("It is not known whether {0} was changed: look at it before you try again.", name),
    cause: error,
  });
}
