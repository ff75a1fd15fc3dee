import { type Address, child } from "../../core/address";
import { utf8 } from "../../core/bytes";
import { Failure } from "../../core/failure";
import { count, duration, size, type Text, text, verbatim } from "../../core/text";
import type { Command } from "../allowed";
import { ttlText } from "../nodes";
import { placeAt } from "../places";
import { numberIn, textIn } from "../replies";
import { KeyReader } from "../values/key-reader";
import { isWritable, type WritableType } from "../values/writable";
import { creation } from "./commands";
import type { RedisEdit } from "./draft";
import type { House } from "./editing";
import { assertGood, changedBy, readerOf, required, shownKey } from "./targets";
import { inTransaction } from "./transaction";
import { isTtl, parseTtl, ttlProblem } from "./ttl";
import { parseValue, type Value } from "./value";
import { changedMeanwhile } from "./whole";

/** Bytes that are sent in one transaction at most. */
const CONTENT_MOST = 64 * 1024 * 1024;

const TYPES: readonly { readonly value: WritableType; readonly detail: Text }[] = [
  { value: "string", detail: text("The content as it is.") },
  { value: "hash", detail: text("JSON: an object of texts, {0}", '{ "field": "value" }') },
  { value: "list", detail: text("JSON: a list of texts, {0}", '["first", "second"]') },
  { value: "set", detail: text("JSON: a list of texts, {0}", '["one", "other"]') },
  { value: "zset", detail: text("JSON: a list of members, {0}", '[{ "member": "m", "score": 1 }]') },
];

/** A new key, or another value for one that is there: that is said, and compared again in the moment of the change. */
export const keySetting: RedisEdit = {
  async form(house, targets) {
    const { prefix } = spaceOf(house, targets);
    return [
      {
        name: "name",
        type: "text",
        label: text("Name"),
        help: text("The whole name of the key, with its prefix."),
        ...(prefix === undefined ? {} : { fallback: prefix }),
        check: (typed) => (typed === "" ? text("is empty") : undefined),
      },
      {
        name: "type",
        type: "choice",
        label: text("Type"),
        fallback: "string",
        options: TYPES.map(({ value, detail }) => ({ value, label: verbatim(value), detail })),
      },
      { name: "value", type: "content", label: text("Value") },
      {
        name: "ttl",
        type: "text",
        label: text("Time to live"),
        help: text("90s, 10m, 2h, 7d, 1500ms; a number alone is seconds."),
        optional: true,
        check: ttlProblem,
      },
    ];
  },

  async draft(house, targets, answers, signal) {
    const { db, database } = spaceOf(house, targets);
    const key = Buffer.from(required(answers, "name"));
    const name = shownKey(key);
    const type = required(answers, "type");
    if (!isWritable(type)) throw new Failure({ code: "invalid", what: text("Redis has no type {0}.", type) });
    const content = answers.value;
    if (!(content instanceof Uint8Array))
      throw new Failure({ code: "invalid", what: text("“{0}” is missing.", "value") });
    if (content.length > CONTENT_MOST) throw tooLarge(content.length);
    const value = parseValue(type, content);
    const ttl = limitOf(answers.ttl);
    const place = { db, key };
    const before = await lookAt(readerOf(house, place, signal));
    return {
      question: before ? text("Replace the value of {0}?", name) : text("Make the key {0}?", name),
      detail: [
        text("Database {0}. Type: {1}.", `${db}`, verbatim(type)),
        valueWords(value),
        ...(before ? [text("It is there already: {0}, {1}.", verbatim(before.type), ttlText(before.ttl))] : []),
        ttl === undefined ? (before ? text("It keeps its time to live.") : ENDLESS) : lifeWords(ttl),
      ],
      button: before ? text("Replace") : text("Make Key"),
      async run(acting) {
        const reader = new KeyReader(acting.opened.deployment, db, key, acting.signal);
        await inTransaction(acting, db, key, async () => {
          const now = await lookAt(reader);
          if (now?.type !== before?.type || now?.print !== before?.print) throw changedMeanwhile(key);
          const left = ttl ?? (now && now.ttl >= 0 ? now.ttl : "none");
          const expiry: readonly Command[] = left === "none" ? [] : [["PEXPIRE", key, `${Math.max(1, left)}`]];
          const clear: readonly Command[] = now && value.type !== "string" ? [["DEL", key]] : [];
          return [...clear, ...creation(key, value), ...expiry];
        });
        return {
          done: [before ? text("{0} has its new value.", name) : text("The key {0} was made.", name)],
          failed: [],
          left: [],
          changed: [...changedBy(house, database, [key]), child(database, key)],
          reveal: child(database, key),
        };
      },
    };
  },
};

interface Look {
  readonly type: string;
  readonly ttl: number;
  /** differs where the value differs, as far as its length and its memory tell */
  readonly print: string;
}

const LENGTHS: Readonly<Record<string, string>> = {
  string: "STRLEN",
  hash: "HLEN",
  list: "LLEN",
  set: "SCARD",
  zset: "ZCARD",
  stream: "XLEN",
};

async function lookAt(reader: KeyReader): Promise<Look | undefined> {
  const type = textIn(await reader.ask("TYPE"));
  if (type === "none") return undefined;
  const ttl = numberIn(await reader.ask("PTTL"));
  const length = LENGTHS[type] ? textIn(await reader.ask(LENGTHS[type])) : "";
  const beginning = type === "string" ? textIn(await reader.ask("GETRANGE", "0", "4095")) : "";
  return { type, ttl, print: `${length} ${beginning}` };
}

function spaceOf(house: House, targets: readonly Address[]) {
  const [target, other] = targets;
  const place = target && !other ? placeAt({ ...target, part: undefined }) : undefined;
  if (!target || !place) throw new Failure({ code: "invalid", what: text("Choose one database, namespace or key.") });
  if (place.kind === "root") {
    const db = house.opened.home;
    return { db, database: child(target, `${db}`), prefix: undefined };
  }
  const { db, database } = place;
  const prefix = place.kind === "namespace" ? place.prefix : place.kind === "key" ? place.key : undefined;
  return { db, database, prefix: prefix && utf8(prefix) };
}

function limitOf(typed: unknown): number | "none" | undefined {
  if (typeof typed !== "string" || typed === "") return undefined;
  assertGood(typed, ttlProblem(typed));
  const ttl = parseTtl(typed);
  return isTtl(ttl) ? ttl : undefined;
}

const ENDLESS = text("It lives without a limit.");

const lifeWords = (ttl: number | "none"): Text => (ttl === "none" ? ENDLESS : text("It lives for {0}.", duration(ttl)));

function valueWords(value: Value): Text {
  switch (value.type) {
    case "string":
      return text("Length: {0}.", size(value.bytes.length));
    case "ReJSON-RL":
      return text("Length: {0}.", size(Buffer.byteLength(value.json)));
    case "hash":
      return text("Fields: {0}.", count(value.fields.length));
    case "zset":
      return text("Members: {0}.", count(value.members.length));
    default:
      return text("Members: {0}.", count(value.items.length));
  }
}

const tooLarge = (length: number): Failure =>
  new Failure({
    code: "tooLarge",
    what: text("The value has {0}; at most {1} are written in one step.", size(length), size(CONTENT_MOST)),
    fix: text("Write it with redis-cli: {0}", "redis-cli -x SET <key> < <file>"),
  });
