import type { Row } from "../../panel/protocol";
import type { Table } from "./kind";

/** Scrolling asks for the rows of the same snapshot again and again: only those in sight are written anew. */
export class TableCache<S extends object> {
  private tables = new WeakMap<S, Promise<Table>>();

  /** What rows show beside the snapshot has changed. */
  forget(): void {
    this.tables = new WeakMap();
  }

  /** @param closer the row as it is written where it can be seen; undefined: as it is in the table */
  async table(snapshot: S, write: () => Promise<Table>, closer: (id: string) => Row | undefined): Promise<Table> {
    const written = this.tables.get(snapshot) ?? write();
    this.tables.set(snapshot, written);
    const table = await written;
    return { ...table, rows: table.rows.map((row) => closer(row.id) ?? row) };
  }
}
