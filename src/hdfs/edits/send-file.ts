import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, isFailure } from "../../core/failure";
import { count, text, verbatim } from "../../core/text";
import { bodyOf } from "../body";
import { startCall, startTransfer } from "../call";
import { hostPort } from "../endpoint";
import { protocolFailure, type ServerName } from "../failures";
import { isOpened, redirectOf } from "../open";
import { type Path, showPath } from "../path";
import { remoteException } from "../remote";
import type { FileStatus } from "../status";
import { readAll } from "../transport";
import { remove, statusAt } from "./changes";
import type { Acting } from "./editing";
import { FileSum, isComparable, type SumKind } from "./file-sum";
import { diskFailure, inWordsOfChange } from "./problems";
import { remoteSum } from "./remote-sum";
import { withdraw } from "./withdraw";

/** times that an upload goes on after its connection broke */
const ATTEMPTS = 4;
/** milliseconds until a DataNode has closed the file of a broken upload */
const SETTLING = 1_000;

export interface Sending {
  readonly source: string;
  /** the path that it will have */
  readonly to: Path;
  /** where its bytes go, a name that nothing has yet */
  readonly part: Path;
  /** how the checksums of new files are made, where that is known */
  readonly sum?: SumKind;
  /** bytes that were sent, negative where they have to be sent again */
  readonly sent: (bytes: number) => void;
}

/** What has arrived, complete. */
export interface Arrived {
  readonly status: FileStatus;
  /** true: its checksum is that of the bytes here; false: only the lengths are the same */
  readonly compared: boolean;
}

/**
 * Sends a file into its part, and compares. When the connection breaks it goes on where the part ends. When it fails the
 * part is deleted again; the failure says so where that was not possible.
 */
export async function sendFile(acting: Acting, sending: Sending): Promise<Arrived> {
  try {
    const size = await sendAll(acting, sending);
    return await compare(acting, sending, size);
  } catch (error) {
    throw await withdraw(acting, sending.part, sendFailure(error, sending.to));
  }
}

async function sendAll(acting: Acting, sending: Sending): Promise<number> {
  const { size, mtimeMs } = await statLocal(sending.source);
  let arrived = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      await sendFrom(acting, sending, arrived, size);
      break;
    } catch (error) {
      if (attempt === ATTEMPTS || acting.signal.aborted || !isBroken(error)) throw error;
      await sleep(SETTLING * attempt, undefined, { signal: acting.signal }).catch(() => {});
      const there = Number((await statusAt(acting, sending.part))?.length ?? 0n);
      if (there > size || (there < arrived && there > 0)) throw error;
      // The part is there without a byte: it is made anew.
      if (there === 0) await remove(acting, sending.part);
      sending.sent(there - arrived);
      arrived = there;
    }
  }
  const now = await statLocal(sending.source);
  if (now.size === size && now.mtimeMs === mtimeMs) return size;
  throw changedHere(sending.source);
}

function sendFailure(error: unknown, to: Path): Failure {
  const failure = inWordsOfChange(error, to);
  const remote = remoteException(failure);
  if (remote?.exception !== "FileNotFoundException" || !/parent directory/i.test(remote.message)) return failure;
  return new Failure({
    code: failure.code,
    what: text("The directory {0} is not there any more.", showPath(to.slice(0, -1))),
    why: failure.why,
    fix: text("Refresh, and choose a directory that is there."),
    cause: failure.cause,
  });
}

/** The connection broke, or the file is not closed yet on the server's side. */
function isBroken(error: unknown): boolean {
  if (!isFailure(error)) return false;
  return ["closed", "unavailable", "refused"].includes(error.code) || /lease|recovery/i.test(error.message);
}

async function sendFrom(acting: Acting, sending: Sending, offset: number, size: number): Promise<void> {
  const { client, hostMap, timeout, signal } = acting;
  const { part, source } = sending;
  const [method, operation] = offset === 0 ? (["PUT", "CREATE"] as const) : (["POST", "APPEND"] as const);
  // A directory that is gone meanwhile is not made anew.
  const params = { ...(offset === 0 ? { overwrite: "false", createparent: "false" } : {}), noredirect: "true" };
  const redirect = await client.ask(
    method,
    operation,
    part,
    params,
    startCall(timeout, signal),
    (message, server, endpoint) => redirectOf(message, server, endpoint, part, hostMap),
    isOpened,
  );
  if (!redirect) throw protocolFailure(client.server, text("It does not say which DataNode takes the bytes."));
  const server: ServerName = { host: hostPort(redirect.origin), role: "DataNode" };
  let sent = 0;
  const body = bodyOf(
    size - offset,
    () => readFrom(source, offset, size),
    (bytes) => {
      sent += bytes;
      sending.sent(bytes);
    },
  );
  const request = { operation, method, role: server.role, ...redirect, body };
  try {
    await client.transport.send(request, startTransfer(timeout, signal), async (message) => {
      const status = message.statusCode ?? 0;
      if (status !== 200 && status !== 201) throw await client.badAnswer(message, server, showPath(part));
      await readAll(message, 64 * 1024, server);
    });
  } catch (error) {
    sending.sent(-sent);
    throw error;
  }
}

/** The bytes of a file from `begin` to `end`; fails where it has become shorter. */
async function* readFrom(source: string, begin: number, end: number): AsyncGenerator<Buffer> {
  if (begin === end) return;
  let length = 0;
  try {
    const stream = createReadStream(source, { start: begin, end: end - 1, highWaterMark: 256 * 1024 });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw diskFailure(error, source);
  }
  if (length < end - begin) throw changedHere(source);
}

async function compare(acting: Acting, { source, part, sum }: Sending, size: number): Promise<Arrived> {
  const status = await statusAt(acting, part);
  if (!status || status.length !== BigInt(size)) {
    throw new Failure({
      code: "closed",
      what: text("{0}: only {1} of {2} bytes arrived.", verbatim(source), count(status?.length ?? 0n), count(size)),
    });
  }
  if (size === 0) return { status, compared: true };
  const remote = sum && (await remoteSum(acting, part, status));
  if (!remote || remote === "open" || !isComparable(remote, sum) || status.blockSize !== BigInt(sum.blockSize))
    return { status, compared: false };
  const own = new FileSum(sum);
  for await (const chunk of readFrom(source, 0, size)) {
    acting.signal.throwIfAborted();
    own.update(chunk);
  }
  if (own.digest() === remote.md5) return { status, compared: true };
  throw new Failure({
    code: "changed",
    what: text("What arrived of {0} is not what is on this machine: the checksums differ.", verbatim(source)),
    fix: text("Upload it again; if it happens again, check this machine's disk and memory."),
  });
}

async function statLocal(source: string) {
  try {
    return await stat(source);
  } catch (error) {
    throw diskFailure(error, source);
  }
}

const changedHere = (source: string): Failure =>
  new Failure({
    code: "changed",
    what: text("{0} was changed while it was sent.", verbatim(source)),
    fix: text("Upload it again when nobody writes it any more."),
  });
