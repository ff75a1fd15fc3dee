import { type Command, looking, type Permit } from "../allowed";

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
  let watched: Buffer | undefined;
  return (commands) => {
    const [[name, key] = [""]] = commands;
    if (commands.length === 1 && name === "WATCH" && Buffer.isBuffer(key)) {
      watched = key;
    } else if (commands.length === 1 && name === "UNWATCH") {
      watched = undefined;
    } else if (name === "MULTI" && watched && isTransaction(commands, watched)) {
      watched = undefined;
    } else looking(commands.filter((command) => !isAlone(command)));
  };
}

const isAlone = ([name, key]: Command): boolean => includes(EDITS_ALONE, name) && Buffer.isBuffer(key);

function isTransaction(commands: readonly Command[], watched: Buffer): boolean {
  return (
    commands.at(-1)?.[0] === "EXEC" &&
    commands
      .slice(1, -1)
      .every(([name, key]) => includes(EDITS_IN_TRANSACTIONS, name) && Buffer.isBuffer(key) && key.equals(watched))
  );
}

const includes = (names: readonly string[], name: string): boolean => names.includes(name);
