import {
  commands,
  languages,
  type TextDocument,
  type TextDocumentShowOptions,
  type Uri,
  window,
  workspace,
} from "vscode";
import { SCHEME } from "../../core/address";
import { looksBinary } from "../../core/bytes";
import { hexUri } from "./hex-view";
import type { Readings } from "./readings";

/** Opens an address: text in a text editor, anything else as a hex dump. */
export async function openDocument(uri: Uri, options: TextDocumentShowOptions = { preview: true }): Promise<void> {
  const bytes = await workspace.fs.readFile(uri);
  if (isPicture(uri.path)) await commands.executeCommand("vscode.open", uri, options);
  else await window.showTextDocument(looksBinary(bytes) ? hexUri(uri) : uri, options);
}

/** VS Code's own viewers know these better than a hex dump does. */
const isPicture = (path: string): boolean => /\.(png|jpe?g|gif|webp|bmp|ico|svg|mp3|wav|ogg|mp4|webm)$/i.test(path);

/** A document that a system wrote itself is shown in that language, whatever its name ends with. */
export async function setLanguage(document: TextDocument, readings: Readings): Promise<void> {
  const language = document.uri.scheme === SCHEME ? readings.preview(document.uri)?.language : undefined;
  if (language && document.languageId !== language) await languages.setTextDocumentLanguage(document, language);
}
