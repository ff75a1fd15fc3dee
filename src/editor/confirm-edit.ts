import { l10n, window } from "vscode";
import type { Text } from "../core/text";
import { text, verbatim } from "../core/text";
import { plain } from "./plain";
import { words } from "./reader";

export interface Confirmation {
  readonly profile: { readonly name: string; readonly production: boolean };
  /** what is asked: one sentence that names the profile and the thing */
  readonly question: Text;
  /** what will happen, sentence by sentence */
  readonly detail: readonly Text[];
  /** the button's word: what is done */
  readonly button: string;
}

/** Asks before a server is changed. In a profile marked as production, its name must be typed as well. */
export async function confirmEdit({ profile, question, detail, button }: Confirmation): Promise<boolean> {
  const mark = profile.production ? [text("This profile is marked as production.")] : [];
  const options = { modal: true, detail: [...detail, ...mark].map(words).map(plain).join("\n") };
  if ((await window.showWarningMessage(plain(words(question)), options, button)) !== button) return false;
  if (!profile.production) return true;
  const name = profile.name.trim();
  const typed = await window.showInputBox({
    title: plain(words(question)),
    prompt: plain(words(text("Type the name of the profile, {0}, to confirm.", verbatim(name)))),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === name ? undefined : l10n.t("This is not the name of the profile.")),
  });
  return typed?.trim() === name;
}
