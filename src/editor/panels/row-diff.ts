import type { Row, ToPanel } from "../../panel/protocol";

type RowsChange = Pick<Extract<ToPanel, { type: "rows" }>, "whole" | "rows" | "gone" | "order">;

/** Remembers the rows that the webview has, so that only what changed is sent. */
export class RowDiff {
  private sent: ReadonlyMap<string, Row> | undefined;

  /** The webview has nothing any more: the next rows are whole. */
  forget(): void {
    this.sent = undefined;
  }

  /** What has to be said so that the webview has these rows in this order. */
  next(rows: readonly Row[]): RowsChange {
    const { sent } = this;
    const now = new Map(rows.map((row) => [row.id, row]));
    this.sent = now;
    if (!sent) return { whole: true, rows: [...now.values()], gone: [], order: [...now.keys()] };
    const changed = [...now.values()].filter((row) => !same(sent.get(row.id), row));
    const gone = [...sent.keys()].filter((id) => !now.has(id));
    const order = [...now.keys()];
    const before = [...sent.keys()];
    const moved = order.length !== before.length || order.some((id, index) => id !== before[index]);
    return { whole: false, rows: changed, gone, ...(moved ? { order } : {}) };
  }
}

/** Equality of plain data. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => same(item, other[index]));
  }
  const names = Object.keys(one);
  const mine: Readonly<Record<string, unknown>> = { ...one };
  const theirs: Readonly<Record<string, unknown>> = { ...other };
  return (
    names.length === Object.keys(other).length && names.every((name) => name in other && same(mine[name], theirs[name]))
  );
}
