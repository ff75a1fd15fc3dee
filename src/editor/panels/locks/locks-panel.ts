import type { Address } from "../../../core/address";
import { Failure } from "../../../core/failure";
import { text } from "../../../core/text";
import type { LockSnapshot, LockStatus } from "../../../locks/snapshot";
import type { PanelKind } from "../kind";
import { TableCache } from "../table-cache";
import { type Beside, lockDetails } from "./lock-details";
import { lockRecords } from "./lock-export";
import { lockFrame } from "./lock-frame";
import { lockRow, lockTable } from "./lock-rows";
import type { LockService } from "./lock-service";

/** What a row offers beside what is read of it. */
export interface LockHands {
  beside(connection: Address, lock: LockStatus): Beside;
  act(action: string, lock: LockStatus, connection: Address): Promise<void>;
  onDidChange(listener: () => void): () => void;
}

/** The Lock Status panel: every lock of a connection, worst first. */
export function locksPanel(service: LockService, hands: LockHands): PanelKind<LockSnapshot> {
  const cache = new TableCache<LockSnapshot>();
  const found = (snapshot: LockSnapshot | undefined, id: string) => snapshot?.locks.find((lock) => lock.id === id);
  return {
    id: "locks",
    title: text("Lock Status"),
    gone: text("This lock is no longer there."),
    frame: lockFrame,
    look: (connection, intervalMs, listener) => service.look(connection, intervalMs, listener),
    table: (snapshot, { reader, connection, closely }) => {
      const byId = new Map(snapshot.locks.map((lock) => [lock.id, lock]));
      return cache.table(
        snapshot,
        () => lockTable(snapshot, reader),
        (id) => {
          const lock = closely.has(id) ? byId.get(id) : undefined;
          return lock && lockRow(lock, reader, hands.beside(connection, lock));
        },
      );
    },
    details: (snapshot, id, { reader, connection }) => {
      const lock = found(snapshot, id);
      return lock && lockDetails(snapshot, lock, reader, hands.beside(connection, lock));
    },
    records: lockRecords,
    act: async (action, id, connection, snapshot) => {
      const lock = found(snapshot, id);
      // Only what the row offers: a page can send anything.
      if (!lock || !hands.beside(connection, lock).actions.includes(action)) throw notOffered();
      await hands.act(action, lock, connection);
    },
    onDidChange: (listener) => hands.onDidChange(listener),
  };
}

const notOffered = (): Failure =>
  new Failure({
    code: "forbidden",
    what: text("This lock does not offer that action now."),
    why: text("It has changed meanwhile, or the profile only observes."),
  });
