import { l10n, window } from "vscode";
import type { Connection } from "../../core/contract";
import { hasCode } from "../../core/failure";
import { explain } from "../errors";
import { plain } from "../plain";
import type { Services } from "../services";
import { testConnection } from "./test-connection";

/** Tells why a connection failed, with the test that looks for the cause one click away. */
export async function offerTest(
  services: Services,
  connection: Connection,
  error: unknown,
  retry?: () => void,
): Promise<void> {
  if (hasCode(error, "cancelled")) return;
  services.log.error(explain(error));
  const again = l10n.t("Try Again");
  const test = l10n.t("Test Connection");
  const chosen = await window.showErrorMessage(plain(explain(error)), ...(retry ? [again] : []), test);
  if (chosen === again) retry?.();
  if (chosen === test) await testConnection(services, connection);
}
