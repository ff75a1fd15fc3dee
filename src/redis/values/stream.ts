import { count, text } from "../../core/text";
import { arrayIn, bytesIn, numberIn, type Reply, textIn } from "../replies";
import { invalidPart } from "./indexed";
import { listJson, memberJson, type Pair, pairsJson } from "./json-text";
import { elementsAtOnce, type KeyReader } from "./key-reader";
import { Filling, type Piece } from "./piece";

interface Entry {
  readonly id: string;
  readonly json: string;
}

type Where =
  | { readonly from: "start" }
  | { readonly from: "end" }
  | { readonly from: "after" | "before"; readonly id: Id };
type Id = readonly [milliseconds: bigint, sequence: bigint];

/**
 * Entries of a stream, the oldest first. `part`: "" is the beginning, "end" the end, "after-<id>" and "before-<id>"
 * what stands next to an entry.
 */
export async function readStream(reader: KeyReader, part: string): Promise<Piece> {
  const where = whereIn(part);
  const total = numberIn(await reader.ask("XLEN"));
  const step = await elementsAtOnce(reader, total);
  const back = where.from === "before" || where.from === "end";
  const filling = new Filling<Entry>();
  let at = edge(where);
  let more = at !== undefined;
  while (at !== undefined && more && !filling.full) {
    // One more than there is room for tells whether this is the end.
    const wanted = Math.min(step, filling.room) + 1;
    const range = back ? ["XREVRANGE", at, "-"] : ["XRANGE", at, "+"];
    const [name = "", ...bounds] = range;
    const entries = arrayIn(await reader.ask(name, ...bounds, "COUNT", `${wanted}`)).map(entryIn);
    more = entries.length === wanted;
    for (const entry of entries) {
      if (filling.take(entry, entry.json.length))
        at = edge({ from: back ? "before" : "after", id: idIn(entry.id, part) });
      else more = true;
    }
  }
  const entries = back ? filling.items.reverse() : filling.items;
  return { json: listJson(entries.map(({ json }) => json)), ...waysOn(where, entries, more, total) };
}

function waysOn(where: Where, entries: readonly Entry[], more: boolean, total: number): Omit<Piece, "json"> {
  const [first, last] = [entries[0], entries.at(-1)];
  const back = where.from === "before" || where.from === "end";
  const before = back ? more : where.from === "after";
  const after = back ? where.from === "before" : more;
  if (!first || !last)
    return total && where.from !== "start" ? { previous: "", notice: text("No entries are there") } : {};
  if (!before && !after) return {};
  return {
    ...(before ? { previous: `before-${first.id}` } : {}),
    ...(after ? { next: `after-${last.id}`, last: "end" } : {}),
    notice: text("{0} of {1} entries, {2} to {3}", count(entries.length), count(total), first.id, last.id),
  };
}

function entryIn(reply: Reply): Entry {
  const [id, fields] = arrayIn(reply);
  const written = textIn(id);
  // A trimmed entry that is still pending has no fields.
  const items = fields === null || fields === undefined ? [] : arrayIn(fields);
  const pairs: Pair[] = [];
  for (let i = 0; i + 1 < items.length; i += 2) pairs.push([bytesIn(items[i]), memberJson(bytesIn(items[i + 1]))]);
  return { id: written, json: `{ "id": ${JSON.stringify(written)}, "fields": ${pairsJson(pairs, "  ")} }` };
}

function whereIn(part: string): Where {
  if (part === "") return { from: "start" };
  if (part === "end") return { from: "end" };
  const [, from, id] = /^(after|before)-(\d+-\d+)$/.exec(part) ?? [];
  if (id === undefined) throw invalidPart(part);
  return { from: from === "after" ? "after" : "before", id: idIn(id, part) };
}

function idIn(written: string, part: string): Id {
  const [, milliseconds, sequence] = /^(\d{1,20})-(\d{1,20})$/.exec(written) ?? [];
  if (milliseconds === undefined || sequence === undefined) throw invalidPart(part);
  return [BigInt(milliseconds), BigInt(sequence)];
}

const HIGHEST = 2n ** 64n - 1n;

/** The bound of a range: exclusive bounds are not known before Redis 6.2, so the id next to it is counted out. */
function edge(where: Where): string | undefined {
  if (where.from === "start") return "-";
  if (where.from === "end") return "+";
  const [milliseconds, sequence] = where.id;
  if (where.from === "after") {
    if (sequence < HIGHEST) return `${milliseconds}-${sequence + 1n}`;
    return milliseconds < HIGHEST ? `${milliseconds + 1n}-0` : undefined;
  }
  if (sequence > 0n) return `${milliseconds}-${sequence - 1n}`;
  return milliseconds > 0n ? `${milliseconds - 1n}-${HIGHEST}` : undefined;
}
