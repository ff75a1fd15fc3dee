import type { Address } from "../core/address";
import type { Node } from "../core/contract";
import { isFailure } from "../core/failure";
import type { Command } from "./allowed";
import type { Outcome } from "./client";
import type { Deployment, KeyCommand } from "./deployment";
import { type KeyLook, keyNode } from "./nodes";
import { bigIn, numberIn, textIn } from "./replies";

/** What the user turned out not to be allowed to: it is not asked again, or the server would note each time. */
export class Permissions {
  private readonly denied = new Set<string>();

  may(name: string): boolean {
    return !this.denied.has(name);
  }

  /** The answer, or undefined where there is none. Throws where the connection failed. */
  learn<T>(name: string, outcome: Outcome | undefined, read: (answer: Exclude<Outcome, Error>) => T): T | undefined {
    if (outcome === undefined) return undefined;
    if (!isFailure(outcome)) return read(outcome);
    if (outcome.code === "denied") this.denied.add(name);
    else if (BROKEN.has(outcome.code)) throw outcome;
    return undefined;
  }
}

const BROKEN: ReadonlySet<string> = new Set([
  "refused",
  "unresolvable",
  "unreachable",
  "closed",
  "timeout",
  "cancelled",
  "protocol",
  "tls",
]);

/** Each of them leaves the key's idle time and its frequency as they are. MEMORY USAGE looks at five members at most. */
const LOOKS = {
  type: (key: Buffer): Command => ["TYPE", key],
  ttl: (key: Buffer): Command => ["PTTL", key],
  memory: (key: Buffer): Command => ["MEMORY", "USAGE", key],
};

/** The rows of these keys: type, TTL and size are asked for in one go, and for these keys only. */
export async function keyRows(
  deployment: Deployment,
  permissions: Permissions,
  database: Address,
  db: number,
  keys: readonly Buffer[],
  above: number,
  signal: AbortSignal,
): Promise<readonly Node[]> {
  const asked = (["type", "ttl", "memory"] as const).filter((name) => permissions.may(name));
  const commands = keys.flatMap((key): KeyCommand[] => asked.map((name) => ({ key, command: LOOKS[name](key) })));
  const outcomes = await deployment.batch(db, commands, signal);
  return keys.map((key, row) => {
    const answer = (name: (typeof asked)[number]): Outcome | undefined =>
      asked.includes(name) ? outcomes[row * asked.length + asked.indexOf(name)] : undefined;
    const ttl = permissions.learn("ttl", answer("ttl"), numberIn);
    const look: KeyLook = {
      type: ttl === -2 ? "none" : permissions.learn("type", answer("type"), textIn),
      ttl,
      memory: permissions.learn("memory", answer("memory"), (reply) => (reply === null ? undefined : bigIn(reply))),
    };
    return keyNode(database, key, above, look);
  });
}
