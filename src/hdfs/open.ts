import { Failure } from "../core/failure";
import { count, text } from "../core/text";
import type { Call } from "./call";
import { type Client, jsonBody } from "./client";
import { type HostMap, hostPort, type Origin } from "./endpoint";
import { protocolFailure, type ServerName, words } from "./failures";
import { own, string } from "./json";
import { type Path, showPath } from "./path";
import { type Redirect, readRedirect, withOffset } from "./redirect";
import { remoteException } from "./remote";
import { type Message, readUpTo } from "./transport";

/** The piece of a file that is asked for, and what is known of the file. */
export interface Piece {
  readonly path: Path;
  /** of the first byte */
  readonly offset: number;
  /** bytes at most */
  readonly length: number;
  /** bytes of the whole file by GETFILESTATUS; a file being written has more */
  readonly reported: number;
}

interface Direct {
  readonly bytes: Buffer;
}

/** The bytes of a piece, fewer at the end of the file; none behind it. Never more than `length` are held. */
export async function readPiece(client: Client, hostMap: HostMap, piece: Piece, call: Call): Promise<Buffer> {
  if (piece.length <= 0) return Buffer.alloc(0);
  const bytes = await withoutRangeError(() => readOpened(client, hostMap, piece, call));
  const expected = Math.min(piece.length, piece.reported - piece.offset);
  if (bytes.length < expected)
    throw new Failure({
      code: "closed",
      what: text("{0}: only {1} of {2} bytes came.", showPath(piece.path), count(bytes.length), count(expected)),
      fix: text("Open it again; it may have been replaced meanwhile."),
    });
  return bytes;
}

async function readOpened(client: Client, hostMap: HostMap, piece: Piece, call: Call): Promise<Buffer> {
  // The NameNode refuses an offset behind the length that it knows; the DataNode may have more.
  const known = Math.min(piece.offset, Math.max(0, piece.reported - 1));
  const opened = await openFile(client, hostMap, piece, known, call);
  if ("bytes" in opened) return known === piece.offset ? opened.bytes : Buffer.alloc(0);
  const redirect = known === piece.offset ? opened : withOffset(opened, piece.offset);
  if (!redirect) return Buffer.alloc(0);
  const server: ServerName = { host: hostPort(redirect.origin), role: "DataNode" };
  const request = { operation: "OPEN", method: "GET", role: server.role, ...redirect };
  return client.transport.send(request, call, async (message) => {
    if (message.statusCode !== 200) throw await client.badAnswer(message, server, showPath(piece.path));
    return bytesOf(message, piece.length, server);
  });
}

/** Asks the NameNode; the answer is where to read, or the bytes themselves (HttpFS and other gateways). */
function openFile(
  client: Client,
  hostMap: HostMap,
  { path, length }: Piece,
  offset: number,
  call: Call,
): Promise<Redirect | Direct> {
  const params = { offset: offset.toString(), length: length.toString(), noredirect: "true" };
  return client.ask(
    "GET",
    "OPEN",
    path,
    params,
    call,
    async (message, server, endpoint) => {
      const redirect = await redirectOf(message, server, endpoint, path, hostMap);
      return redirect ?? { bytes: await bytesOf(message, length, server) };
    },
    isOpened,
  );
}

/** Where the NameNode sends us to, by a header or, asked with `noredirect`, in JSON; undefined where it does not. */
export async function redirectOf(
  message: Message,
  server: ServerName,
  endpoint: Origin,
  path: Path,
  hostMap: HostMap,
): Promise<Redirect | undefined> {
  const location =
    message.headers.location ??
    (isJson(message) ? string(own(await jsonBody(message, server), "Location")) : undefined);
  if (location === undefined) return undefined;
  const redirect = readRedirect(location, endpoint, path, hostMap);
  if (!redirect) throw protocolFailure(server, words(location.split("?", 1)[0] ?? ""));
  return redirect;
}

export const isOpened = (status: number): boolean =>
  status === 200 || status === 302 || status === 303 || status === 307;

const contentType = (message: Message): string => message.headers["content-type"]?.toLowerCase() ?? "";

const isJson = (message: Message): boolean => contentType(message).startsWith("application/json");

/** WebHDFS sends every file as an octet stream: a web page in its place is a portal's, and not the file. */
async function bytesOf(message: Message, most: number, server: ServerName): Promise<Buffer> {
  assertBytes(message, server);
  return (await readUpTo(message, most)).bytes;
}

/** Throws where the answer cannot be a file's bytes. */
export function assertBytes(message: Message, server: ServerName): void {
  if (message.statusCode !== 200 || /^(text\/html|application\/json)/.test(contentType(message)))
    throw protocolFailure(server, words(`HTTP ${message.statusCode} ${contentType(message)}`));
}

/** Behind the end of a file there is nothing, which is not an error. */
async function withoutRangeError(read: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await read();
  } catch (error) {
    const remote = remoteException(error);
    const behind =
      remote && (remote.exception === "EOFException" || /out of the range|after EOF|past EOF/i.test(remote.message));
    if (behind) return Buffer.alloc(0);
    throw error;
  }
}
