import { count, text } from "../../core/text";
import { compareBytes } from "../keyspace/arena";
import { numberIn, scanIn } from "../replies";
import { invalidPart } from "./indexed";
import { listJson, memberJson } from "./json-text";
import { ELEMENTS_MOST, elementsAtOnce, type KeyReader, PIECE_MOST } from "./key-reader";
import type { Piece } from "./piece";

/** Where a piece in the server's own order begins, and how many elements came before. */
export interface Cursor {
  readonly cursor: string;
  readonly before: number;
}

export function cursorIn(part: string): Cursor {
  if (part === "") return { cursor: "0", before: 0 };
  const [, cursor, before] = /^(\d{1,20})@(\d{1,15})$/.exec(part) ?? [];
  if (cursor === undefined) throw invalidPart(part);
  return { cursor, before: Number(before) };
}

/** There is no way back in the server's own order: only on, and to the beginning by the key itself. */
export function scannedWays(begin: Cursor, found: number, cursor: string, total: number): Omit<Piece, "json"> {
  if (begin.cursor === "0" && cursor === "0") return {};
  const end = begin.before + found;
  return {
    ...(cursor === "0" ? {} : { next: `${cursor}@${end}` }),
    notice: text(
      "Elements {0} to {1} of about {2}, in the server's own order",
      count(begin.before + 1),
      count(end),
      count(total),
    ),
  };
}

/** Members of a set; sorted as far as they are in one piece. */
export async function readSet(reader: KeyReader, part: string): Promise<Piece> {
  const begin = cursorIn(part);
  const total = numberIn(await reader.ask("SCARD"));
  const step = await elementsAtOnce(reader, total);
  const members = new Map<string, Buffer>();
  let { cursor } = begin;
  let length = 0;
  do {
    const scanned = scanIn(await reader.ask("SSCAN", cursor, "COUNT", `${step}`));
    cursor = scanned.cursor;
    for (const member of scanned.items) {
      members.set(member.toString("latin1"), member);
      length += member.length;
    }
  } while (cursor !== "0" && members.size + step / 2 < ELEMENTS_MOST && length < PIECE_MOST / 2);
  const sorted = [...members.values()].sort(compareBytes);
  return { json: listJson(sorted.map(memberJson)), ...scannedWays(begin, sorted.length, cursor, total) };
}
