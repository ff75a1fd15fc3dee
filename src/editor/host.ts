import type { LogOutputChannel } from "vscode";
import { shown } from "../core/bytes";
import type { SessionHost } from "../core/sessions";
import type { Consent } from "./consent";
import type { Secrets } from "./secrets";
import { settings } from "./settings";

/** The house around the sessions, as VS Code provides it. */
export function createHost(secrets: Secrets, consent: Consent, log: LogOutputChannel): SessionHost {
  return {
    timeout: () => settings.timeout(),
    setting: (system, name, fallback) => settings.of(system, name, fallback),
    secret: (system, connection, field) => secrets.get(system, connection, field),
    // The log is a file as well, which a terminal may print: what a server said in it colours and hides nothing there.
    log: (line) => log.info(line.split("\n").map(shown).join("\n")),
    assertAllowed: (connection) => consent.assertAllowed(connection),
  };
}
