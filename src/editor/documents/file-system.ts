import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
} from "vscode";
import type { Preview } from "../../core/contract";
import { type Failure, isFailure, paragraph } from "../../core/failure";
import type { SessionPool } from "../../core/sessions";
import { words } from "../reader";
import { settings } from "../settings";
import { addressOfUri } from "./uris";

/** A listing through the file system has no pages: beyond this it would be neither quick nor of use. */
const DIRECTORY_MOST = 10_000;
/** An editor asks for the size and then for the content: both come from one reading. */
const REMEMBERED = 3_000;

interface Reading {
  readonly preview: Preview;
  readonly takenAt: number;
}

/**
 * Every address as a file that can only be read: editors, diffs, search, links and copies work on it.
 * A file is one bounded piece; `preview` tells what it is a piece of.
 */
export class ClusterFileSystem implements FileSystemProvider, Disposable {
  private readonly changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly readings = new Map<string, Reading>();

  constructor(private readonly pool: SessionPool) {}

  /** The last reading of a document that is open. */
  preview(uri: Uri): Preview | undefined {
    return this.readings.get(uri.toString())?.preview;
  }

  /** Reads anew; open editors follow. */
  refresh(uri: Uri): void {
    const reading = this.readings.get(uri.toString());
    if (reading) this.readings.set(uri.toString(), { ...reading, takenAt: 0 });
    this.changed.fire([{ type: FileChangeType.Changed, uri }]);
  }

  forget(uri: Uri): void {
    this.readings.delete(uri.toString());
  }

  async stat(uri: Uri): Promise<FileStat> {
    return this.answer(async (signal) => {
      const address = addressOfUri(uri);
      if (address.path.length === 0) return directory();
      const node = await this.pool.run(address, signal, (session, inner) => session.find(address, inner));
      if (!node) throw FileSystemError.FileNotFound(uri);
      if (!node.readable) return directory();
      const { preview, takenAt } = await this.reading(uri, signal);
      return { type: FileType.File, ctime: 0, mtime: preview.modified ?? takenAt, size: preview.bytes.length };
    });
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return this.answer(async (signal) => (await this.reading(uri, signal)).preview.bytes);
  }

  /** The names as they stand in addresses. Fails where there are more than can be listed at once. */
  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    return this.answer(async (signal) => {
      const address = addressOfUri(uri);
      const entries: [string, FileType][] = [];
      for (let cursor: string | undefined, more = true; more; ) {
        const request = { limit: settings.pageSize(), cursor };
        const page = await this.pool.run(address, signal, (session, inner) =>
          session.children(address, request, inner),
        );
        for (const node of page.nodes) {
          const name = node.address.path.at(-1);
          if (name) entries.push([name, node.readable ? FileType.File : FileType.Directory]);
        }
        cursor = page.next;
        more = cursor !== undefined;
        if (more && entries.length >= DIRECTORY_MOST) {
          throw FileSystemError.Unavailable(
            `More than ${DIRECTORY_MOST} entries: open it in the Cluster Observer view instead.`,
          );
        }
      }
      return entries;
    });
  }

  watch(): Disposable {
    // Documents are readings of a moment: they change when the user asks for it.
    return new Disposable(() => {});
  }

  createDirectory(uri: Uri): never {
    throw readOnly(uri);
  }
  writeFile(uri: Uri): never {
    throw readOnly(uri);
  }
  delete(uri: Uri): never {
    throw readOnly(uri);
  }
  rename(uri: Uri): never {
    throw readOnly(uri);
  }

  dispose(): void {
    this.readings.clear();
    this.changed.dispose();
  }

  private async reading(uri: Uri, signal: AbortSignal): Promise<Reading> {
    const key = uri.toString();
    const known = this.readings.get(key);
    if (known && Date.now() - known.takenAt < REMEMBERED) return known;
    const address = addressOfUri(uri);
    const range = { offset: 0, length: settings.previewSize() };
    const preview = await this.pool.run(address, signal, (session, inner) => session.read(address, range, inner));
    const reading = { preview, takenAt: Date.now() };
    this.readings.set(key, reading);
    return reading;
  }

  private async answer<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await call(new AbortController().signal);
    } catch (error) {
      throw isFailure(error) ? fileError(error) : error;
    }
  }
}

/** The kinds that VS Code treats in ways of its own keep their kind; the sentence goes with all of them. */
function fileError(failure: Failure): Error {
  const said = paragraph(failure, words);
  switch (failure.code) {
    case "notFound":
      return FileSystemError.FileNotFound(said);
    case "denied":
    case "forbidden":
    case "authentication":
      return FileSystemError.NoPermissions(said);
    default:
      return FileSystemError.Unavailable(said);
  }
}

const directory = (): FileStat => ({ type: FileType.Directory, ctime: 0, mtime: 0, size: 0 });

const readOnly = (uri: Uri): Error => FileSystemError.NoPermissions(uri);
