import { bytesOf, utf8 } from "./bytes";

/**
 * The address of a thing: `cluster://<profile's id>/<connection>/<segment>/…[?<part>]`.
 *
 * A segment is the text of a name; each byte that a Uri would not keep is written `~XX`, an empty name is `~`.
 * An empty last segment means "what is below this prefix": `redis/0/app:user:/` is a namespace, not the key `app:user:`.
 */
export interface Address {
  /** the id of a profile: lower case, see `profileId` */
  readonly profile: string;
  readonly connection: string;
  /** escaped by `segment`; read back with `segmentBytes` or `segmentText` */
  readonly path: readonly string[];
  /** a piece of a large document, in the words of its system: an offset, a cursor */
  readonly part?: string;
}

export const SCHEME = "cluster";

/** Writes a name so that every byte of it comes back. */
export function segment(name: string | Uint8Array): string {
  const decoded = typeof name === "string" ? wellFormed(name) : utf8(name);
  if (decoded === "") return "~";
  if (decoded === undefined) return escapeBytes(typeof name === "string" ? bytesOf(name) : name);
  if (decoded === "." || decoded === "..") return decoded.replaceAll(".", "~2E");
  return decoded.replace(UNSAFE, (character) => [...bytesOf(character)].map(escapeByte).join(""));
}

// `/` and `~` have a meaning here; control characters and `\` are changed on a Uri's way through VS Code; what hides text or
// turns it round would do so in the title of a tab.
const UNSAFE = /[/~\\\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

const wellFormed = (name: string): string | undefined => (name.isWellFormed() ? name : undefined);

const escapeByte = (byte: number): string => `~${byte.toString(16).toUpperCase().padStart(2, "0")}`;

/** For names that are not UTF-8: printable ASCII stays readable, every other byte is escaped. */
function escapeBytes(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2f && byte !== 0x7e && byte !== 0x5c;
    out += plain ? String.fromCharCode(byte) : escapeByte(byte);
  }
  return out;
}

export function segmentBytes(escaped: string): Uint8Array {
  if (escaped === "~") return new Uint8Array();
  const pieces: Uint8Array[] = [];
  for (const piece of escaped.split(/(~[0-9A-Fa-f]{2})/)) {
    pieces.push(/^~[0-9A-Fa-f]{2}$/.test(piece) ? Uint8Array.of(Number.parseInt(piece.slice(1), 16)) : bytesOf(piece));
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** The name as text, or undefined where it is not UTF-8. */
export function segmentText(escaped: string): string | undefined {
  return escaped.includes("~") ? utf8(segmentBytes(escaped)) : escaped;
}

export function child(parent: Address, ...names: readonly (string | Uint8Array)[]): Address {
  const path = parent.path.at(-1) === "" ? parent.path.slice(0, -1) : parent.path;
  return { profile: parent.profile, connection: parent.connection, path: [...path, ...names.map(segment)] };
}

/** One level up; undefined at a connection's root. A namespace is left as a whole. */
export function parentOf(address: Address): Address | undefined {
  const path = address.path.at(-1) === "" ? address.path.slice(0, -1) : address.path;
  return path.length ? { ...address, path: path.slice(0, -1), part: undefined } : undefined;
}

/** The address of a connection itself. */
export const root = (profile: string, connection: string): Address => ({ profile, connection, path: [] });

/** The path of the address's Uri, before any percent-encoding: what `Uri.from({ path })` takes. */
export function uriPath(address: Address): string {
  return `/${[segment(address.connection), ...address.path].join("/")}`;
}

/** Reads the parts of a Uri (its path decoded, as vscode.Uri gives them); undefined where it is not an address. */
export function addressOf(uri: {
  scheme: string;
  authority: string;
  path: string;
  query: string;
}): Address | undefined {
  if (uri.scheme !== SCHEME || !uri.authority) return undefined;
  const [connection, ...path] = uri.path.replace(/^\//, "").split("/");
  if (!connection) return undefined;
  const name = segmentText(connection);
  if (name === undefined) return undefined;
  return {
    profile: uri.authority.toLowerCase(),
    connection: name,
    path: normalise(path),
    part: uri.query || undefined,
  };
}

/** `local/redis/` is the connection itself; only a trailing slash after a segment marks a namespace. */
function normalise(path: readonly string[]): readonly string[] {
  return path.length === 1 && path[0] === "" ? [] : path;
}

/** The address as text that `parseAddress` and `Uri.parse` read back; also the stable id of a tree's row. */
export function formatAddress(address: Address): string {
  const percent = (text: string) => text.replace(/[%?#\s"<>^`{}|]/gu, encodeURIComponent);
  const query = address.part === undefined ? "" : `?${percent(address.part)}`;
  return `${SCHEME}://${encodeURIComponent(address.profile)}${percent(uriPath(address))}${query}`;
}

export function parseAddress(text: string): Address | undefined {
  const match = /^([a-z]+):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?$/u.exec(text.trim());
  if (!match) return undefined;
  try {
    const [, scheme = "", authority = "", path = "", query = ""] = match;
    return addressOf({
      scheme,
      authority: decodeURIComponent(authority),
      path: decodeURIComponent(path),
      query: decodeURIComponent(query),
    });
  } catch {
    return undefined;
  }
}
