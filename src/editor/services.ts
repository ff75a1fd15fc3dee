import type { LogOutputChannel } from "vscode";
import type { SessionHost, SessionPool } from "../core/sessions";
import type { Consent } from "./consent";
import type { Readings } from "./documents/readings";
import type { Profiles } from "./profiles";
import type { Secrets } from "./secrets";

/** What the parts of the editor layer share; made once by `activate`. */
export interface Services {
  readonly log: LogOutputChannel;
  readonly secrets: Secrets;
  readonly consent: Consent;
  readonly host: SessionHost;
  readonly pool: SessionPool;
  readonly profiles: Profiles;
  readonly readings: Readings;
}
