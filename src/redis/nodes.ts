import { type Address, child } from "../core/address";
import { shown, utf8 } from "../core/bytes";
import type { Node } from "../core/contract";
import { count, duration, size, type Text, text, verbatim } from "../core/text";
import { namespaceAt } from "./go-to";

/** How many keys there are: exactly, at least so many (as long as not all are scanned), or unknown. */
export interface KeyCount {
  readonly keys: number | undefined;
  readonly atLeast?: boolean;
}

export function countText({ keys, atLeast }: KeyCount): Text {
  if (keys === undefined) return text("number of keys unknown");
  if (atLeast) return text("≥ {0} keys", count(keys));
  return keys === 1 ? text("1 key") : text("{0} keys", count(keys));
}

export function databaseNode(root: Address, db: number, keys: KeyCount): Node {
  return {
    address: child(root, `${db}`),
    kind: "redis.database",
    label: `db${db}`,
    detail: [countText(keys)],
    icon: "database",
    ...(keys.keys === 0 ? { tone: "muted" as const } : {}),
    expandable: true,
    readable: false,
    role: text("database"),
  };
}

/** @param above bytes of the prefix that the row above shows already */
export function namespaceNode(database: Address, prefix: Uint8Array, above: number, keys: KeyCount): Node {
  const label = shown(prefix.subarray(above)) || shown(prefix);
  return {
    address: namespaceAt(database, prefix),
    kind: "redis.namespace",
    label,
    ...nameIn(prefix, label),
    detail: [countText(keys)],
    icon: "symbol-namespace",
    expandable: true,
    readable: false,
    role: text("namespace"),
  };
}

/** What is said of a key in a row. What a user may not ask is undefined. */
export interface KeyLook {
  /** as TYPE says it: "string", "hash", …; "none" where the key is gone */
  readonly type: string | undefined;
  /** milliseconds; -1 without a limit */
  readonly ttl: number | undefined;
  /** bytes of memory at the server */
  readonly memory: bigint | undefined;
}

export function keyNode(database: Address, key: Uint8Array, above: number, look: KeyLook): Node {
  const label = key.length === 0 ? '""' : shown(key.subarray(above)) || shown(key);
  const gone = look.type === "none";
  return {
    address: child(database, key),
    kind: "redis.key",
    label,
    ...nameIn(key, label),
    detail: gone ? [text("gone")] : detailOf(look),
    icon: gone ? "circle-slash" : (ICONS[look.type ?? ""] ?? "symbol-key"),
    ...(gone ? { tone: "muted" as const } : {}),
    expandable: false,
    readable: !gone,
    role: look.type === undefined || gone ? text("key") : verbatim(shown(look.type)),
  };
}

function detailOf({ type, ttl, memory }: KeyLook): readonly Text[] {
  const parts: Text[] = [];
  if (type !== undefined) parts.push(verbatim(shown(type)));
  if (ttl !== undefined) parts.push(ttlText(ttl));
  if (memory !== undefined) parts.push(size(memory));
  return parts;
}

export const ttlText = (ttl: number): Text => (ttl < 0 ? text("no TTL") : text("TTL {0}", duration(ttl)));

/** Codicons by type. */
const ICONS: Readonly<Record<string, string>> = {
  string: "symbol-string",
  hash: "symbol-object",
  list: "list-ordered",
  set: "symbol-enum",
  zset: "graph",
  stream: "pulse",
  "ReJSON-RL": "json",
  vectorset: "symbol-array",
};

function nameIn(bytes: Uint8Array, label: string): { name?: string } {
  const name = utf8(bytes);
  return name === undefined || name === label ? {} : { name };
}
