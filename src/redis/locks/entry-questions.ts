import { isFailure } from "../../core/failure";
import { type Entry, type EntryRead, type EntryType, VALUE_LIMIT } from "../../core/lock-source";
import type { Command } from "../allowed";
import type { Outcome } from "../client";
import { arrayIn, bytesIn, bytesListIn, numberIn, type Reply, scanIn, textIn } from "../replies";
import { AGAIN, failed, type Known, type Learnt, LONG, NONE, SHORT, ttlIn } from "./learnt";
import { problemOf } from "./problems";

/** Elements that are read of a hash, a list or a sorted set, where nothing else is wanted. */
const ELEMENTS = 100;
/** Bytes of a hash that is read at most: HSCAN gives values whole, however long they are. */
const HASH_MOST = 256 * 1024;

const TYPES: Readonly<Record<string, EntryType>> = {
  string: "string",
  hash: "hash",
  list: "list",
  set: "set",
  zset: "sortedSet",
};

/** The commands about one key, and what their answers mean. None of them fails because of the key's type. */
export interface Question {
  readonly commands: readonly Command[];
  learn(answers: readonly Reply[]): Learnt;
}

/** The question to ask for an entry, from what is known of its key. */
export function questionFor({ key: bytes, as, most = ELEMENTS }: EntryRead, known: Known | undefined): Question {
  const key = Buffer.from(bytes);
  if (known === undefined) return typeOf(key, as);
  if (known.is === "other") return otherThan(key, known.type);
  const is = known.is === "shortString" ? "string" : known.is;
  if (as !== "any" && as !== is) return otherThan(key, is === "sortedSet" ? "zset" : is);
  if (is === "string") return stringAt(key, known.is === "string" && known.large === true);
  if (is === "hash") return hashAt(key, most, "large" in known && known.large === true);
  if (is === "set") return setAt(key, most);
  return is === "list" ? listAt(key, most) : sortedSetAt(key, most);
}

/** Neither command counts as a use of the key, and a key that is not there costs no more than this. */
function typeOf(key: Buffer, as: EntryRead["as"]): Question {
  const weighed = as === "hash" || as === "any";
  return {
    commands: weighed
      ? [
          ["TYPE", key],
          ["MEMORY", "USAGE", key],
        ]
      : [["TYPE", key]],
    learn([type, memory]) {
      const name = textIn(type);
      if (name === "none") return NONE;
      const is = TYPES[name];
      if (!is) return { known: { is: "other", type: name } };
      const large = is === "hash" && typeof memory === "string" && numberIn(memory) > HASH_MOST;
      return { known: { is, large } };
    },
  };
}

function otherThan(key: Buffer, was: string): Question {
  return {
    commands: [
      ["TYPE", key],
      ["PTTL", key],
    ],
    learn([type, pttl]) {
      const is = textIn(type);
      const ttl = ttlIn(pttl);
      if (is === "none" || ttl === undefined) return NONE;
      if (is !== was) return AGAIN;
      const known = TYPES[is];
      return { entry: { type: "other", is, ttl }, known: known ? { is: known } : { is: "other", type: is } };
    },
  };
}

/** @param long whether it is known to be longer than what is read of it: then its length is asked for */
function stringAt(key: Buffer, long: boolean): Question {
  const length: Command[] = long ? [["STRLEN", key]] : [];
  return {
    // One byte more than is wanted tells that there are more.
    commands: [["GETRANGE", key, "0", `${VALUE_LIMIT}`], ["PTTL", key], ...length],
    learn([read, pttl, told]) {
      const ttl = ttlIn(pttl);
      if (ttl === undefined) return NONE;
      const bytes = bytesIn(read);
      if (bytes.length > VALUE_LIMIT && told === undefined) return { known: LONG };
      const length = told === undefined ? bytes.length : numberIn(told);
      const entry: Entry = { type: "string", value: bytes.subarray(0, VALUE_LIMIT), length, ttl };
      return { entry, known: length > VALUE_LIMIT ? LONG : SHORT };
    },
  };
}

function hashAt(key: Buffer, most: number, large: boolean): Question {
  const scan: Command[] = large ? [] : [["HSCAN", key, "0", "COUNT", `${most}`]];
  return {
    commands: [["HLEN", key], ["PTTL", key], ...scan],
    learn([count, pttl, scanned]) {
      const length = numberIn(count);
      const ttl = ttlIn(pttl);
      if (ttl === undefined || length === 0) return NONE;
      const pairs = scanned === undefined ? [] : pairsIn(scanIn(scanned).items);
      const known: Known = { is: "hash", large };
      return { entry: { type: "hash", fields: pairs.slice(0, most), length, ttl }, known };
    },
  };
}

function listAt(key: Buffer, most: number): Question {
  return {
    commands: [
      ["LRANGE", key, "0", `${most - 1}`],
      ["LLEN", key],
      ["PTTL", key],
    ],
    learn([items, length, pttl]) {
      const ttl = ttlIn(pttl);
      if (ttl === undefined) return NONE;
      const entry: Entry = { type: "list", items: bytesListIn(items), length: numberIn(length), ttl };
      return { entry, known: { is: "list" } };
    },
  };
}

function setAt(key: Buffer, most: number): Question {
  return {
    commands: [
      ["SSCAN", key, "0", "COUNT", `${most}`],
      ["SCARD", key],
      ["PTTL", key],
    ],
    learn([scanned, length, pttl]) {
      const ttl = ttlIn(pttl);
      if (ttl === undefined) return NONE;
      const members = scanIn(scanned ?? null).items.slice(0, most);
      return { entry: { type: "set", members, length: numberIn(length), ttl }, known: { is: "set" } };
    },
  };
}

function sortedSetAt(key: Buffer, most: number): Question {
  return {
    commands: [
      ["ZRANGE", key, "0", `${most - 1}`, "WITHSCORES"],
      ["ZCARD", key],
      ["PTTL", key],
    ],
    learn([items, length, pttl]) {
      const ttl = ttlIn(pttl);
      if (ttl === undefined) return NONE;
      const members = pairsIn(arrayIn(items).flat().map(bytesIn)).map(([member, score]): readonly [Buffer, number] => [
        member,
        scoreIn(score),
      ]);
      return { entry: { type: "sortedSet", members, length: numberIn(length), ttl }, known: { is: "sortedSet" } };
    },
  };
}

/** What the answers tell; where one of them failed, that it failed. */
export function learnFrom(question: Question, outcomes: readonly Outcome[]): Learnt {
  const failure = outcomes.find(isFailure);
  if (!failure) return question.learn(outcomes as readonly Reply[]);
  // What the type of the key does not allow: the key is another than it was.
  if (failure.code === "notFound") return AGAIN;
  return failed(problemOf(failure));
}

/** A field that comes twice while the hash grows counts once. */
function pairsIn(items: readonly Buffer[]): readonly (readonly [Buffer, Buffer])[] {
  const pairs = new Map<string, readonly [Buffer, Buffer]>();
  for (let i = 0; i + 1 < items.length; i += 2) {
    const [name, value] = [bytesIn(items[i]), bytesIn(items[i + 1])];
    pairs.set(name.toString("latin1"), [name, value]);
  }
  return [...pairs.values()];
}

function scoreIn(reply: Buffer): number {
  const written = reply.toString();
  return /^[+-]?inf/i.test(written) ? (written.startsWith("-") ? -Infinity : Infinity) : Number(written);
}
