import { Failure } from "../core/failure";
import { text } from "../core/text";

/** A command as it is sent: its name, then its arguments. Names of keys are bytes. */
export type Command = readonly [name: string, ...args: (string | Buffer)[]];

/**
 * All that is ever asked of a server. Each of these only reads, and none of them blocks: KEYS, SMEMBERS, HGETALL,
 * MONITOR, CONFIG, SUBSCRIBE and the B… commands are missing on purpose. Of CLIENT only what concerns our own connection,
 * and the list of the others.
 */
export const ALLOWED: ReadonlySet<string> = new Set([
  "ASKING",
  "CLIENT LIST",
  "CLIENT NO-TOUCH",
  "CLIENT SETNAME",
  "CLUSTER NODES",
  "CLUSTER SLOTS",
  "DBSIZE",
  "GETRANGE",
  "HELLO",
  "HKEYS",
  "HLEN",
  "HMGET",
  "HPTTL",
  "HSCAN",
  "HSTRLEN",
  "INFO",
  "JSON.GET",
  "LLEN",
  "LRANGE",
  "MEMORY USAGE",
  "MGET",
  "OBJECT ENCODING",
  "OBJECT FREQ",
  "OBJECT IDLETIME",
  "PING",
  "PTTL",
  "PUBSUB NUMSUB",
  "PUBSUB SHARDNUMSUB",
  "ROLE",
  "SCAN",
  "SCARD",
  "SELECT",
  "SENTINEL GET-MASTER-ADDR-BY-NAME",
  "SSCAN",
  "STRLEN",
  "TIME",
  "TYPE",
  "XLEN",
  "XRANGE",
  "XREVRANGE",
  "ZCARD",
  "ZRANGE",
]);

/** Commands whose second word says what they do. */
const FAMILIES: ReadonlySet<string> = new Set(["CLIENT", "CLUSTER", "MEMORY", "OBJECT", "PUBSUB", "SENTINEL"]);

/** Decides on what is about to be sent together: throws a failure "forbidden" where any of it is not allowed. */
export type Permit = (commands: readonly Command[]) => void;

/** Throws a failure "forbidden" unless the command is one of those allowed. */
export function assertAllowed(command: Command): void {
  const name = fullName(command);
  if (!ALLOWED.has(name)) throw refusal(name);
}

export function refusal(name: string): Failure {
  return new Failure({
    code: "forbidden",
    what: text("{0} was not sent to Redis: only looking is allowed.", name),
  });
}

/** What every connection may send that does not say otherwise. */
export const looking: Permit = (commands) => commands.forEach(assertAllowed);

/** `TYPE`, `MEMORY USAGE`: what the list of the allowed knows a command by. */
export function fullName([name, ...args]: Command): string {
  const first = name.toUpperCase();
  return FAMILIES.has(first) ? `${first} ${String(args[0] ?? "").toUpperCase()}` : first;
}

/**
 * What the connections of `locks/listening.ts` may send beside looking: the question whether there is anything to hear, and
 * the subscription to the names that a person wants to hear of.
 */
export const hearing: Permit = (commands) => {
  for (const command of commands) {
    const [name, ...args] = command;
    const asks = name === "CONFIG" && args.length === 2 && args[0] === "GET" && args[1] === NOTIFICATIONS;
    const hears = name === "subscribe" && args.every((channel) => String(channel).startsWith("__keyspace@"));
    if (!asks && !hears) assertAllowed(command);
  }
};

export const NOTIFICATIONS = "notify-keyspace-events";

/** What may stand in a transaction, behind the change of the key that is watched. */
const IN_TRANSACTIONS: ReadonlySet<string> = new Set(["DEL", "LPUSH", "PEXPIRE", "PUBLISH"]);

/**
 * What the connections of `locks/act.ts` may send beside looking; nobody else asks for it. Every change compares first:
 * one of the scripts given, a deletion with its comparison, or a transaction that falls through when its key, which is
 * watched, has changed. A new one for each connection: it remembers what is watched there.
 */
export function acting(scripts: readonly string[]): Permit {
  return watching(isChange, (commands) => {
    if (!compares(commands, scripts)) looking(commands);
  });
}

/**
 * Lets through WATCH, then MULTI, then what it begins as far as `may` allows that, in this order. MULTI goes alone: where
 * it is refused, the commands behind it would be done at once, one by one and whatever the key has become.
 * @param may decides on what stands before EXEC
 * @param otherwise decides on everything else
 */
export function watching(may: (changes: readonly Command[], watched: Buffer) => boolean, otherwise: Permit): Permit {
  let watched: Buffer | undefined;
  let begun = false;
  return (commands) => {
    const [[name, key] = [""]] = commands;
    const alone = commands.length === 1;
    if (begun) {
      const ends = watched && commands.at(-1)?.[0] === "EXEC" && may(commands.slice(0, -1), watched);
      if (!ends) throw refusal(name);
      begun = false;
      watched = undefined;
    } else if (alone && name === "WATCH" && Buffer.isBuffer(key)) {
      watched = key;
    } else if (alone && name === "UNWATCH") {
      watched = undefined;
    } else if (alone && name === "MULTI" && watched) {
      begun = true;
    } else otherwise(commands);
  };
}

function compares(commands: readonly Command[], scripts: readonly string[]): boolean {
  const [[name, first, second] = [""]] = commands;
  if (commands.length !== 1) return false;
  if (name === "EVAL") return scripts.includes(String(first));
  return (name === "DELEX" && second === "IFEQ") || name === "DELIFEQ";
}

/** A change of the watched key first, then what belongs to it. */
function isChange(changes: readonly Command[], watched: Buffer): boolean {
  const [[first, key] = [""]] = changes;
  return (
    (first === "DEL" || first === "PEXPIRE") &&
    Buffer.isBuffer(key) &&
    key.equals(watched) &&
    changes.every(([name]) => IN_TRANSACTIONS.has(name))
  );
}
