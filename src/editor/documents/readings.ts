import { EventEmitter, type FileChangeEvent, FileChangeType, type Uri } from "vscode";
import type { Preview } from "../../core/contract";
import type { SessionPool } from "../../core/sessions";
import { settings } from "../settings";
import { addressOfUri } from "./uris";

/** An editor asks for the size and then for the content: both come from one reading. */
const REMEMBERED = 3_000;

export interface Reading {
  readonly preview: Preview;
  /** milliseconds since 1970 */
  readonly takenAt: number;
  /** when these bytes were first seen: as long as they are the same, nothing has changed */
  readonly since: number;
}

/** What was last read of each document that is open: one bounded piece, and what it is a piece of. */
export class Readings {
  private readonly changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly known = new Map<string, Reading>();

  constructor(private readonly pool: SessionPool) {}

  preview(uri: Uri): Preview | undefined {
    return this.known.get(uri.toString())?.preview;
  }

  /** Reads anew; open editors follow. */
  refresh(uri: Uri): void {
    this.expire(uri);
    this.changed.fire([{ type: FileChangeType.Changed, uri }]);
  }

  /** The next look is a reading of its own. */
  expire(uri: Uri): void {
    const reading = this.known.get(uri.toString());
    if (reading) this.known.set(uri.toString(), { ...reading, takenAt: 0 });
  }

  /** What an editor has saved, until it is read again. */
  written(uri: Uri, bytes: Uint8Array): void {
    const before = this.known.get(uri.toString());
    const now = Date.now();
    if (before) this.known.set(uri.toString(), { preview: { ...before.preview, bytes }, takenAt: now, since: now });
  }

  forget(uri: Uri): void {
    this.known.delete(uri.toString());
  }

  async read(uri: Uri, signal: AbortSignal): Promise<Reading> {
    const key = uri.toString();
    const before = this.known.get(key);
    const now = Date.now();
    if (before && now - before.takenAt < REMEMBERED) return before;
    const address = addressOfUri(uri);
    const range = { offset: 0, length: settings.previewSize() };
    const preview = await this.pool.run(address, signal, (session, inner) => session.read(address, range, inner));
    const same = before && Buffer.from(before.preview.bytes).equals(preview.bytes);
    const reading = { preview, takenAt: now, since: same ? before.since : Math.max(now, (before?.since ?? 0) + 1) };
    this.known.set(key, reading);
    return reading;
  }

  dispose(): void {
    this.known.clear();
    this.changed.dispose();
  }
}
