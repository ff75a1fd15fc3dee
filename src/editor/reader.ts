import { env, l10n } from "vscode";
import type { Reader } from "../core/render";
import { render, renderAll } from "../core/render";
import type { Text } from "../core/text";

/** Words in the language that the editor is shown in. */
export function reader(): Reader {
  return { translate: (message, ...args) => l10n.t(message, ...args), locale: env.language, now: Date.now() };
}

export const words = (text: Text): string => render(text, reader());

export const allWords = (parts: readonly Text[] | undefined): string | undefined => renderAll(parts, reader());
