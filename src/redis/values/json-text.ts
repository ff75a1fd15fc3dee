import { utf8 } from "../../core/bytes";

/** Bytes of one member that are shown at most. */
export const MEMBER_MOST = 128 * 1024;

/**
 * A member as JSON that tells every byte: UTF-8 as a string, anything else as `{"base64": "…"}`. What is longer than
 * `MEMBER_MOST` is cut: `{"clipped": <the beginning>, "bytes": <the whole length>}`.
 */
export function memberJson(bytes: Uint8Array): string {
  if (bytes.length <= MEMBER_MOST) return plainJson(bytes);
  return clippedJson(beginningOf(bytes), bytes.length);
}

export function clippedJson(beginning: Uint8Array, length: number): string {
  return `{ "clipped": ${plainJson(beginning)}, "bytes": ${length} }`;
}

function plainJson(bytes: Uint8Array): string {
  const decoded = utf8(bytes);
  return decoded === undefined ? `{ "base64": "${Buffer.from(bytes).toString("base64")}" }` : JSON.stringify(decoded);
}

/** Cut between two characters where it is text. */
function beginningOf(bytes: Uint8Array): Uint8Array {
  for (let cut = 0; cut < 4; cut++) {
    const beginning = bytes.subarray(0, MEMBER_MOST - cut);
    if (utf8(beginning) !== undefined) return beginning;
  }
  return bytes.subarray(0, MEMBER_MOST);
}

/** A score as the server writes it: exact, and a string only where JSON knows no such number. */
export function numberJson(written: string): string {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(written) ? written : JSON.stringify(written);
}

export type Pair = readonly [name: Uint8Array, value: string];

/**
 * Names and values (JSON already): an object where every name is UTF-8 and comes once, otherwise a list of
 * `{"field": …, "value": …}`, which keeps what an object would lose.
 */
export function pairsJson(pairs: readonly Pair[], indent = ""): string {
  const names = pairs.map(([name]) => (name.length <= MEMBER_MOST ? utf8(name) : undefined));
  const plain = names.every((name) => name !== undefined) && new Set(names).size === names.length;
  if (plain)
    return block(
      "{",
      "}",
      pairs.map(([, value], index) => `${JSON.stringify(names[index])}: ${value}`),
      indent,
    );
  return listJson(
    pairs.map(([name, value]) => `{ "field": ${memberJson(name)}, "value": ${value} }`),
    indent,
  );
}

export const listJson = (items: readonly string[], indent = ""): string => block("[", "]", items, indent);

/** One line for each item. */
function block(open: string, close: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}${close}`;
}
