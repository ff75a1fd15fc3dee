import { compareBytes } from "../keyspace/arena";
import { arrayIn, bytesIn, bytesListIn, numberIn, scanIn } from "../replies";
import { indexIn, waysOn } from "./indexed";
import { clippedJson, memberJson, type Pair, pairsJson } from "./json-text";
import { ELEMENTS_MOST, elementsAtOnce, type KeyReader, PIECE_MOST } from "./key-reader";
import { Filling, type Piece } from "./piece";
import { type Cursor, cursorIn, scannedWays } from "./scanned";

/** Up to so many fields, all names are read, so that the pieces are sorted and can be gone through both ways. */
const NAMES_MOST = 20_000;
/** Bytes of a hash whose names are all read, at most. */
const NAMED_MOST = 64 * 1024 * 1024;
/** Where the size is not told, so many fields are taken for few. */
const FEW = 1_000;
/** A value that is longer is not read, since there is no way to read only its beginning. */
const VALUE_MOST = 1024 * 1024;
/** Bytes of the values that are read at a time. */
const ANSWER = 256 * 1024;

/** Fields of a hash. @param namesOnly whether the server knows HSCAN … NOVALUES */
export async function readHash(reader: KeyReader, part: string, namesOnly: boolean): Promise<Piece> {
  const total = numberIn(await reader.ask("HLEN"));
  const memory = await reader.memory();
  const small = total <= NAMES_MOST && (memory === undefined ? total <= FEW : memory <= NAMED_MOST);
  if (small && !part.includes("@")) return readSorted(reader, indexIn(part), total);
  return readScanned(reader, cursorIn(part), total, namesOnly);
}

async function readSorted(reader: KeyReader, begin: number, total: number): Promise<Piece> {
  const names = [...bytesListIn(await reader.ask("HKEYS"))].sort(compareBytes);
  const filling = new Filling<Pair>();
  let end = begin;
  for await (const pair of readPairs(reader, names.slice(begin, begin + ELEMENTS_MOST))) {
    if (pair[1] !== undefined && !filling.take([pair[0], pair[1]], pair[0].length + pair[1].length)) break;
    end++;
  }
  return { json: pairsJson(filling.items), ...waysOn(begin, end, names.length || total) };
}

/** In the server's own order: it cannot be gone back, and a field may come twice while the hash grows. */
async function readScanned(reader: KeyReader, begin: Cursor, total: number, namesOnly: boolean): Promise<Piece> {
  const step = await elementsAtOnce(reader, total);
  const pairs = new Map<string, Pair>();
  let { cursor } = begin;
  let length = 0;
  do {
    const scanned = scanIn(await reader.ask("HSCAN", cursor, "COUNT", `${step}`, ...(namesOnly ? ["NOVALUES"] : [])));
    cursor = scanned.cursor;
    for await (const [name, value] of namesOnly ? readPairs(reader, scanned.items) : pairsIn(scanned.items)) {
      if (value === undefined) continue;
      pairs.set(name.toString("latin1"), [name, value]);
      length += name.length + value.length;
    }
  } while (cursor !== "0" && pairs.size + step / 2 < ELEMENTS_MOST && length < PIECE_MOST / 2);
  const sorted = [...pairs.values()].sort(([a], [b]) => compareBytes(a, b));
  return { json: pairsJson(sorted), ...scannedWays(begin, sorted.length, cursor, total) };
}

type Read = readonly [name: Buffer, json: string | undefined];

function pairsIn(items: readonly Buffer[]): readonly Read[] {
  const pairs: Read[] = [];
  for (let i = 0; i + 1 < items.length; i += 2) pairs.push([bytesIn(items[i]), memberJson(bytesIn(items[i + 1]))]);
  return pairs;
}

/** The values of these fields, those that are too long without their bytes; undefined for a field that is gone. */
async function* readPairs(reader: KeyReader, names: readonly Buffer[]): AsyncGenerator<Read> {
  const lengths = (await reader.askAll(names.map((name) => ["HSTRLEN", name]))).map(numberIn);
  for (let begin = 0, end = 0; begin < names.length; begin = end) {
    for (let sum = 0; end < names.length && sum < ANSWER; end++) sum += Math.max(1, readLength(lengths[end]));
    const asked = names.slice(begin, end).filter((_, index) => readLength(lengths[begin + index]) >= 0);
    const values = asked.length ? arrayIn(await reader.ask("HMGET", ...asked)) : [];
    let at = 0;
    for (const [index, name] of names.slice(begin, end).entries()) {
      const length = lengths[begin + index] ?? 0;
      const value = readLength(length) < 0 ? undefined : values[at++];
      if (readLength(length) < 0) yield [name, clippedJson(new Uint8Array(), length)];
      else yield [name, value === null || value === undefined ? undefined : memberJson(bytesIn(value))];
    }
  }
}

/** Bytes that are read of a value of this length; -1 where it is not read at all. */
const readLength = (length = 0): number => (length > VALUE_MOST ? -1 : length);
