import { type FileHandle, unlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { endsAll } from "../../core/edit-tally";
import { Failure, hasCode, isFailure } from "../../core/failure";
import { count, text, verbatim } from "../../core/text";
import { type Path, showPath } from "../path";
import type { FileStatus } from "../status";
import type { Message } from "../transport";
import { statusAt } from "./changes";
import type { Acting } from "./editing";
import { FileSum, isComparable, type RemoteSum, type SumKind } from "./file-sum";
import { finishPart, openPart } from "./local-folder";
import { diskFailure } from "./problems";
import { receive } from "./receive";
import { blockLengths, remoteSum } from "./remote-sum";
import { isSame } from "./targets";

/** times that a download goes on after its connection broke */
const ATTEMPTS = 4;
/** milliseconds that a DataNode is given to come back, more each time */
const SETTLING = 1_000;

export interface Fetching {
  readonly path: Path;
  /** as it was when the download was planned */
  readonly status: FileStatus;
  /** where it goes on this machine */
  readonly local: string;
  readonly replace: boolean;
  readonly received: (bytes: number) => void;
}

/** How sure it is that what was saved is what HDFS keeps. */
export interface Fetched {
  /** true: its checksum is that of HDFS; false: only the lengths are the same */
  readonly compared: boolean;
  /** true: somebody is writing it, and it was saved as far as it could be read */
  readonly open: boolean;
}

/**
 * Saves a file beside its place and gives it its name when it is complete. When the connection breaks it goes on where
 * it was, as long as the file is still the same.
 */
export async function fetchFile(acting: Acting, fetching: Fetching): Promise<Fetched> {
  const { local, replace } = fetching;
  const { part, handle } = await openPart(local);
  try {
    let fetched: Fetched;
    try {
      fetched = await fetchInto(acting, fetching, handle);
    } finally {
      await handle.close();
    }
    await finishPart(part, local, replace);
    return fetched;
  } catch (error) {
    await unlink(part).catch(() => {});
    throw isFailure(error) ? error : diskFailure(error, local);
  }
}

async function fetchInto(acting: Acting, fetching: Fetching, handle: FileHandle): Promise<Fetched> {
  const { path, status } = fetching;
  await assertUnchanged(acting, fetching);
  const length = Number(status.length ?? 0n);
  const remote = await remoteSum(acting, path, status);
  const kind = remote && remote !== "open" && { ...remote, blockSize: Number(status.blockSize ?? 0n) };
  const sum = kind && isComparable(kind, kind) ? new FileSum(kind) : undefined;
  let offset = 0;
  let full = false;
  let writing: Promise<void> = Promise.resolve();
  const sink = (message: Message, moved: () => void): Promise<void> => {
    writing = write(message, moved);
    return writing;
  };
  const write = async (message: Message, moved: () => void): Promise<void> => {
    const announced = offset + Number(message.headers["content-length"] ?? 0);
    for await (const chunk of message as AsyncIterable<Buffer>) {
      full = true;
      await writeAll(handle, chunk, offset, fetching.local);
      full = false;
      offset += chunk.length;
      sum?.update(chunk);
      fetching.received(chunk.length);
      moved();
    }
    const end = Math.max(length, announced);
    if (offset < end) throw cutShort(path, offset, end);
  };
  for (let attempt = 1; ; attempt++) {
    const before = offset;
    try {
      await receive(acting, path, offset, sink);
      break;
    } catch (error) {
      // The caller is answered at once; what has come may still be on its way to the disk.
      await writing.catch(() => {});
      if (full) throw error;
      const atEnd = offset > 0 && offset >= length;
      // HDFS lets nobody begin behind the end that it knows: the rest of a file being written does not come twice.
      if (acting.signal.aborted || !isBroken(error) || attempt >= ATTEMPTS || atEnd) throw ofOne(error);
      if (offset > before) attempt = 1;
      await sleep(SETTLING * attempt, undefined, { signal: acting.signal }).catch(() => {});
      await assertUnchanged(acting, fetching);
    }
  }
  // More came than HDFS said there is, and it was the same file a moment before: somebody is writing it.
  if (offset > length || remote === "open") return { compared: false, open: true };
  await assertUnchanged(acting, fetching);
  if (length === 0) return { compared: true, open: false };
  if (!sum || !kind) return { compared: false, open: false };
  if (sum.digest() !== kind.md5) await compareBlocks(acting, path, kind, handle);
  return { compared: true, open: false };
}

/** Once more with the blocks as they are: a file that was put together of others has some that are not full. */
async function compareBlocks(acting: Acting, path: Path, kind: SumKind & RemoteSum, handle: FileHandle): Promise<void> {
  const lengths = await blockLengths(acting, path);
  if (lengths?.slice(0, -1).some((length) => length !== kind.blockSize)) {
    const sum = new FileSum(kind, lengths);
    const bytes = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 });
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      acting.signal.throwIfAborted();
      sum.update(chunk);
    }
    if (sum.digest() === kind.md5) return;
  }
  throw new Failure({
    code: "changed",
    what: text("What arrived of {0} is not what HDFS keeps: the checksums differ.", showPath(path)),
    fix: text("Download it again; if it happens again, check this machine's disk and memory."),
  });
}

async function writeAll(handle: FileHandle, chunk: Buffer, offset: number, local: string): Promise<void> {
  try {
    for (let at = 0; at < chunk.length; )
      at += (await handle.write(chunk, at, chunk.length - at, offset + at)).bytesWritten;
  } catch (error) {
    throw diskFailure(error, local);
  }
}

/** A failure that says nothing of other files: their bytes may be on other DataNodes. */
class OfOneFile extends Failure {}

function ofOne(error: unknown): unknown {
  return isFailure(error) && (error.code === "timeout" || error.code === "unavailable") ? new OfOneFile(error) : error;
}

/** files in a row whose DataNodes do not answer, after which the next would fail as well */
const MOST_IN_A_ROW = 3;

/** Whether a download of many ends with this failure. */
export const endsDownload = (failure: Failure, row: number): boolean =>
  endsAll(failure) && (row >= MOST_IN_A_ROW || !(failure instanceof OfOneFile));

const isBroken = (error: unknown): boolean =>
  ["closed", "unavailable"].some((code) => isFailure(error) && error.code === code);

async function assertUnchanged(acting: Acting, { path, status }: Fetching): Promise<void> {
  const now = await statusAt(acting, path);
  if (!now || !isSame(now, status)) throw changedThere(path);
}

const changedThere = (path: Path): Failure =>
  new Failure({
    code: "changed",
    what: text("{0} has changed meanwhile.", showPath(path)),
    fix: text("Download it again when nobody writes it any more."),
  });

const cutShort = (path: Path, offset: number, length: number): Failure =>
  new Failure({
    code: "closed",
    what: text("{0}: only {1} of {2} bytes came.", showPath(path), count(offset), count(length)),
  });

/** A failure of one download, naming its file. */
export function downloadFailure(error: unknown, path: Path): Failure {
  const failure = isFailure(error) ? error : diskFailure(error, showPath(path));
  if (!hasCode(failure, "cancelled")) return failure;
  return new Failure({
    code: "cancelled",
    what: text("The download of {0} was cancelled, and what had arrived was deleted.", verbatim(showPath(path))),
    cause: failure,
  });
}
