import { root } from "./address";
import type { Connection, Fact, System } from "./contract";
import { type SessionHost, SessionPool } from "./sessions";

/** Opens a connection that is not in the settings yet, for "Test Connection". The caller closes it. */
export async function tryConnection(
  system: System,
  connection: Connection,
  host: SessionHost,
  secrets: (field: string) => string | undefined,
  signal: AbortSignal,
): Promise<readonly Fact[]> {
  const pool = new SessionPool([system], {
    timeout: () => host.timeout(),
    setting: (id, name, fallback) => host.setting(id, name, fallback),
    log: (line) => host.log(line),
    secret: async (owner, target, field) => secrets(field) ?? (await host.secret(owner, target, field)),
  });
  pool.configure([connection]);
  try {
    const address = root(connection.profile.id, connection.name);
    return await pool.run(address, signal, (session, inner) => session.check(inner));
  } finally {
    await pool.dispose();
  }
}
