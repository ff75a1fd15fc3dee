import { type Address, child } from "../core/address";
import { type Text, text } from "../core/text";

/**
 * `app:user:42` is a key of database 0, `3/app:user:42` one of database 3, and `app:user:*` stands for all keys that
 * begin so. A key whose own name begins with a number and a slash is written with its database: `0/3/x`.
 */
export function parseTyped(typed: string, root: Address): Address | Text {
  const [, db, rest] = /^(?:(\d{1,9})\/)?(.*)$/s.exec(typed) ?? [];
  const name = rest ?? "";
  if (!name) return db === undefined ? text("Type the name of a key") : child(root, `${Number(db)}`);
  const database = `${Number(db ?? 0)}`;
  if (!name.endsWith("*")) return child(root, database, name);
  if (name === "*") return child(root, database);
  return namespaceAt(child(root, database), name.slice(0, -1));
}

/** The address of what is below a prefix. */
export function namespaceAt(database: Address, prefix: string | Uint8Array): Address {
  const at = child(database, prefix);
  return { ...at, path: [...at.path, ""] };
}
