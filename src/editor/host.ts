import type { LogOutputChannel } from "vscode";
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
    log: (line) => log.info(line),
    assertAllowed: (connection) => consent.assertAllowed(connection),
  };
}
