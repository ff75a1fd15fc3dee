import { type Command, looking, type Permit, watching } from "../allowed";

/** What an edit sends beside looking, alone: each is one step at the server, and about keys that the plan named. */
export const EDITS_ALONE = ["DEL", "PERSIST", "PEXPIRE", "RENAMENX", "UNLINK"] as const;

/** What may stand between MULTI and EXEC: all of it about the key that is watched. */
export const EDITS_IN_TRANSACTIONS = [
  "DEL",
  "HDEL",
  "HPEXPIRE",
  "HSET",
  "JSON.SET",
  "LSET",
  "PEXPIRE",
  "RPUSH",
  "SADD",
  "SET",
  "SREM",
  "ZADD",
  "ZREM",
] as const;

/**
 * For the connections of one edit; nobody but `editing.ts` asks for it. A value is only ever written in a transaction that
 * falls through when its key has changed. A new one for each connection: it remembers what is watched there.
 */
export function editing(): Permit {
  return watching(isChange, (commands) => looking(commands.filter((command) => !isAlone(command))));
}

const isAlone = ([name, key]: Command): boolean => includes(EDITS_ALONE, name) && Buffer.isBuffer(key);

function isChange(changes: readonly Command[], watched: Buffer): boolean {
  return changes.every(
    ([name, key]) => includes(EDITS_IN_TRANSACTIONS, name) && Buffer.isBuffer(key) && key.equals(watched),
  );
}

const includes = (names: readonly string[], name: string): boolean => names.includes(name);
