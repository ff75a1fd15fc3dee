import { l10n } from "vscode";
import type { FailureCode } from "../core/failure";
import type { ConnectionState } from "../core/sessions";

/** The state of a connection in a word or two: the whole sentence stands in the tooltip. */
export function stateWords(state: ConnectionState): string {
  switch (state.state) {
    case "closed":
      return l10n.t("not connected");
    case "connecting":
      return l10n.t("connecting…");
    case "connected":
      return l10n.t("connected");
    case "failed":
      return failureWords(state.failure.code);
  }
}

function failureWords(code: FailureCode): string {
  switch (code) {
    case "refused":
      return l10n.t("connection refused");
    case "unresolvable":
      return l10n.t("host not found");
    case "unreachable":
      return l10n.t("host not reachable");
    case "timeout":
      return l10n.t("no answer");
    case "closed":
      return l10n.t("connection lost");
    case "tls":
      return l10n.t("TLS failed");
    case "authentication":
      return l10n.t("not signed in");
    case "denied":
      return l10n.t("access denied");
    case "protocol":
      return l10n.t("not the expected server");
    case "unsupported":
      return l10n.t("version not supported");
    case "unavailable":
      return l10n.t("not available");
    default:
      return l10n.t("failed");
  }
}
