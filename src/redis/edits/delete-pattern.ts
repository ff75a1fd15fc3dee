import { type Address, child } from "../../core/address";
import { utf8 } from "../../core/bytes";
import { Failure } from "../../core/failure";
import { count, size, type Text, text, verbatim } from "../../core/text";
import { compareBytes } from "../keyspace/arena";
import { placeAt } from "../places";
import { scanIn } from "../replies";
import { deleteAll, reviewOf } from "./delete";
import type { RedisEdit } from "./draft";
import type { House } from "./editing";
import { required } from "./targets";

/** Keys of one deletion at most: beyond it, nobody reads the list. */
const MOST = 100_000;
/** Bytes of their names at most: the editor shows no list that is much larger. */
const NAMES_MOST = 12 * 1024 * 1024;
const AT_ONCE = "1000";

/** Every key that matches when it is planned: they are listed first, and no other is deleted. */
export const patternDeletion: RedisEdit = {
  async form(_, targets) {
    const place = spaceOf(targets);
    const prefix = place.prefix && utf8(place.prefix);
    return [
      {
        name: "pattern",
        type: "text",
        label: text("Pattern"),
        help: text(
          "As in SCAN MATCH: * any characters, ? one, [ab] one of them, \\ before a character that is meant itself.",
        ),
        ...(prefix === undefined ? {} : { fallback: `${literal(prefix)}*` }),
        check: (typed) => (typed === "" ? text("is empty") : undefined),
      },
    ];
  },

  async draft(house, targets, answers, signal) {
    const { db, database } = spaceOf(targets, house);
    const pattern = required(answers, "pattern");
    const keys = await matching(house, db, pattern, signal);
    if (keys.length === 0) {
      throw new Failure({ code: "notFound", what: text("No key of database {0} matches {1}.", `${db}`, pattern) });
    }
    return {
      question:
        keys.length === 1
          ? text("Delete the one key that matches {0}?", verbatim(pattern))
          : text("Delete the {0} keys that match {1}?", count(keys.length), verbatim(pattern)),
      detail: [
        text("Database {0}.", `${db}`),
        ...(/^\*+$/.test(pattern) ? [text("These are all keys of the database.")] : []),
        text("Keys that come to match later are not deleted. It cannot be brought back."),
      ],
      button: text("Delete"),
      review: reviewOf(keys),
      run: (acting, progress) =>
        deleteAll(
          house,
          acting,
          keys.map((key) => ({ db, database, key })),
          progress,
        ),
    };
  },
};

/** The database, and the prefix of a namespace. A connection stands for the database of its URL. */
function spaceOf(targets: readonly Address[], house?: House) {
  const [target, other] = targets;
  const place = target && !other ? placeAt(target) : undefined;
  if (!target || !place || place.kind === "key") {
    throw new Failure({ code: "invalid", what: text("Choose one database or one namespace.") });
  }
  if (place.kind !== "root") return { prefix: undefined, ...place };
  const db = house?.opened.home ?? 0;
  return { db, database: child(target, `${db}`), prefix: undefined };
}

/** Every master is scanned to its end; a key that moved between them meanwhile may be missing, and is then not deleted. */
async function matching(house: House, db: number, pattern: string, signal: AbortSignal): Promise<readonly Buffer[]> {
  const found = new Map<string, Buffer>();
  let bytes = 0;
  for (const node of await house.opened.deployment.nodes(signal)) {
    let cursor = "0";
    do {
      const page = scanIn(await node.call(db, ["SCAN", cursor, "MATCH", pattern, "COUNT", AT_ONCE], signal));
      cursor = page.cursor;
      for (const key of page.items) {
        found.set(key.toString("latin1"), key);
        bytes += key.length;
      }
      if (found.size > MOST) throw tooMany(text("More than {0} keys match {1}.", count(MOST), pattern));
      if (bytes > NAMES_MOST)
        throw tooMany(text("The names of the keys that match {0} have more than {1}.", pattern, size(NAMES_MOST)));
    } while (cursor !== "0");
  }
  return [...found.values()].sort(compareBytes);
}

const tooMany = (what: Text): Failure =>
  new Failure({
    code: "tooLarge",
    what,
    fix: text("Delete them in parts: make the pattern narrower."),
  });

const literal = (prefix: string): string => prefix.replace(/[*?[\]\\]/g, "\\$&");
