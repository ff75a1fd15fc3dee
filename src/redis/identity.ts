import { shown } from "../core/bytes";
import { isFailure } from "../core/failure";
import { arrayIn, bytesIn, infoIn, type Reply } from "./replies";
import type { ServerNode } from "./server-node";

/** What a server says of itself. What it does not tell, or not to this user, is undefined. */
export interface Identity {
  /** "Redis", "Valkey", "KeyDB" */
  readonly product: string;
  readonly version: string | undefined;
  readonly cluster: boolean | undefined;
  /** whether this user may run INFO */
  readonly tells: boolean;
}

/** Asks INFO, or HELLO where INFO is denied. Rejects only where the connection itself fails. */
export async function identify(node: ServerNode, db: number, signal: AbortSignal): Promise<Identity> {
  const [info] = await node.batch(db, [["INFO", "server"]], signal);
  if (info !== undefined && !isFailure(info)) return fromInfo(infoIn(info));
  if (isFailure(info) && info.code !== "denied") throw info;
  const [hello] = await node.batch(db, [["HELLO"]], signal);
  const facts = hello === undefined || isFailure(hello) ? new Map<string, string>() : pairsIn(hello);
  return {
    product: productOf(facts.get("server")),
    version: facts.get("version"),
    cluster: facts.has("mode") ? facts.get("mode") === "cluster" : undefined,
    tells: false,
  };
}

function fromInfo(facts: ReadonlyMap<string, string>): Identity {
  const valkey = facts.get("valkey_version");
  const mode = facts.get("redis_mode") ?? facts.get("server_mode");
  return {
    product: valkey === undefined ? productOf(facts.get("server_name")) : "Valkey",
    version: valkey ?? facts.get("redis_version"),
    cluster: mode === undefined ? undefined : mode === "cluster",
    tells: true,
  };
}

const productOf = (name: string | undefined): string =>
  name === undefined || name === "redis" ? "Redis" : shown(name.charAt(0).toUpperCase() + name.slice(1));

/** Names and texts in turn, as HELLO answers them; what is not a text is passed over. */
function pairsIn(reply: Reply): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  const items = arrayIn(reply);
  for (let i = 0; i + 1 < items.length; i += 2) {
    const value = items[i + 1];
    if (Buffer.isBuffer(value) || typeof value === "string") facts.set(bytesIn(items[i]).toString(), value.toString());
  }
  return facts;
}

/**
 * Whether to send CLIENT NO-TOUCH. It is there since Redis 7.2, but servers before these crash when such a client asks
 * for a key of a slot that is on the move, or when its question lets a key expire that others wait for
 * (redis/redis#14415, valkey-io/valkey#2347; seen with Redis 8.2.3). A server that may not know it is not risked.
 */
export const mayNoTouch = (identity: Identity): boolean =>
  identity.product === "Valkey" ? isFrom(identity, 9, 0) : identity.product === "Redis" && isFrom(identity, 8, 6);

/** Whether HSCAN knows NOVALUES: since Redis 7.4 and Valkey 8. */
export const knowsNamesOnly = (identity: Identity): boolean =>
  identity.product === "Valkey" ? isFrom(identity, 8, 0) : isFrom(identity, 7, 4);

/** Whether there are sharded channels (SPUBLISH): since Redis 7.0, and in every Valkey. */
export const knowsShardedChannels = (identity: Identity): boolean => isFrom(identity, 7, 0);

/** The command that deletes a string only if it is the one given: since Redis 8.4 and Valkey 9.0. */
export function deleteIfEqual(identity: Identity): "DELEX" | "DELIFEQ" | undefined {
  if (identity.product === "Valkey") return isFrom(identity, 9, 0) ? "DELIFEQ" : undefined;
  return identity.product === "Redis" && isFrom(identity, 8, 4) ? "DELEX" : undefined;
}

function isFrom({ version }: Identity, major: number, minor: number): boolean {
  const [first = 0, second = 0] = (version ?? "").split(".").map(Number);
  return first > major || (first === major && second >= minor);
}
