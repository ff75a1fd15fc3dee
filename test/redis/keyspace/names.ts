import fc from "fast-check";
import { bytesOf } from "../../../src/core/bytes";
import type { Source } from "../../../src/redis/keyspace/scanner";

/** Names with few different bytes, so that they share beginnings, hold delimiters and come twice. */
export const someName: fc.Arbitrary<Uint8Array> = fc
  .oneof(
    { weight: 6, arbitrary: fc.array(fc.constantFrom(0x61, 0x62, 0x3a, 0x2f, 0x00, 0xff, 0x7b), { maxLength: 9 }) },
    { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 20 }) },
    { weight: 1, arbitrary: fc.nat(3).map((n) => new Array<number>(250 + n * 4).fill(0x61)) },
  )
  .map((bytes) => Uint8Array.from(bytes));

export const someDelimiter: fc.Arbitrary<Uint8Array> = fc.constantFrom(":", "/", "::", "a", "", "b:a").map(bytesOf);

/** A name as something that can be compared and stand in a set. */
export const hex = (name: Uint8Array): string => Buffer.from(name).toString("hex");

export const sortedSet = (names: readonly Uint8Array[]): Uint8Array[] =>
  [...new Map(names.map((name) => [hex(name), name])).values()].sort(Buffer.compare);

/** Answers SCAN from a list; every answer has `step` names. */
export function sourceOf(names: readonly Uint8Array[], step = 3): Source & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    scan: async (cursor) => {
      asked.push(cursor);
      const begin = Number(cursor);
      const end = begin + step;
      return { cursor: end >= names.length ? "0" : `${end}`, items: names.slice(begin, end) };
    },
    size: async () => names.length,
  };
}
