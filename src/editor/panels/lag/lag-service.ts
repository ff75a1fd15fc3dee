import { type Address, formatAddress, root } from "../../../core/address";
import type { Connection } from "../../../core/contract";
import { Failure } from "../../../core/failure";
import type { LagSource } from "../../../core/lag-source";
import type { MonitorState } from "../../../core/monitor";
import type { SessionPool } from "../../../core/sessions";
import { text, verbatim } from "../../../core/text";
import { LagMonitor } from "../../../lag/monitor";
import type { LagSnapshot } from "../../../lag/snapshot";
import { systemOf } from "../../../systems";
import type { PanelLookout } from "../kind";
import { type Known, LagEntry } from "./lag-entry";

export type KnownLag = Known & { readonly connection: Address };

/**
 * One monitor for each connection, shared by the panel, the tree, the watches and the exports. A lookout outlives its
 * monitor: when the settings change, it goes on with the new one. After "Disconnect" nothing connects by itself.
 */
export class LagService {
  private readonly entries = new Map<string, LagEntry>();
  private readonly listeners = new Set<(connection: Address) => void>();
  private readonly stopListening: () => void;

  constructor(
    private readonly pool: SessionPool,
    private readonly report: (error: unknown) => void,
  ) {
    this.stopListening = pool.onDidChange((connection) => this.connectionChanged(connection));
  }

  /** The connections that tell how far readers are behind. */
  connections(): readonly Connection[] {
    return this.pool.connections().filter(({ system }) => systemOf(system)?.offers?.includes("lag"));
  }

  /** Looks at a connection until the lookout is disposed. The listener is told each state. */
  look(connection: Address, intervalMs: number, listener: (state: MonitorState<LagSnapshot>) => void): PanelLookout {
    return this.entry(connection).look(intervalMs, listener);
  }

  /** One fresh reading, with the history where there is one. @param groups are looked at closely; absent: see `once` */
  async once(connection: Address, groups: readonly string[] | undefined, signal: AbortSignal): Promise<LagSnapshot> {
    return this.entry(connection).once(groups, signal);
  }

  /** What is known now; undefined while nobody looks, and when the last look failed. */
  known(connection: Address): Known | undefined {
    return this.entries.get(keyOf(connection))?.known;
  }

  allKnown(): readonly KnownLag[] {
    return [...this.entries.values()].flatMap(({ known, address }) =>
      known ? [{ ...known, connection: address }] : [],
    );
  }

  /** Called when something else is known of a connection. Returns the way to stop listening. */
  onDidChange(listener: (connection: Address) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads at once, wherever somebody looks. */
  refresh(): void {
    for (const entry of this.entries.values()) entry.now();
  }

  /** The settings are other ones: monitors of connections that are gone or different give way. */
  configured(): void {
    for (const [key, entry] of this.entries) {
      if (this.pool.connection(entry.address) === entry.connection) continue;
      entry.renew(this.pool.connection(entry.address));
      if (!entry.wanted) this.entries.delete(key);
    }
  }

  /** Asks the source itself: where a group stands in the tree. */
  run<T>(connection: Address, signal: AbortSignal, call: (source: LagSource, signal: AbortSignal) => Promise<T>) {
    return this.pool.run(connection, signal, async ({ lag }, inner) => {
      if (lag) return call(lag, inner);
      const name = verbatim(`${connection.profile} › ${connection.connection}`);
      throw new Failure({
        code: "unsupported",
        what: text("{0} does not report how far its readers are behind.", name),
      });
    });
  }

  dispose(): void {
    this.stopListening();
    this.listeners.clear();
    for (const entry of this.entries.values()) entry.dispose();
    this.entries.clear();
  }

  private entry(connection: Address): LagEntry {
    const address = root(connection.profile, connection.connection);
    const key = keyOf(address);
    const found = this.entries.get(key);
    if (found) return found;
    const entry = new LagEntry(address, this.pool.connection(address), {
      monitor: () => new LagMonitor({ run: (signal, call) => this.run(address, signal, call), report: this.report }),
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

const keyOf = ({ profile, connection }: Address): string => formatAddress(root(profile, connection));
