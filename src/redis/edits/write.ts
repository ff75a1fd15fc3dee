import { type Address, child } from "../../core/address";
import type { Draft } from "../../core/edit-plan";
import { Failure } from "../../core/failure";
import { count, size, type Text, text, verbatim } from "../../core/text";
import type { Command } from "../allowed";
import { ttlText } from "../nodes";
import { placeAt } from "../places";
import { numberIn } from "../replies";
import { KeyReader } from "../values/key-reader";
import { changes } from "./commands";
import type { Acting, House } from "./editing";
import { fieldLives, lifeCommands } from "./field-lives";
import { changedBy, readerOf, shownKey } from "./targets";
import { inTransaction } from "./transaction";
import { parseValue, type Value } from "./value";
import { changedMeanwhile, readWhole, type Whole } from "./whole";

/** Saves a document of a key: only where the key still is what was loaded, in the same step as it is changed. */
export async function writing(
  house: House,
  address: Address,
  content: Uint8Array,
  loaded: Uint8Array,
  signal: AbortSignal,
): Promise<Draft<Acting>> {
  const place = placeAt({ ...address, part: undefined });
  if (place?.kind !== "key") throw new Failure({ code: "invalid", what: text("Only keys can be written.") });
  const { db, database, key } = place;
  const name = shownKey(key);
  const { namesOnly } = house.opened;
  const reader = readerOf(house, place, signal);
  const now = await readWhole(reader, namesOnly);
  if (!now) {
    throw new Failure({
      code: "unsupported",
      what: text("{0} cannot be written here: it is too large, or of a type that is only shown.", name),
      fix: text("Change it with redis-cli."),
    });
  }
  if (!isSame(now, loaded)) throw changedMeanwhile(key);
  const after = parseValue(now.type, content);
  const ttl = numberIn(await reader.ask("PTTL"));
  const before = parseValue(now.type, loaded);
  const planned = changes(key, before, after, undefined);
  const lives = await fieldLives(reader, before, planned);
  return {
    question: text("Save {0}?", name),
    detail: [
      text("Database {0}. Type: {1}.", `${db}`, verbatim(now.type)),
      ...changeWords(planned, before, after),
      ...lifeWords(lives),
      ...(ttl >= 0 ? [text("It keeps its time to live: {0}.", ttlText(ttl))] : []),
    ],
    button: text("Save"),
    async run(acting) {
      const again = new KeyReader(acting.opened.deployment, db, key, acting.signal);
      const changed = await inTransaction(acting, db, key, async () => {
        const latest = await readWhole(again, namesOnly);
        if (!latest || latest.type !== now.type || !isSame(latest, loaded)) throw changedMeanwhile(key);
        const left = numberIn(await again.ask("PTTL"));
        const commands = changes(key, before, after, left >= 0 ? Math.max(1, left) : undefined);
        return [...commands, ...lifeCommands(key, (await fieldLives(again, before, commands)) ?? [])];
      });
      return {
        done: [changed ? text("{0} was saved.", name) : text("{0} is as it was: there was nothing to change.", name)],
        failed: [],
        left: [],
        changed: [...changedBy(house, database, [key]), child(database, key)],
      };
    },
  };
}

const LINE_FEED = 0x0a;

/** The members of a set, and the fields of a large hash, come in any order. */
function isSame({ type, bytes }: Whole, loaded: Uint8Array): boolean {
  if (Buffer.from(bytes).equals(loaded)) return true;
  if (type === "string" || type === "ReJSON-RL") return false;
  try {
    const key = Buffer.alloc(0);
    return changes(key, parseValue(type, bytes), parseValue(type, loaded), undefined).length === 0;
  } catch {
    return false; // what was loaded was of another type
  }
}

const WORDS: Readonly<Record<string, (count: number) => Text>> = {
  HSET: (pairs) => text("Fields that are set: {0}.", count(pairs / 2)),
  HDEL: (names) => text("Fields that are removed: {0}.", count(names)),
  SADD: (members) => text("Members that are added: {0}.", count(members)),
  SREM: (members) => text("Members that are removed: {0}.", count(members)),
  ZADD: (pairs) => text("Members that are set: {0}.", count(pairs / 2)),
  ZREM: (members) => text("Members that are removed: {0}.", count(members)),
};

function lifeWords(lives: Awaited<ReturnType<typeof fieldLives>>): readonly Text[] {
  if (!lives)
    return [
      text(
        "Where a field that is set has a time to live of its own, it loses it: your user may not ask for it ({0}).",
        "HPTTL",
      ),
    ];
  return lives.length ? [text("Fields that keep a time to live of their own: {0}.", count(lives.length))] : [];
}

function changeWords(planned: readonly Command[], before: Value, after: Value): readonly Text[] {
  if (planned.length === 0) return [text("There is nothing to change.")];
  const sums = new Map<string, number>();
  for (const [name, , ...args] of planned) sums.set(name, (sums.get(name) ?? 0) + args.length);
  const words = [...sums].flatMap(([name, sum]) => WORDS[name]?.(sum) ?? []);
  if (words.length) return words;
  return before.type === "string" && after.type === "string"
    ? stringWords(before.bytes, after.bytes)
    : [newLength(after)];
}

/** Also what an editor does by itself while it saves: “files.insertFinalNewline”, “files.trimTrailingWhitespace”, a formatter. */
function stringWords(before: Buffer, after: Buffer): readonly Text[] {
  const ended = (bytes: Buffer) => bytes.at(-1) === LINE_FEED;
  return [
    text("Length: {0}; until now: {1}.", size(after.length), size(before.length)),
    ...(ended(after) && !ended(before) ? [text("It ends with a line break, which it does not have now.")] : []),
    ...(ended(before) && !ended(after) ? [text("It loses the line break at its end.")] : []),
  ];
}

function newLength(after: Value): Text {
  if (after.type === "ReJSON-RL") return text("Length: {0}.", size(Buffer.byteLength(after.json)));
  return text("Elements: {0}.", count("items" in after ? after.items.length : 0));
}
