import { root } from "../address";
import type { Connection, System } from "../contract";
import { type SessionHost, SessionPool } from "../sessions";
import type { Patient } from "./examine";

/** A patient whose session is its own: nobody else's is used or disturbed, and `dismiss` closes it. */
export interface Admitted extends Patient {
  dismiss(): Promise<void>;
}

/**
 * Takes in a connection, whether it is in the settings already or not. Throws a failure "forbidden" where it is a
 * workspace's that nobody has allowed.
 *
 * @param secrets what was typed and is not stored yet
 */
export function admit(
  system: System,
  connection: Connection,
  host: SessionHost,
  secrets: (field: string) => string | undefined = () => undefined,
): Admitted {
  // Before anything of it is knocked at: a name that is looked up tells a stranger something already.
  host.assertAllowed?.(connection);
  const pool = new SessionPool([system], {
    timeout: () => host.timeout(),
    setting: (id, name, fallback) => host.setting(id, name, fallback),
    log: (line) => host.log(line),
    assertAllowed: (target) => host.assertAllowed?.(target),
    secret: async (owner, target, field) => secrets(field) ?? (await host.secret(owner, target, field)),
  });
  pool.configure([connection]);
  const address = root(connection.profile.id, connection.name);
  return {
    system,
    connection,
    timeout: host.timeout(),
    visit: (signal, call) => pool.run(address, signal, call),
    dismiss: () => pool.dispose(),
  };
}
