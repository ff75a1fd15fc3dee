import type { Command } from "../allowed";
import type { Value } from "./value";

/** Arguments of one command at most, about: the server serves nobody else meanwhile. */
const AT_ONCE = 1_000;

/** What makes a key that is not there. */
export function creation(key: Buffer, value: Value): readonly Command[] {
  switch (value.type) {
    case "string":
      return [["SET", key, value.bytes]];
    case "hash":
      return inParts("HSET", key, value.fields.flat(), 2);
    case "list":
      return inParts("RPUSH", key, value.items);
    case "set":
      return inParts("SADD", key, value.items);
    case "zset":
      return inParts("ZADD", key, scores(value.members), 2);
    case "ReJSON-RL":
      return [["JSON.SET", key, "$", value.json]];
  }
}

/**
 * What turns a value into another of the same type, touching nothing that stays as it is: a field that is not changed
 * keeps its own time to live, and the key keeps its.
 * @param ttl milliseconds that the key has left; undefined: it has no limit
 */
export function changes(key: Buffer, before: Value, after: Value, ttl: number | undefined): readonly Command[] {
  const expiry: readonly Command[] = ttl === undefined ? [] : [["PEXPIRE", key, `${ttl}`]];
  if (before.type === "hash" && after.type === "hash") {
    const old = new Map(before.fields.map(([name, value]) => [latin1(name), value]));
    const set = after.fields.filter(([name, value]) => !old.get(latin1(name))?.equals(value));
    const gone = missing(
      before.fields.map(([name]) => name),
      after.fields.map(([name]) => name),
    );
    // What is new goes first: a key without a member would be gone, and its time to live with it.
    return [...inParts("HSET", key, set.flat(), 2), ...inParts("HDEL", key, gone)];
  }
  if (before.type === "set" && after.type === "set") {
    return [
      ...inParts("SADD", key, missing(after.items, before.items)),
      ...inParts("SREM", key, missing(before.items, after.items)),
    ];
  }
  if (before.type === "zset" && after.type === "zset") {
    const old = new Map(before.members.map(([member, score]) => [latin1(member), score]));
    const set = after.members.filter(([member, score]) => old.get(latin1(member)) !== score);
    const gone = missing(
      before.members.map(([member]) => member),
      after.members.map(([member]) => member),
    );
    return [...inParts("ZADD", key, scores(set), 2), ...inParts("ZREM", key, gone)];
  }
  if (before.type === "list" && after.type === "list") return listChanges(key, before.items, after.items, expiry);
  if (before.type === "string" && after.type === "string") {
    // SET takes the time to live away. KEEPTTL is there since Redis 6.0 only.
    return before.bytes.equals(after.bytes) ? [] : [...creation(key, after), ...expiry];
  }
  if (before.type === "ReJSON-RL" && after.type === "ReJSON-RL") {
    // Redis's module changes the key in place, Valkey's makes it anew.
    return before.json === after.json ? [] : [...creation(key, after), ...expiry];
  }
  return [["DEL", key], ...creation(key, after), ...expiry];
}

function listChanges(
  key: Buffer,
  before: readonly Buffer[],
  after: readonly Buffer[],
  expiry: readonly Command[],
): readonly Command[] {
  const kept = before.slice(0, after.length);
  const other = kept.flatMap((item, index) => (after[index]?.equals(item) ? [] : [index]));
  // A longer list grows at its end; whatever else is written anew in the same step.
  if (after.length < before.length || other.length > AT_ONCE) {
    return [["DEL", key], ...inParts("RPUSH", key, after), ...expiry];
  }
  return [
    ...other.map((index): Command => ["LSET", key, `${index}`, after[index] ?? Buffer.alloc(0)]),
    ...inParts("RPUSH", key, after.slice(before.length)),
  ];
}

const scores = (members: readonly (readonly [Buffer, number])[]): readonly (string | Buffer)[] =>
  members.flatMap(([member, score]) => [scoreText(score), member]);

const scoreText = (score: number): string =>
  Number.isFinite(score) ? (Object.is(score, -0) ? "-0" : `${score}`) : score > 0 ? "+inf" : "-inf";

const latin1 = (bytes: Buffer): string => bytes.toString("latin1");

function missing(items: readonly Buffer[], known: readonly Buffer[]): readonly Buffer[] {
  const names = new Set(known.map(latin1));
  return items.filter((item) => !names.has(latin1(item)));
}

/** @param group arguments that belong together */
function inParts(name: string, key: Buffer, args: readonly (string | Buffer)[], group = 1): readonly Command[] {
  const commands: Command[] = [];
  for (let begin = 0; begin < args.length; begin += AT_ONCE * group) {
    commands.push([name, key, ...args.slice(begin, begin + AT_ONCE * group)]);
  }
  return commands;
}
