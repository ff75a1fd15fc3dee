import { type Address, child, root, segmentBytes, segmentText } from "../core/address";
import { Failure } from "../core/failure";
import { text } from "../core/text";
import { namespaceAt } from "./go-to";

/** What an address of a Redis connection stands for. */
export type Place =
  | { readonly kind: "root" }
  | { readonly kind: "database"; readonly db: number; readonly database: Address }
  | { readonly kind: "namespace"; readonly db: number; readonly database: Address; readonly prefix: Buffer }
  | { readonly kind: "key"; readonly db: number; readonly database: Address; readonly key: Buffer };

/** `[]`, `["0"]`, `["0", "app:", ""]` or `["0", "app:user:42"]`; undefined for anything else. */
export function placeAt({ profile, connection, path }: Address): Place | undefined {
  const [number, name, end] = path;
  if (number === undefined) return { kind: "root" };
  const written = segmentText(number) ?? "";
  if (!/^(0|[1-9]\d{0,8})$/.test(written)) return undefined;
  const db = Number(written);
  const database = child(root(profile, connection), written);
  if (name === undefined || (name === "" && path.length === 2)) return { kind: "database", db, database };
  const bytes = Buffer.from(segmentBytes(name));
  if (path.length === 2) return { kind: "key", db, database, key: bytes };
  return path.length === 3 && end === "" ? { kind: "namespace", db, database, prefix: bytes } : undefined;
}

export function notFoundAt(path: readonly string[]): Failure {
  return new Failure({
    code: "notFound",
    what: text("Nothing in Redis has the address {0}.", path.join("/")),
    fix: text("A key is at {0}, what begins with a prefix is at {1}.", "0/app:user:42", "0/app:user:/"),
  });
}

/** Levels above a name at most: a name of nothing but delimiters has as many as it has bytes, each with its own prefix. */
const LEVELS_MOST = 100;

/** The database and the namespaces above a name, from the top; of very many, the first. */
export function rowsAbove(database: Address, name: Uint8Array, delimiter: Uint8Array): readonly Address[] {
  const rows: Address[] = [database];
  if (delimiter.length === 0) return rows;
  const bytes = Buffer.from(name);
  for (
    let at = bytes.indexOf(delimiter);
    at >= 0 && rows.length <= LEVELS_MOST;
    at = bytes.indexOf(delimiter, at + delimiter.length)
  ) {
    rows.push(namespaceAt(database, bytes.subarray(0, at + delimiter.length)));
  }
  return rows;
}
