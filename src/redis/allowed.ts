import { Failure } from "../core/failure";
import { text } from "../core/text";

/** A command as it is sent: its name, then its arguments. Names of keys are bytes. */
export type Command = readonly [name: string, ...args: (string | Buffer)[]];

/**
 * All that is ever asked of a server. Each of these only reads, and none of them blocks: KEYS, SMEMBERS, HGETALL,
 * MONITOR, CONFIG, SUBSCRIBE and the B… commands are missing on purpose. Of CLIENT only what concerns our own connection.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  "ASKING",
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
  "HSCAN",
  "HSTRLEN",
  "INFO",
  "JSON.GET",
  "LLEN",
  "LRANGE",
  "MEMORY USAGE",
  "OBJECT ENCODING",
  "OBJECT FREQ",
  "OBJECT IDLETIME",
  "PING",
  "PTTL",
  "ROLE",
  "SCAN",
  "SCARD",
  "SELECT",
  "SENTINEL GET-MASTER-ADDR-BY-NAME",
  "SSCAN",
  "STRLEN",
  "TYPE",
  "XLEN",
  "XRANGE",
  "XREVRANGE",
  "ZCARD",
  "ZRANGE",
]);

/** Commands whose second word says what they do. */
const FAMILIES: ReadonlySet<string> = new Set(["CLIENT", "CLUSTER", "MEMORY", "OBJECT", "SENTINEL"]);

/** Throws a failure "forbidden" unless the command is one of those allowed. */
export function assertAllowed([name, ...args]: Command): void {
  const first = name.toUpperCase();
  const full = FAMILIES.has(first) ? `${first} ${String(args[0] ?? "").toUpperCase()}` : first;
  if (ALLOWED.has(full)) return;
  throw new Failure({
    code: "forbidden",
    what: text("{0} was not sent to Redis: only looking is allowed.", full),
  });
}
