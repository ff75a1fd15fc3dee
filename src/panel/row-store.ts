import type { Row, ToPanel } from "./protocol";

export type RowsMessage = Extract<ToPanel, { type: "rows" }>;

/** The rows of the table as the host last told them. Never changed: a message makes a new one. */
export interface RowStore {
  readonly byId: ReadonlyMap<string, Row>;
  /** in the host's order, worst first */
  readonly rows: readonly Row[];
}

export const NO_ROWS: RowStore = { byId: new Map(), rows: [] };

type RowsChange = Pick<RowsMessage, "whole" | "rows" | "gone" | "order">;

/**
 * Takes in what changed. Rows that are new and have no place in `order` come last, ids in `order` that nobody knows are
 * left out, and a row that `order` forgets keeps its place behind those that it names: nothing is lost or shown twice.
 */
export function applyRows(store: RowStore, { whole, rows, gone, order }: RowsChange): RowStore {
  const byId = new Map<string, Row>(whole ? [] : store.byId);
  for (const id of gone) byId.delete(id);
  for (const row of rows) byId.set(row.id, row);
  const ordered = new Map<string, Row>();
  for (const id of [...(order ?? []), ...(whole ? [] : store.rows.map((row) => row.id)), ...byId.keys()]) {
    const row = byId.get(id);
    if (row) ordered.set(id, row);
  }
  return { byId, rows: [...ordered.values()] };
}
