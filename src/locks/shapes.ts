import type { Guard } from "../core/lock-actions";
import type { Entry } from "../core/lock-source";
import { type Text, text } from "../core/text";
import { binary, bytesOfBinary } from "./bytes";
import type { Held, Reading } from "./convention";
import type { Holder, HolderPart } from "./snapshot";

/** The shapes of values that lock libraries write, and what is made of an entry that holds one. */

export const HEX32 = /^[0-9a-f]{32}$/;
/** of uuid1: the version stands in digit 13, the variant in digit 17 */
const UUID1_HEX = /^[0-9a-f]{12}1[0-9a-f]{3}[89ab][0-9a-f]{15}$/;
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export type StringEntry = Extract<Entry, { type: "string" }>;
export type HashEntry = Extract<Entry, { type: "hash" }>;

/** The value of a string that was read whole, as binary text. */
export function whole(entry: Entry | undefined): string | undefined {
  return entry?.type === "string" && entry.value.length === entry.length ? binary(entry.value) : undefined;
}

/** A decimal of 64 bits, as counters hold it. */
export function decimal(entry: Entry | undefined): string | undefined {
  const value = whole(entry);
  return value !== undefined && /^-?\d{1,19}$/.test(value) ? value : undefined;
}

/** The bytes as one line; what is not UTF-8 is shown in hexadecimal digits. */
export function shownToken(value: string): string {
  const bytes = Buffer.from(value, "latin1");
  const decoded = bytes.toString("utf8");
  const clean = !/[\p{Cc}\ufffd\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u.test(decoded);
  const line = clean ? decoded : bytes.toString("hex");
  return line.length > 200 ? `${Array.from(line.slice(0, 201)).slice(0, 199).join("")}…` : line;
}

export const holder = (value: string, parts: readonly HolderPart[] = [], more: Partial<Holder> = {}): Holder => ({
  id: shownToken(value),
  parts,
  ...more,
});

export const FREE: Reading = { state: "free" };

export const notShaped = (why: Text): Reading => ({ state: "notLockShaped", why });

/** What a name that should be a lock holds instead. */
export function otherThing(entry: Entry): Text {
  switch (entry.type) {
    case "other":
      return text("It holds a value of type {0}.", entry.is);
    case "string":
      return text("It holds a string of {0} bytes.", entry.length);
    case "hash":
      return text("It holds a hash with {0} fields.", entry.length);
    default:
      return text("It holds a value of type {0}.", TYPES[entry.type]);
  }
}

const TYPES = { none: "none", list: "list", set: "set", sortedSet: "zset", failed: "?" } as const;

/** A lock that is one string: its value is the token, compared to release it. */
export function heldString(
  name: string,
  entry: Entry | undefined,
  parts: readonly HolderPart[] = [],
): Held | undefined {
  if (entry?.type !== "string") return undefined;
  const value = binary(entry.value);
  const complete = entry.value.length === entry.length;
  return {
    state: "held",
    holders: [holder(value, parts)],
    token: value,
    ttl: entry.ttl,
    waiters: "unknown",
    facts: NO_FACTS,
    // Worked out when it is asked for: that is rare, and there may be ten thousand locks on five masters.
    get act() {
      return complete ? { guard: stringGuard(name, value) } : undefined;
    },
  };
}

const NO_FACTS: readonly Text[] = [];

export const stringGuard = (key: string, value: string): Guard => ({
  as: "string",
  key: bytesOfBinary(key),
  value: bytesOfBinary(value),
});

export const hashGuard = (key: string, entry: HashEntry): Guard => ({
  as: "hash",
  key: bytesOfBinary(key),
  fields: entry.fields,
});

/** A string lock, or what stands in its place. */
export function readString(
  name: string,
  entry: Entry | undefined,
  parts?: (value: string) => readonly HolderPart[],
): Reading {
  if (!entry || entry.type === "none") return FREE;
  const held = heldString(name, entry, entry.type === "string" ? parts?.(binary(entry.value)) : undefined);
  return held ?? notShaped(otherThing(entry));
}

/** When a version 1 UUID in hexadecimal digits was made, in milliseconds since 1970; undefined where it is none. */
export function timeOfUuid1(hex: string): number | undefined {
  if (!UUID1_HEX.test(hex)) return undefined;
  const ticks = BigInt(`0x${hex.slice(13, 16)}${hex.slice(8, 12)}${hex.slice(0, 8)}`);
  // Ticks of 100 ns since 15 October 1582.
  return Number((ticks - 122_192_928_000_000_000n) / 10_000n);
}

/** One of 64 random values has the shape of a version 1 UUID, but hardly any a time at which a lock could be made. */
export function isUuid1(hex: string): boolean {
  const made = timeOfUuid1(hex);
  return made !== undefined && made > EARLIEST && made < LATEST;
}

const EARLIEST = Date.UTC(2009, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
