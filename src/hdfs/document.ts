import type { Preview, Range } from "../core/contract";
import { Failure } from "../core/failure";
import { count, type Text, text } from "../core/text";
import type { Call } from "./call";
import type { Client } from "./client";
import type { HostMap } from "./endpoint";
import { readPiece } from "./open";
import { type Path, showPath } from "./path";

/** bytes from one `part` of a document to the next */
const PIECE = 1024 * 1024;

/**
 * A piece of a file: its bytes as they are, `range` counted from the byte that `part` names.
 * `total` is the length of the whole file.
 */
export async function readDocument(
  client: Client,
  hostMap: HostMap,
  path: Path,
  part: string | undefined,
  range: Range,
  call: Call,
): Promise<Preview> {
  const begin = parsePart(part) + Math.max(0, range.offset);
  const status = await client.status(path, call);
  if (status.type !== "file")
    throw new Failure({ code: "invalid", what: text("{0} is a directory or a link, not a file.", showPath(path)) });
  const reported = Number(status.length ?? 0n);
  const piece = { path, offset: begin, length: Math.floor(range.length), reported };
  const bytes = await readPiece(client, hostMap, piece, call);
  const end = begin + bytes.length;
  // More came than the NameNode knows of: the file is being written, and a full piece may not be the last one.
  const grows = bytes.length > 0 && end > reported;
  const total = grows ? end : reported;
  const more = end < total ? begin < total : grows && bytes.length === piece.length;
  return {
    bytes,
    total,
    ...(begin > 0 ? { previous: String(Math.max(0, Math.min(begin, total) - PIECE)) } : {}),
    ...(more ? { next: String(end) } : {}),
    ...(more && total > PIECE ? { last: String(lastPiece(total)) } : {}),
    ...(begin > 0 || more ? { notice: noticeOf(begin, end, total) } : {}),
    ...(status.modified ? { modified: status.modified } : {}),
  };
}

const lastPiece = (total: number): number => Math.floor((total - 1) / PIECE) * PIECE;

function noticeOf(begin: number, end: number, total: number): Text {
  if (begin >= total) return text("The file ends before byte {0}: it has {1}", count(begin), count(total));
  return text("Bytes {0} to {1} of {2}", count(begin + 1), count(end), count(total));
}

/** `part` is a number of bytes. */
function parsePart(part: string | undefined): number {
  if (part === undefined) return 0;
  const offset = /^\d{1,16}$/.test(part) ? Number(part) : Number.NaN;
  if (!Number.isSafeInteger(offset))
    throw new Failure({ code: "invalid", what: text("“{0}” is not an offset in a file.", part) });
  return offset;
}
