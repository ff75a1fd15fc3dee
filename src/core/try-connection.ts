import type { Connection, Fact, System } from "./contract";
import { admit } from "./doctor/admit";
import type { SessionHost } from "./sessions";

/** Opens a connection that is not in the settings yet, and asks who answers. Nothing stays open. */
export async function tryConnection(
  system: System,
  connection: Connection,
  host: SessionHost,
  secrets: (field: string) => string | undefined,
  signal: AbortSignal,
): Promise<readonly Fact[]> {
  const { visit, dismiss } = admit(system, connection, host, secrets);
  try {
    return await visit(signal, (session, inner) => session.check(inner));
  } finally {
    await dismiss();
  }
}
