import type { Column } from "./protocol";

const MIN_WIDTH = 64;
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
