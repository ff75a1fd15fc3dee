import type { Cell, Row, Sort } from "./protocol";

/** What a cell is compared by; undefined where there is nothing: that comes last, whichever way it is sorted. */
export type SortKey = number | bigint | string | undefined;

const WHOLE = /^-?\d+$/;
/** the digits that a double holds exactly, whatever they are */
const EXACT_DIGITS = 15;

function keyOfText(text: string): SortKey {
  if (text === "") return undefined;
  if (!WHOLE.test(text)) return text;
  return text.length <= EXACT_DIGITS ? Number(text) : BigInt(text);
}

export function sortKey(cell: Cell | undefined): SortKey {
  if (cell === undefined) return undefined;
  if (typeof cell === "string") return keyOfText(cell);
  if (typeof cell.sort === "number") return Number.isNaN(cell.sort) ? undefined : cell.sort;
  if (typeof cell.sort === "string") return keyOfText(cell.sort);
  switch (cell.kind) {
    case "spark":
      return cell.values.findLast((value) => value !== null) ?? undefined;
    case "bar":
      return undefined;
    case "countdown":
      return cell.to;
    case "countup":
      return -cell.from;
    default:
      return keyOfText(cell.text);
  }
}

/** Numbers come before words. */
export function compareKeys(a: SortKey, b: SortKey, words: Intl.Collator): number {
  if (typeof a === "string" && typeof b === "string") return words.compare(a, b);
  if (typeof a === "string") return 1;
  if (typeof b === "string") return -1;
  if (a === undefined || b === undefined) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows whose cells are the same stay in the order in which they came. */
export function sortRows(rows: readonly Row[], sort: Sort | undefined, locale: string): readonly Row[] {
  if (!sort) return rows;
  const words = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const known: { readonly row: Row; readonly key: SortKey }[] = [];
  const empty: Row[] = [];
  for (const row of rows) {
    const key = sortKey(row.cells[sort.column]);
    if (key === undefined) empty.push(row);
    else known.push({ row, key });
  }
  const sign = sort.descending ? -1 : 1;
  known.sort((a, b) => sign * compareKeys(a.key, b.key, words));
  return [...known.map(({ row }) => row), ...empty];
}

/** A head that is pressed again and again: the one way, the other way, and back to the host's order. Figures begin with the largest. */
export function nextSort(sort: Sort | undefined, column: string, largestFirst: boolean): Sort | undefined {
  if (sort?.column !== column) return { column, descending: largestFirst };
  return sort.descending === largestFirst ? { column, descending: !largestFirst } : undefined;
}
