import type { Preview, Range } from "../../core/contract";
import { count, text } from "../../core/text";
import { bytesIn, numberIn } from "../replies";
import { indexIn } from "./indexed";
import type { KeyReader } from "./key-reader";

/** Bytes between two parts of a string. */
const PART = 1024 * 1024;
/** Bytes that are read at once at most. */
const READ_MOST = 16 * 1024 * 1024;

/** A string as its own bytes, `range` counted from the byte that `part` names. */
export async function readString(reader: KeyReader, part: string, range: Range): Promise<Preview> {
  const begin = indexIn(part) + Math.max(0, Math.floor(range.offset));
  const length = Math.min(READ_MOST, Math.max(0, Math.floor(range.length)));
  const total = numberIn(await reader.ask("STRLEN"));
  const wanted = Math.min(length, Math.max(0, total - begin));
  const bytes =
    wanted === 0
      ? new Uint8Array()
      : new Uint8Array(bytesIn(await reader.ask("GETRANGE", `${begin}`, `${begin + wanted - 1}`)));
  const end = begin + bytes.length;
  const more = bytes.length > 0 && end < total;
  return {
    bytes,
    total,
    ...(begin > 0 ? { previous: previousOf(Math.min(begin, total)) } : {}),
    ...(more ? { next: `${end}` } : {}),
    ...(more && total > PART ? { last: `${Math.floor((total - 1) / PART) * PART}` } : {}),
    ...(begin > 0 || more ? { notice: noticeOf(begin, end, total) } : {}),
  };
}

const previousOf = (begin: number): string => (begin > PART ? `${begin - PART}` : "");

const noticeOf = (begin: number, end: number, total: number) =>
  begin >= total
    ? text("The value ends before byte {0}: it has {1}", count(begin), count(total))
    : text("Bytes {0} to {1} of {2}", count(begin + 1), count(end), count(total));
