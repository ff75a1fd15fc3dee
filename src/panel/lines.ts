import { rowMatcher } from "./filter";
import type { Row, Sort } from "./protocol";
import { sortRows } from "./sort";

/** A row as a table shows it: rows that belong to another stand below it, and can be folded away. */
export interface Line {
  readonly row: Row;
  /** 1 for rows that belong to no other */
  readonly level: number;
  /** from 1, among those that belong to the same */
  readonly position: number;
  readonly size: number;
  /** undefined: it has nothing to fold */
  readonly open?: boolean;
}

export interface LineOptions {
  readonly sort?: Sort;
  readonly locale: string;
  readonly filter?: string;
  readonly isOpen: (row: string) => boolean;
}

/**
 * Sorted within what they belong to. A filter keeps the rows that match, what they belong to, and what belongs to them;
 * what is above a match is open then, whatever has been folded.
 */
export function linesOf(rows: readonly Row[], { sort, locale, filter = "", isOpen }: LineOptions): readonly Line[] {
  const children = new Map<string | undefined, Row[]>();
  const ids = new Set(rows.map((row) => row.id));
  for (const row of rows) {
    const parent = row.parent !== undefined && row.parent !== row.id && ids.has(row.parent) ? row.parent : undefined;
    const siblings = children.get(parent);
    if (siblings) siblings.push(row);
    else children.set(parent, [row]);
  }
  const filtering = filter.trim() !== "";
  const matches = rowMatcher(filter);
  const hits = (row: Row): boolean => matches(row) || (children.get(row.id)?.some(hits) ?? false);
  const lines: Line[] = [];
  const add = (parent: string | undefined, level: number, all: boolean) => {
    const found = children.get(parent) ?? [];
    const siblings = sortRows(all ? found : found.filter(hits), sort, locale);
    siblings.forEach((row, index) => {
      const below = children.get(row.id);
      const every = all || matches(row);
      const open = below && (isOpen(row.id) || !every);
      lines.push({ row, level, position: index + 1, size: siblings.length, open });
      if (open) add(row.id, level + 1, every);
    });
  };
  add(undefined, 1, !filtering);
  return lines;
}
