import { type Address, formatAddress, root } from "../../core/address";
import type { Connection, Session } from "../../core/contract";
import type { MonitorState } from "../../core/monitor";
import type { SessionPool } from "../../core/sessions";
import { systemOf } from "../../systems";
import type { PanelLookout } from "./kind";
import { type Known, type RowMonitor, ServiceEntry } from "./service-entry";

/**
 * One monitor for each connection, shared by a panel, the tree, the watches and the exports. A lookout outlives its
 * monitor: when the settings change, it goes on with the new one. After "Disconnect" nothing connects by itself.
 */
export abstract class PanelService<S extends { readonly takenAt: number }, R, M extends RowMonitor<S>> {
  private readonly entries = new Map<string, ServiceEntry<S, R, M>>();
  private readonly listeners = new Set<(connection: Address) => void>();
  private readonly stopListening: () => void;

  constructor(
    protected readonly pool: SessionPool,
    /** what the systems of its connections offer */
    private readonly offer: "lag" | "locks",
  ) {
    this.stopListening = pool.onDidChange((connection) => this.connectionChanged(connection));
  }

  protected abstract newMonitor(connection: Address): M;
  /** by the ids that the panel's rows have */
  protected abstract rowsOf(snapshot: S): ReadonlyMap<string, R>;

  /** The connections that have what this is about. */
  connections(): readonly Connection[] {
    return this.pool.connections().filter(({ system }) => systemOf(system)?.offers?.includes(this.offer));
  }

  /** Looks at a connection until the lookout is disposed. The listener is told each state. */
  look(connection: Address, intervalMs: number, listener: (state: MonitorState<S>) => void): PanelLookout {
    return this.entry(connection).look(intervalMs, listener);
  }

  /** What is known now; undefined while nobody looks, and when the last look failed. */
  known(connection: Address): Known<S, R> | undefined {
    return this.entries.get(keyOf(connection))?.known;
  }

  allKnown(): readonly Known<S, R>[] {
    return [...this.entries.values()].flatMap(({ known }) => known ?? []);
  }

  /** Called when something else is known of a connection. Returns the way to stop listening. */
  onDidChange(listener: (connection: Address) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads at once, wherever somebody looks. @param connection only that one */
  refresh(connection?: Address): void {
    for (const [key, entry] of this.entries) if (!connection || key === keyOf(connection)) entry.now();
  }

  /** The settings are other ones: monitors of connections that are gone or different give way. */
  configured(): void {
    for (const [key, entry] of this.entries) {
      if (this.pool.connection(entry.address) === entry.connection) continue;
      entry.renew(this.pool.connection(entry.address));
      if (!entry.wanted) this.entries.delete(key);
    }
  }

  dispose(): void {
    this.stopListening();
    this.listeners.clear();
    for (const entry of this.entries.values()) entry.dispose();
    this.entries.clear();
  }

  protected monitor(connection: Address): M {
    return this.entry(connection).monitor;
  }

  /** Asks the connection's own session. */
  protected ask<T>(
    connection: Address,
    signal: AbortSignal,
    call: (session: Session, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.pool.run(root(connection.profile, connection.connection), signal, call);
  }

  private entry(connection: Address): ServiceEntry<S, R, M> {
    const address = root(connection.profile, connection.connection);
    const key = keyOf(address);
    const found = this.entries.get(key);
    if (found) return found;
    const entry = new ServiceEntry<S, R, M>(address, this.pool.connection(address), {
      monitor: () => this.newMonitor(address),
      rowsOf: (snapshot) => this.rowsOf(snapshot),
      changed: () => {
        for (const listener of this.listeners) listener(address);
      },
    });
    this.entries.set(key, entry);
    return entry;
  }

  private connectionChanged(connection: Connection): void {
    const entry = this.entries.get(keyOf(root(connection.profile.id, connection.name)));
    entry?.connectionState(this.pool.state(connection).state);
  }
}

export const keyOf = ({ profile, connection }: Address): string => formatAddress(root(profile, connection));
