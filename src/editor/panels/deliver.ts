import { env, l10n, Uri, window, workspace } from "vscode";
import { count, text } from "../../core/text";
import { plain } from "../plain";
import { words } from "../reader";
import { csv } from "./csv";
import type { Records } from "./kind";

type Format = "csv" | "json";

export async function copyRecords(records: Records, format: Format): Promise<void> {
  const { content, guarded } = written(records, format);
  await env.clipboard.writeText(content);
  window.setStatusBarMessage(plain(said(text("Copied: {0} lines.", count(records.lines.length)), guarded)), 5_000);
}

/** @param name of the file, without its ending: asked for, and written through whatever file system the window has */
export async function exportRecords(records: Records, format: Format, name: string): Promise<void> {
  const { content, guarded } = written(records, format);
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const file = `${name}.${format}`;
  const target = await window.showSaveDialog({
    title: l10n.t("Export"),
    defaultUri: folder ? Uri.joinPath(folder, file) : Uri.file(file),
    filters: format === "csv" ? { CSV: ["csv"] } : { JSON: ["json"] },
  });
  if (!target) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(content));
  const open = l10n.t("Open");
  const chosen = await window.showInformationMessage(
    plain(said(text("Exported: {0} lines to {1}.", count(records.lines.length), target.path), guarded)),
    open,
  );
  if (chosen === open) await window.showTextDocument(target);
}

function written(records: Records, format: Format): { content: string; guarded: number } {
  if (format === "json") return { content: `${JSON.stringify(records.json, undefined, 2)}\n`, guarded: 0 };
  const { text: content, guarded } = csv(records);
  return { content, guarded };
}

/** Where a name was changed so that no spreadsheet runs it, that is said. */
function said(done: Parameters<typeof words>[0], guarded: number): string {
  if (!guarded) return words(done);
  const why = text(
    "Fields that a spreadsheet would run as a formula now begin with ': {0}. JSON keeps them unchanged.",
    count(guarded),
  );
  return words(text("{0} {1}", done, why));
}
