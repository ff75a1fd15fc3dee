import { type TextDocument, type Uri, workspace } from "vscode";
import { SCHEME } from "../../core/address";
import { Failure } from "../../core/failure";
import { size, text, verbatim } from "../../core/text";
import type { Readings } from "../documents/readings";

/** bytes of a file that is read as one value: Redis takes no larger ones */
const MOST = 512 * 1024 * 1024;

/**
 * The bytes that an editor holds. Throws a failure "invalid" for a document of ours that is not the value itself: a part of
 * it, or a record with all that is told of it, would be sent as if it were the whole.
 */
export function contentOf(document: TextDocument, readings: Readings): Uint8Array {
  if (document.uri.scheme !== SCHEME) return Buffer.from(document.getText());
  const preview = readings.preview(document.uri);
  if (!preview || preview.language !== undefined || preview.notice !== undefined || preview.next !== undefined) {
    throw new Failure({
      code: "invalid",
      what: text("What the editor shows is not the value of {0} alone, or not all of it.", verbatim(document.uri.path)),
      fix: text("Copy what is to be sent into a new editor, and begin again there."),
    });
  }
  return document.isDirty ? Buffer.from(document.getText()) : preview.bytes;
}

/** The bytes of a file. Throws a failure "tooLarge" before it is read. */
export async function contentOfFile(file: Uri): Promise<Uint8Array> {
  const { size: bytes } = await workspace.fs.stat(file);
  if (bytes <= MOST) return workspace.fs.readFile(file);
  throw new Failure({
    code: "tooLarge",
    what: text("{0} has {1}, and a value may have {2}.", verbatim(file.fsPath), size(bytes), size(MOST)),
    fix: text("Choose a smaller file."),
  });
}
