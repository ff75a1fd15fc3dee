import type { Address } from "../../core/address";
import { formatAddress } from "../../core/address";
import { clip, shown } from "../../core/bytes";
import type { Answers } from "../../core/edit";
import { Failure } from "../../core/failure";
import { type Text, text } from "../../core/text";
import { type Place, placeAt, rowsAbove } from "../places";
import { KeyReader } from "../values/key-reader";
import type { House } from "./editing";

/** characters */
const NAME_MOST = 300;

export type KeyPlace = Extract<Place, { kind: "key" }>;

/** The keys that are meant, each once. */
export function keysOf(targets: readonly Address[]): readonly KeyPlace[] {
  const places = new Map<string, KeyPlace>();
  for (const target of targets) {
    const place = placeAt({ ...target, part: undefined });
    if (place?.kind !== "key") throw new Failure({ code: "invalid", what: text("Choose keys only.") });
    places.set(formatAddress({ ...target, part: undefined }), place);
  }
  return [...places.values()];
}

export function keyOf(targets: readonly Address[]): KeyPlace {
  const [place, other] = keysOf(targets);
  if (place && !other) return place;
  throw new Failure({ code: "invalid", what: text("Choose one key.") });
}

/** The rows to be read again where these keys change, and the keys themselves. */
export function changedBy(house: House, database: Address, keys: readonly Uint8Array[]): readonly Address[] {
  const rows = new Map<string, Address>();
  for (const key of keys) {
    for (const row of rowsAbove(database, key, Buffer.from(house.delimiter()))) rows.set(formatAddress(row), row);
  }
  return [...rows.values()];
}

export const readerOf = ({ opened }: House, { db, key }: Pick<KeyPlace, "db" | "key">, signal: AbortSignal) =>
  new KeyReader(opened.deployment, db, key, signal);

/** In a sentence: the beginning of a name that is longer than a sentence. */
export const shownKey = (key: Uint8Array): string => clip(wholeKey(key), NAME_MOST);

/** In a list. */
export const wholeKey = (key: Uint8Array): string => (key.length === 0 ? '""' : shown(key));

export function required(answers: Answers, name: string): string {
  const answer = answers[name];
  if (typeof answer === "string" && answer !== "") return answer;
  throw new Failure({ code: "invalid", what: text("“{0}” is missing.", name) });
}

/** Throws where a check that a form has, too, finds something. */
export function assertGood(typed: string, problem: Text | undefined): void {
  if (problem) throw new Failure({ code: "invalid", what: text("“{0}” cannot be used.", typed), why: problem });
}
