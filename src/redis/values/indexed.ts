import { Failure } from "../../core/failure";
import { count, text } from "../../core/text";
import { arrayIn, bytesIn, bytesListIn, numberIn, type Reply, textIn } from "../replies";
import { listJson, memberJson, numberJson } from "./json-text";
import { ELEMENTS_MOST, elementsAtOnce, type KeyReader } from "./key-reader";
import { Filling, type Piece } from "./piece";

/** Elements of a list, by index. */
export const readList = (reader: KeyReader, part: string): Promise<Piece> =>
  readIndexed(reader, part, "LLEN", async (from, to) =>
    bytesListIn(await reader.ask("LRANGE", `${from}`, `${to}`)).map(memberJson),
  );

/** Members of a sorted set with their scores, by rank. */
export const readSortedSet = (reader: KeyReader, part: string): Promise<Piece> =>
  readIndexed(reader, part, "ZCARD", async (from, to) =>
    scored(await reader.ask("ZRANGE", `${from}`, `${to}`, "WITHSCORES")),
  );

function scored(reply: Reply): readonly string[] {
  const items = arrayIn(reply);
  const lines: string[] = [];
  for (let i = 0; i + 1 < items.length; i += 2) {
    lines.push(`{ "member": ${memberJson(bytesIn(items[i]))}, "score": ${numberJson(textIn(items[i + 1]))} }`);
  }
  return lines;
}

async function readIndexed(
  reader: KeyReader,
  part: string,
  length: string,
  read: (from: number, to: number) => Promise<readonly string[]>,
): Promise<Piece> {
  const begin = indexIn(part);
  const total = numberIn(await reader.ask(length));
  const step = await elementsAtOnce(reader, total);
  const filling = new Filling<string>();
  while (!filling.full && begin + filling.items.length < total) {
    const from = begin + filling.items.length;
    const lines = await read(from, from + Math.min(step, filling.room) - 1);
    if (lines.length === 0) break;
    for (const line of lines) if (!filling.take(line, line.length)) break;
  }
  return { json: listJson(filling.items), ...waysOn(begin, begin + filling.items.length, total) };
}

/** Where a piece stands among the others, and what leads to them. */
export function waysOn(begin: number, end: number, total: number): Omit<Piece, "json"> {
  if (begin === 0 && end >= total) return {};
  const last = Math.max(0, Math.floor((total - 1) / ELEMENTS_MOST) * ELEMENTS_MOST);
  return {
    ...(begin > 0 ? { previous: previousOf(Math.min(begin, total)) } : {}),
    ...(end < total ? { next: `${end}` } : {}),
    ...(end < total && last > end ? { last: `${last}` } : {}),
    notice:
      end > begin
        ? text("Elements {0} to {1} of {2}", count(begin + 1), count(end), count(total))
        : text("It has fewer elements: {0}", count(total)),
  };
}

const previousOf = (begin: number): string => (begin > ELEMENTS_MOST ? `${begin - ELEMENTS_MOST}` : "");

export function indexIn(part: string): number {
  if (/^\d{0,15}$/.test(part)) return Number(part);
  throw invalidPart(part);
}

export function invalidPart(part: string): Failure {
  return new Failure({
    code: "invalid",
    what: text("“{0}” does not name a part of this key.", part),
    fix: text("Leave out what follows the question mark of the address to see the beginning."),
  });
}
