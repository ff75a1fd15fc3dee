import { type Address, formatAddress, root } from "../../core/address";
import type { Connection, Node, Partial } from "../../core/contract";
import type { Failure } from "../../core/failure";

/**
 * What a tree view holds. VS Code knows a row by the identity of its object, so a row stays the same object while
 * the thing that it stands for stays; only what is said of it changes.
 */
export type Row = ConnectionRow | NodeRow | NoteRow;

export interface ConnectionRow {
  readonly type: "connection";
  readonly connection: Connection;
}

export interface NodeRow {
  readonly type: "node";
  node: Node;
  readonly parent: ParentRow;
}

export type ParentRow = ConnectionRow | NodeRow;

/** A row that speaks of the rows around it. */
export interface NoteRow {
  readonly type: "note";
  readonly parent: ParentRow;
  note: Note;
}

export type Note =
  | { readonly kind: "more"; readonly cursor: string; readonly left?: number }
  | { readonly kind: "partial"; readonly partial: Partial }
  | { readonly kind: "failure"; readonly failure: Failure }
  | { readonly kind: "full"; readonly shown: number; readonly left?: number }
  | { readonly kind: "stopped" }
  | { readonly kind: "empty"; readonly filter?: string };

export const isParent = (row: Row): row is ParentRow => row.type !== "note";

export const connectionAddress = (connection: Connection): Address => root(connection.profile.id, connection.name);

/** The address of what a row's children are below of. */
export function addressOfRow(row: Row): Address {
  if (row.type === "connection") return connectionAddress(row.connection);
  return row.type === "node" ? row.node.address : addressOfRow(row.parent);
}

/** Unique in a view and the same after a reload. */
export function rowId(row: Row): string {
  const id = formatAddress(addressOfRow(row));
  return row.type === "note" ? `${id}#${row.note.kind}` : id;
}

export function connectionOf(row: Row): Connection {
  return row.type === "connection" ? row.connection : connectionOf(row.parent);
}
