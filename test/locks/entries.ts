import type { Entry } from "../../src/core/lock-source";
import { english, render } from "../../src/core/render";
import type { Text } from "../../src/core/text";
import type { Convention, Reading } from "../../src/locks/convention";
import { CONVENTIONS, entriesFor, lockOf, recogniseAmong } from "../../src/locks/conventions";

/** Entries as a server would give them, written down by hand: text is UTF-8. */
export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
export const inBinary = (text: string): string => Buffer.from(text).toString("latin1");

export const string = (value: string | Uint8Array, ttl: number | null = 30_000): Entry => {
  const written = typeof value === "string" ? bytes(value) : value;
  return { type: "string", value: written, length: written.length, ttl };
};

export const hash = (fields: Readonly<Record<string, string>>, ttl: number | null = 30_000): Entry => ({
  type: "hash",
  fields: Object.entries(fields).map(([field, value]) => [bytes(field), bytes(value)] as const),
  length: Object.keys(fields).length,
  ttl,
});

export const list = (...items: readonly string[]): Entry => ({
  type: "list",
  items: items.map(bytes),
  length: items.length,
  ttl: null,
});

export const set = (members: readonly string[], ttl: number | null = 30_000): Entry => ({
  type: "set",
  members: members.map(bytes),
  length: members.length,
  ttl,
});

export const sortedSet = (members: readonly (readonly [string | Uint8Array, number])[]): Entry => ({
  type: "sortedSet",
  members: members.map(([member, score]) => [typeof member === "string" ? bytes(member) : member, score] as const),
  length: members.length,
  ttl: null,
});

export type Kept = Readonly<Record<string, Entry>>;

/** What the conventions make of a server that holds these entries, beginning with the name of one of them. */
export function look(name: string, kept: Kept, subscribers: readonly number[] = [], now = 1_700_000_000_000) {
  const { lock } = lockOf(inBinary(name));
  const entries = new Map(Object.entries(kept).map(([key, entry]) => [inBinary(key), entry]));
  const found = recogniseAmong(CONVENTIONS, lock, entries);
  if (!found) return undefined;
  const reading = readBy(found.by, lock, entries, subscribers, now);
  return { lock, ...found, reading, how: said(found.recognised.how) };
}

export const readBy = (
  by: Convention,
  name: string,
  entries: ReadonlyMap<string, Entry>,
  subscribers: readonly number[] = [],
  now = 1_700_000_000_000,
): Reading => by.read(name, entriesFor(by, name, entries), { subscribers, now });

export const said = (text: Text): string => render(text, english());
