import { createHash } from "node:crypto";
import { type TextDocument, TextDocumentSaveReason, type TextDocumentWillSaveEvent, type Uri, workspace } from "vscode";
import { type Address, SCHEME } from "../../core/address";
import { Failure } from "../../core/failure";
import { text } from "../../core/text";
import type { Readings } from "./readings";
import { survivesEditing } from "./text-only";
import { addressOfUri } from "./uris";

/** Asks, and writes. False where it was not confirmed. Rejects with a `Failure`. */
export type Write = (address: Address, content: Uint8Array, loaded: Uint8Array) => Promise<boolean>;

/** Which documents may be saved, and the way of one that is. */
export class Saving {
  /** what is being saved by itself, and not by a person */
  private readonly unasked = new Set<string>();

  constructor(
    private readonly readings: Readings,
    private readonly write: Write,
  ) {}

  /** Before the editor compares what it has loaded with what is there: that must be a look of this moment. */
  willSave({ document, reason }: Pick<TextDocumentWillSaveEvent, "document" | "reason">): void {
    if (document.uri.scheme !== SCHEME) return;
    this.readings.expire(document.uri);
    const key = document.uri.toString();
    if (reason === TextDocumentSaveReason.Manual) this.unasked.delete(key);
    else this.unasked.add(key);
  }

  /** As the server gives it back: laid out anew where it is JSON. */
  didSave({ uri }: TextDocument): void {
    if (uri.scheme === SCHEME) this.readings.refresh(uri);
  }

  mayWrite(uri: Uri): boolean {
    const preview = this.readings.preview(uri);
    return preview?.writable === true && survivesEditing(preview.bytes);
  }

  /** The editor has compared the version before this: what was read last is what the person has seen. */
  async save(uri: Uri, content: Uint8Array): Promise<void> {
    const key = uri.toString();
    const loaded = this.readings.preview(uri);
    // A text that was kept over a restart, and VS Code could not compare it: where it cannot be read, that is the reason.
    if (!loaded) await this.readings.read(uri, new AbortController().signal);
    if (!this.mayWrite(uri)) throw readOnly(uri);
    if (!loaded) throw notCompared();
    if (this.unasked.delete(key)) throw byItself();
    const open = workspace.textDocuments.find((document) => document.uri.toString() === key);
    if (open && !isUtf8(open)) throw otherEncoding(open.encoding);
    if (Buffer.from(content).equals(loaded.bytes)) return;
    if (!(await this.write(addressOfUri(uri), content, loaded.bytes))) throw notConfirmed();
    this.readings.written(uri, content);
  }
}

/**
 * The size of what may be written, as VS Code is told it. Before it saves, VS Code compares time and size with those of
 * what it has loaded, also over a restart, and takes what was changed but is as long as before for the same: it would be
 * overwritten without a word. Therefore the size has a fraction, below a half, that goes by the bytes.
 */
export function sizeToCompare(bytes: Uint8Array): number {
  const print = createHash("sha256").update(bytes).digest().readUInt32BE();
  return bytes.length + print / 2 ** 33;
}

const isUtf8 = ({ encoding }: TextDocument): boolean => encoding === "utf8" || encoding === "utf8bom";

const notCompared = (): Failure =>
  new Failure({
    code: "changed",
    what: text("Nothing was saved: it could not be compared with what is there."),
    fix: text("Save it again."),
  });

export const readOnly = (uri: Uri): Failure =>
  new Failure({
    code: "forbidden",
    what: text("{0} can only be read.", uri.path),
    fix: text("What can be saved is a value that is shown as a whole, in a profile with “access”: “edit”."),
  });

const byItself = (): Failure =>
  new Failure({
    code: "forbidden",
    what: text("It was not saved by itself: a change of a server wants to be confirmed."),
    fix: text("Save it yourself. “files.autoSave” can be switched off for this workspace."),
  });

const otherEncoding = (encoding: string): Failure =>
  new Failure({
    code: "invalid",
    what: text("The editor would write this text as {0}, but it was read as UTF-8.", encoding),
    fix: text("Choose “Reopen with Encoding”, UTF-8, in the status bar."),
  });

const notConfirmed = (): Failure =>
  new Failure({
    code: "cancelled",
    what: text("Nothing was saved: it was not confirmed. Your text is still in the editor."),
  });
