import { shown } from "../../core/bytes";
import { Failure, hasCode } from "../../core/failure";
import { type Text, text } from "../../core/text";
import { textIn } from "../replies";
import { readKey } from "../values/document";
import type { KeyReader } from "../values/key-reader";
import { isWritable, type WritableType } from "../values/writable";

/** Bytes of a value that can be edited at most; it is read, compared and written as a whole. */
const WHOLE_MOST = 4 * 1024 * 1024;

export interface Whole {
  readonly type: WritableType;
  /** as `Session.read` gives it */
  readonly bytes: Uint8Array;
}

/** The value as a document; undefined where it is too large, or of a type that cannot be written. Rejects "changed" where it is gone. */
export async function readWhole(reader: KeyReader, namesOnly: boolean): Promise<Whole | undefined> {
  try {
    const type = textIn(await reader.ask("TYPE"));
    if (type === "none") throw gone(reader.key, FROM_THE_EDITOR);
    if (!isWritable(type)) return undefined;
    const preview = await readKey(reader, undefined, { offset: 0, length: WHOLE_MOST }, namesOnly);
    return preview.writable ? { type, bytes: preview.bytes } : undefined;
  } catch (error) {
    throw hasCode(error, "notFound") ? gone(reader.key, FROM_THE_EDITOR) : error;
  }
}

const FROM_THE_EDITOR = text("“Set Key…” makes it anew: its value can be taken from the active editor.");

export const gone = (key: Buffer, fix?: Text): Failure =>
  new Failure({ code: "changed", what: text("The key {0} is not there any more.", shown(key)), fix });

export const changedMeanwhile = (key: Buffer): Failure =>
  new Failure({ code: "changed", what: text("The key {0} has changed meanwhile.", shown(key)) });
