import {
  Disposable,
  FilePermission,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
} from "vscode";
import { type Failure, isFailure, paragraph } from "../../core/failure";
import type { SessionPool } from "../../core/sessions";
import { words } from "../reader";
import { settings } from "../settings";
import type { Readings } from "./readings";
import { readOnly, type Saving, sizeToCompare } from "./saving";
import { addressOfUri } from "./uris";

/** A listing through the file system has no pages: beyond this it would be neither quick nor of use. */
const DIRECTORY_MOST = 10_000;
/** Every address as a file: editors, diffs, search, links and copies work on it. What can be written is told by `Saving`. */
export class ClusterFileSystem implements FileSystemProvider {
  readonly onDidChangeFile: FileSystemProvider["onDidChangeFile"];

  constructor(
    private readonly pool: SessionPool,
    private readonly readings: Readings,
    private readonly saving: Saving,
  ) {
    this.onDidChangeFile = readings.onDidChangeFile;
  }

  async stat(uri: Uri): Promise<FileStat> {
    return this.answer(async (signal) => {
      const address = addressOfUri(uri);
      if (address.path.length === 0) return directory();
      const node = await this.pool.run(address, signal, (session, inner) => session.find(address, inner));
      if (!node) throw FileSystemError.FileNotFound(uri);
      if (!node.readable) return directory();
      const { preview, since } = await this.readings.read(uri, signal);
      const file = { type: FileType.File, ctime: 0, mtime: preview.modified ?? since, size: preview.bytes.length };
      if (this.saving.mayWrite(uri)) return { ...file, size: sizeToCompare(preview.bytes) };
      return { ...file, permissions: FilePermission.Readonly };
    });
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return this.answer(async (signal) => (await this.readings.read(uri, signal)).preview.bytes);
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

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    return this.answer(() => this.saving.save(uri, content));
  }

  // What makes, moves and deletes things are the commands of the views: they plan, and ask first.
  createDirectory(uri: Uri): never {
    throw fileError(readOnly(uri));
  }
  delete(uri: Uri): never {
    throw fileError(readOnly(uri));
  }
  rename(uri: Uri): never {
    throw fileError(readOnly(uri));
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

const directory = (): FileStat => ({
  type: FileType.Directory,
  ctime: 0,
  mtime: 0,
  size: 0,
  permissions: FilePermission.Readonly,
});
