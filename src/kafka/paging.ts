import type { Node, Page, PageRequest } from "../core/contract";
import { matcher } from "../core/matcher";

export interface Piece<T> {
  readonly items: readonly T[];
  readonly next?: string;
  readonly left?: number;
}

/**
 * One page of a list that is known as a whole. The cursor is the key of the last row, so that rows that come and go in
 * the meantime move nothing.
 * @param items in the order of their keys, by `compare`
 */
export function pieceOf<T>(
  items: readonly T[],
  request: Pick<PageRequest, "cursor" | "limit">,
  keyOf: (item: T) => string,
  compare: (one: string, other: string) => number,
): Piece<T> {
  const { cursor, limit } = request;
  const begin = cursor === undefined ? 0 : items.findIndex((item) => compare(keyOf(item), cursor) > 0);
  if (begin < 0) return { items: [] };
  const piece = items.slice(begin, begin + Math.max(1, limit));
  const left = items.length - begin - piece.length;
  const last = piece.at(-1);
  return left > 0 && last !== undefined ? { items: piece, next: keyOf(last), left } : { items: piece };
}

export function filtered<T>(items: readonly T[], filter: string | undefined, nameOf: (item: T) => string) {
  const matches = matcher(filter);
  return items.filter((item) => matches(nameOf(item)));
}

/** A page that holds all there is, or its piece. */
export const pageOf = (nodes: readonly Node[], { next, left }: Omit<Piece<unknown>, "items"> = {}): Page => ({
  nodes,
  ...(next === undefined ? {} : { next, left }),
  complete: true,
});
