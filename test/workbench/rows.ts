/** A row of a tree as it is painted. */
export interface Row {
  /** position among all rows of the tree that are not folded away, from 0 */
  readonly index: number;
  /** 1 for a root */
  readonly level: number;
  readonly label: string;
  readonly description: string;
  /** undefined: cannot be expanded */
  readonly expanded?: boolean;
  /** what a screen reader says */
  readonly accessible: string;
  /** nothing comes after it */
  readonly last: boolean;
}

/** The row at the end of a path of labels: each below the one before it. */
export function follow(rows: readonly Row[], path: readonly string[]): Row | undefined {
  const sorted = [...rows].sort((one, other) => one.index - other.index);
  let parent: Row | undefined;
  for (const label of path) {
    const above: Row | undefined = parent;
    const end = above && sorted.find((row) => row.index > above.index && row.level <= above.level);
    const inside = (row: Row) =>
      !above || (row.index > above.index && row.level === above.level + 1 && row.index < (end?.index ?? Infinity));
    parent = sorted.find((row) => row.label === label && inside(row));
    if (!parent) return undefined;
  }
  return parent;
}
