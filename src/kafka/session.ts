import type { Connection, Session, SessionContext } from "../core/contract";
import { Failure } from "../core/failure";
import { text } from "../core/text";

export async function openSession(
  connection: Connection,
  _context: SessionContext,
  _signal: AbortSignal,
): Promise<Session> {
  throw new Failure({ code: "unsupported", what: text("{0} is not there.", connection.name) });
}
