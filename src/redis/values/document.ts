import { bytesOf, shown } from "../../core/bytes";
import type { Preview, Range } from "../../core/contract";
import { Failure } from "../../core/failure";
import { count, size, text } from "../../core/text";
import { bytesIn, textIn } from "../replies";
import { readHash } from "./hash";
import { readList, readSortedSet } from "./indexed";
import type { KeyReader } from "./key-reader";
import type { Piece } from "./piece";
import { readSet } from "./scanned";
import { readStream } from "./stream";
import { readString } from "./string";
import { markWritable } from "./writable";

/** A JSON document larger than this has to be looked at elsewhere: it cannot be read in parts. */
const JSON_MOST = 4 * 1024 * 1024;

/** What an editor shows of a key. @param namesOnly whether the server knows HSCAN … NOVALUES */
export async function readKey(
  reader: KeyReader,
  part: string | undefined,
  range: Range,
  namesOnly: boolean,
): Promise<Preview> {
  const type = textIn(await reader.ask("TYPE"));
  const [, within = "", skipped = "0"] = /^(.*?)(?:\+(\d{1,15}))?$/s.exec(part ?? "") ?? [];
  if (type === "string") return markWritable(type, await readString(reader, part ?? "", range));
  const piece = await readPiece(reader, type, within, namesOnly);
  const wanted = { offset: Number(skipped) + Math.max(0, range.offset), length: range.length };
  return markWritable(type, previewOf(piece, within, wanted));
}

function readPiece(reader: KeyReader, type: string, part: string, namesOnly: boolean): Promise<Piece> {
  switch (type) {
    case "none":
      throw new Failure({
        code: "notFound",
        what: text("The key {0} is not there any more.", shown(reader.key)),
        fix: text("Refresh to see which keys there are."),
      });
    case "hash":
      return readHash(reader, part, namesOnly);
    case "list":
      return readList(reader, part);
    case "set":
      return readSet(reader, part);
    case "zset":
      return readSortedSet(reader, part);
    case "stream":
      return readStream(reader, part);
    case "ReJSON-RL":
      return readJson(reader);
    default:
      return Promise.resolve(unknownType(type));
  }
}

/** A document of the JSON module, laid out by the server. */
async function readJson(reader: KeyReader): Promise<Piece> {
  const memory = await reader.memory();
  if (memory !== undefined && memory > JSON_MOST) {
    throw new Failure({
      code: "tooLarge",
      what: text("This JSON document takes {0}; at most {1} are shown.", size(memory), size(JSON_MOST)),
      fix: text("Look at a part of it with {0}.", "redis-cli JSON.GET <key> <path>"),
    });
  }
  return { json: bytesIn(await reader.ask("JSON.GET", "INDENT", "  ", "NEWLINE", "\n", "SPACE", " ")).toString() };
}

function unknownType(type: string): Piece {
  const name = shown(type);
  return {
    json: `{ "type": ${JSON.stringify(name)} }`,
    notice: text("{0} is a type of a module: look at it with redis-cli and the module's own commands", name),
  };
}

/** The bytes of a piece's JSON; what does not fit into the range follows under the part's name and `+<bytes>`. */
function previewOf(piece: Piece, part: string, range: Range): Preview {
  const all = bytesOf(`${piece.json}\n`);
  const begin = Math.min(all.length, Math.floor(range.offset));
  const bytes = all.slice(begin, begin + Math.max(0, Math.floor(range.length)));
  const end = begin + bytes.length;
  const { previous, next, last } = piece;
  const cut = bytes.length > 0 && end < all.length;
  const notice =
    cut || begin > 0
      ? text("Bytes {0} to {1} of {2}", count(Math.min(begin + 1, all.length)), count(end), count(all.length))
      : piece.notice;
  return {
    bytes,
    total: all.length,
    language: "json",
    ...(begin > 0 ? { previous: part } : previous === undefined ? {} : { previous }),
    ...(cut ? { next: `${part}+${end}` } : next === undefined ? {} : { next }),
    ...(last === undefined ? {} : { last }),
    ...(notice ? { notice } : {}),
  };
}
