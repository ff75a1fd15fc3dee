import { bytesOf, utf8 } from "../../core/bytes";
import { Failure } from "../../core/failure";
import { type Text, text } from "../../core/text";
import type { WritableType } from "../values/writable";
import { repeatedName } from "./repeated-name";

/** A value of a key, as it is written. Names and members are unique. */
export type Value =
  | { readonly type: "string"; readonly bytes: Buffer }
  | { readonly type: "hash"; readonly fields: readonly (readonly [name: Buffer, value: Buffer])[] }
  | { readonly type: "list" | "set"; readonly items: readonly Buffer[] }
  | { readonly type: "zset"; readonly members: readonly (readonly [member: Buffer, score: number])[] }
  | { readonly type: "ReJSON-RL"; readonly json: string };

/**
 * What a document stands for: a string's own bytes, for all others JSON as `readKey` writes it. Rejects "invalid" with
 * what is wrong; a document that would lose something is wrong.
 */
export function parseValue(type: WritableType, content: Uint8Array): Value {
  if (type === "string") return { type, bytes: Buffer.from(content) };
  const written = utf8(content);
  if (written === undefined) throw wrong(text("is not UTF-8"));
  const parsed = parsedJson(written);
  switch (type) {
    case "ReJSON-RL":
      return { type, json: written };
    case "hash":
      return { type, fields: distinct(fieldsIn(written, parsed), ([name]) => name) };
    case "list":
      return { type, items: full(listIn(parsed).map(memberIn)) };
    case "set":
      return { type, items: distinct(listIn(parsed).map(memberIn), (member) => member) };
    case "zset":
      return { type, members: distinct(listIn(parsed).map(scoredIn), ([member]) => member) };
  }
}

export const wrong = (why: Text): Failure =>
  new Failure({
    code: "invalid",
    what: text("This is not a value that can be written to Redis."),
    why: text("It {0}.", why),
    fix: text("Texts stand in quotes; bytes that are no text look like {0}.", '{ "base64": "AP8=" }'),
  });

function parsedJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch (error) {
    const where = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    if (where === undefined) throw wrong(text("is not JSON"));
    const before = written.slice(0, Number(where)).split("\n");
    throw wrong(
      text("is not JSON: see line {0}, column {1}", `${before.length}`, `${(before.at(-1)?.length ?? 0) + 1}`),
    );
  }
}

function fieldsIn(written: string, parsed: unknown): readonly (readonly [Buffer, Buffer])[] {
  if (Array.isArray(parsed)) {
    return parsed.map((item) => {
      if (!hasOnly(item, "field", "value"))
        throw wrong(text("has an entry that is not {0}", '{ "field": …, "value": … }'));
      return [memberIn(item.field), memberIn(item.value)] as const;
    });
  }
  if (!isObject(parsed)) throw wrong(text("must be an object with the fields of the hash"));
  const twice = repeatedName(written);
  if (twice !== undefined) throw wrong(text("names the field {0} twice", twice));
  return Object.entries(parsed).map(([name, value]) => [Buffer.from(bytesOf(name)), memberIn(value)] as const);
}

function listIn(parsed: unknown): readonly unknown[] {
  if (Array.isArray(parsed)) return parsed;
  throw wrong(text("must be a list between [ and ]"));
}

function scoredIn(item: unknown): readonly [Buffer, number] {
  if (!hasOnly(item, "member", "score"))
    throw wrong(text("has an entry that is not {0}", '{ "member": …, "score": … }'));
  const { score } = item;
  if (typeof score === "number" && Number.isFinite(score)) return [memberIn(item.member), score];
  if (score === "inf" || score === "-inf") return [memberIn(item.member), score === "inf" ? Infinity : -Infinity];
  throw wrong(text("has a score that is not a number"));
}

/** Text in quotes, or `{"base64": "…"}`. A number could be written in many ways: which bytes it is must be said. */
function memberIn(item: unknown): Buffer {
  if (typeof item === "string") {
    if (item.isWellFormed()) return Buffer.from(bytesOf(item));
    throw wrong(text("has a text with half a character (a lone surrogate)"));
  }
  if (hasOnly(item, "base64") && typeof item.base64 === "string") {
    const bytes = Buffer.from(item.base64, "base64");
    if (bytes.toString("base64") === item.base64) return bytes;
  }
  if (isObject(item) && "clipped" in item) throw wrong(text("holds a member that is shown only in part"));
  throw wrong(text("has a member that is neither a text in quotes nor bytes: {0}", JSON.stringify(item).slice(0, 60)));
}

const isObject = (item: unknown): item is Readonly<Record<string, unknown>> =>
  typeof item === "object" && item !== null && !Array.isArray(item);

function hasOnly<K extends string>(item: unknown, ...names: readonly K[]): item is Readonly<Record<K, unknown>> {
  return (
    isObject(item) && Object.keys(item).length === names.length && names.every((name) => Object.hasOwn(item, name))
  );
}

function full<T>(items: readonly T[]): readonly T[] {
  if (items.length) return items;
  throw wrong(text("is empty: Redis keeps no key without a member. To be rid of the key, delete it"));
}

function distinct<T>(items: readonly T[], nameOf: (item: T) => Buffer): readonly T[] {
  const known = new Set<string>();
  for (const item of full(items)) {
    const name = nameOf(item);
    const key = name.toString("latin1");
    if (known.has(key)) throw wrong(text("names the member {0} twice", utf8(name) ?? name.toString("base64")));
    known.add(key);
  }
  return items;
}
