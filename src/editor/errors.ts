import { type LogOutputChannel, l10n, window } from "vscode";
import { shown } from "../core/bytes";
import { hasCode, isFailure, paragraph } from "../core/failure";
import { plain } from "./plain";
import { words } from "./reader";

/** A failure as one paragraph: what happened, why, what to do. */
export function explain(error: unknown): string {
  if (!isFailure(error)) return shown(error instanceof Error ? error.message : String(error));
  return paragraph(error, words);
}

/** Tells the user of a failed command, with the log one click away. What the user cancelled is not an error. */
export async function report(error: unknown, log: LogOutputChannel): Promise<void> {
  if (hasCode(error, "cancelled")) return;
  log.error(explain(error));
  const showLog = l10n.t("Show Log");
  const chosen = await window.showErrorMessage(plain(explain(error)), showLog);
  if (chosen === showLog) log.show();
}
