import { cellText } from "./filter";
import type { Line } from "./lines";
import type { Column } from "./protocol";

const MIN_WIDTH = 64;
/** pixels: of a digit, generously, and of what stands left and right of it */
const DIGIT = 7.6;
const PADDING = 16;
const minWidth = (column: Column): number => column.minWidth ?? MIN_WIDTH;

/** The columns for which there is room; the first stays in any case, those that come last go first. */
export function columnsThatFit(columns: readonly Column[], width: number): readonly Column[] {
  let used = 0;
  const fits = columns.findIndex((column, index) => {
    used += minWidth(column);
    return index > 0 && used > width;
  });
  return fits < 0 ? columns : columns.slice(0, fits);
}

/** For `grid-template-columns`. */
export const gridTemplate = (columns: readonly Column[]): string =>
  columns.map((column) => `minmax(${minWidth(column)}px, ${column.grow ?? 1}fr)`).join(" ");

/**
 * Columns of figures, wide enough for the longest: a number that is cut is a wrong number.
 * @param known the widths that were needed so far, by column id: they only grow, so that no column dances
 */
export function widenFigures(columns: readonly Column[], lines: readonly Line[], known: Map<string, number>): Column[] {
  return columns.map((column) => {
    if (column.align !== "end") return column;
    let longest = 0;
    for (const { row } of lines) longest = Math.max(longest, cellText(row.cells[column.id]).length);
    const width = Math.max(minWidth(column), known.get(column.id) ?? 0, Math.ceil(longest * DIGIT + PADDING));
    known.set(column.id, width);
    return { ...column, minWidth: width };
  });
}
