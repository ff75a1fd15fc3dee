import { type FileHandle, unlink } from "node:fs/promises";
import { Failure, hasCode, isFailure } from "../../core/failure";
import { count, text, verbatim } from "../../core/text";
import { startTransfer } from "../call";
import { hostPort } from "../endpoint";
import type { ServerName } from "../failures";
import { assertBytes, isOpened, redirectOf } from "../open";
import { type Path, showPath } from "../path";
import type { FileStatus } from "../status";
import type { Message } from "../transport";
import { statusAt } from "./changes";
import type { Acting } from "./editing";
import { FileSum, isComparable } from "./file-sum";
import { finishPart, openPart } from "./local-folder";
import { diskFailure } from "./problems";
import { remoteSum } from "./remote-sum";
import { isSame } from "./targets";

/** times that a download goes on after its connection broke */
const ATTEMPTS = 4;

export interface Fetching {
  readonly path: Path;
  /** as it was when the download was planned */
  readonly status: FileStatus;
  /** where it goes on this machine */
  readonly local: string;
  readonly replace: boolean;
  readonly received: (bytes: number) => void;
}

/**
 * Saves a file beside its place and gives it its name when it is complete. When the connection breaks it goes on where
 * it was, as long as the file is still the same. Gives true where HDFS's checksum was compared, too.
 */
export async function fetchFile(acting: Acting, fetching: Fetching): Promise<boolean> {
  const { local, replace } = fetching;
  const { part, handle } = await openPart(local);
  try {
    let compared: boolean;
    try {
      compared = await fetchInto(acting, fetching, handle);
    } finally {
      await handle.close();
    }
    await finishPart(part, local, replace);
    return compared;
  } catch (error) {
    await unlink(part).catch(() => {});
    throw isFailure(error) ? error : diskFailure(error, local);
  }
}

async function fetchInto(acting: Acting, fetching: Fetching, handle: FileHandle): Promise<boolean> {
  const { path, status } = fetching;
  await assertUnchanged(acting, fetching);
  const length = Number(status.length ?? 0n);
  const remote = await remoteSum(acting, path, status);
  const kind = remote && { ...remote, blockSize: Number(status.blockSize ?? 0n) };
  const sum = remote && kind && isComparable(remote, kind) ? new FileSum(kind) : undefined;
  let offset = 0;
  let writing: Promise<void> = Promise.resolve();
  const sink = (message: Message, moved: () => void): Promise<void> => {
    writing = write(message, moved);
    return writing;
  };
  const write = async (message: Message, moved: () => void): Promise<void> => {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      if (offset + chunk.length > length) throw changedThere(path);
      await writeAll(handle, chunk, fetching.local);
      offset += chunk.length;
      sum?.update(chunk);
      fetching.received(chunk.length);
      moved();
    }
    if (offset < length) throw cutShort(path, offset, length);
  };
  for (let attempt = 1; offset < length; attempt++) {
    const before = offset;
    try {
      await receive(acting, path, offset, length - offset, sink);
    } catch (error) {
      // The caller is answered at once; what has come may still be on its way to the disk.
      await writing.catch(() => {});
      if (acting.signal.aborted || !isBroken(error) || attempt >= ATTEMPTS) throw error;
      if (offset > before) attempt = 1;
      await assertUnchanged(acting, fetching);
    }
  }
  await assertUnchanged(acting, fetching);
  if (!sum || !remote) return false;
  if (sum.digest() === remote.md5) return true;
  throw new Failure({
    code: "changed",
    what: text("What arrived of {0} is not what HDFS keeps: the checksums differ.", showPath(path)),
    fix: text("Download it again. A file that was put together of others has a checksum that cannot be compared here."),
  });
}

async function receive(
  { client, hostMap, timeout, signal }: Acting,
  path: Path,
  offset: number,
  length: number,
  sink: (message: Message, moved: () => void) => Promise<void>,
): Promise<void> {
  const call = startTransfer(timeout, signal);
  const moved = () => call.motion.moved();
  const params = { offset: String(offset), length: String(length), noredirect: "true" };
  const redirect = await client.ask(
    "GET",
    "OPEN",
    path,
    params,
    call,
    async (message, server, endpoint) => {
      const elsewhere = await redirectOf(message, server, endpoint, path, hostMap);
      if (elsewhere) return elsewhere;
      assertBytes(message, server);
      await sink(message, moved);
      return undefined;
    },
    isOpened,
  );
  if (!redirect) return;
  const server: ServerName = { host: hostPort(redirect.origin), role: "DataNode" };
  const request = { operation: "OPEN", method: "GET", role: server.role, ...redirect };
  await client.transport.send(request, call, async (message) => {
    if (message.statusCode !== 200) throw await client.badAnswer(message, server, showPath(path));
    await sink(message, moved);
  });
}

async function writeAll(handle: FileHandle, chunk: Buffer, local: string): Promise<void> {
  try {
    for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
  } catch (error) {
    throw diskFailure(error, local);
  }
}

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
