import type { Memento } from "vscode";
import { type Address, formatAddress, parseAddress, root } from "../../core/address";
import type { MonitorState } from "../../core/monitor";
import { groupBy } from "./group-by";
import type { PanelLookout } from "./kind";
import { keyOf } from "./panel-service";

/** A row of a panel that the user wants to be told of: a consumer group, a lock. */
export interface Watch<T> {
  readonly connection: Address;
  /** of the row */
  readonly id: string;
  /** what the user was last told, or what was last seen: see `noticeOf` */
  readonly told?: T;
}

/** What one kind of panel makes of its watches. */
export interface WatchKind<S, R, T, N> {
  /** where they are kept in the workspace's state */
  readonly key: string;
  intervalMs(): number;
  look(connection: Address, intervalMs: number, listener: (state: MonitorState<S>) => void): PanelLookout;
  /** A watch begins: after the command, and after each start of the window. */
  begin?(watch: Watch<T>): void;
  rowsOf(snapshot: S): ReadonlyMap<string, R>;
  /** what was written into the workspace's state, by this or another version */
  readTold(value: unknown): T | undefined;
  /** undefined: nothing to remember and nothing to tell */
  noticeOf(told: T | undefined, row: R): { readonly told: T; readonly notice?: N } | undefined;
  notify(watch: Watch<T>, notice: N, row: R): void;
}

/** What the user of a workspace watches. It is looked at in the background, slowly, because the user asked for it. */
export class Watches<S extends { readonly takenAt: number }, R, T, N> {
  private watches: readonly Watch<T>[];
  private readonly lookouts = new Map<string, PanelLookout>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly kind: WatchKind<S, R, T, N>,
    private readonly memento: Memento,
  ) {
    this.watches = this.read(memento.get<unknown>(kind.key));
    for (const watch of this.watches) kind.begin?.(watch);
    this.look();
  }

  get all(): readonly Watch<T>[] {
    return this.watches;
  }

  isWatched(connection: Address, id: string): boolean {
    return this.watches.some((watch) => watch.id === id && keyOf(watch.connection) === keyOf(connection));
  }

  async watch({ profile, connection }: Address, id: string): Promise<void> {
    const watch = { connection: root(profile, connection), id };
    if (this.isWatched(watch.connection, id)) return;
    this.kind.begin?.(watch);
    await this.keep([...this.watches, watch]);
  }

  async stop(connection: Address, id: string): Promise<void> {
    await this.keep(this.watches.filter((watch) => watch.id !== id || keyOf(watch.connection) !== keyOf(connection)));
  }

  /** The setting has changed. */
  setInterval(): void {
    for (const lookout of this.lookouts.values()) lookout.set({ intervalMs: this.kind.intervalMs() });
  }

  /** Returns the way to stop listening. */
  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispose(): void {
    this.listeners.clear();
    for (const lookout of this.lookouts.values()) lookout.dispose();
    this.lookouts.clear();
  }

  private async keep(watches: readonly Watch<T>[]): Promise<void> {
    this.watches = watches;
    this.look();
    for (const listener of this.listeners) listener();
    await this.save();
  }

  private async save(): Promise<void> {
    const plain = this.watches.map(({ connection, ...rest }) => ({ connection: formatAddress(connection), ...rest }));
    await this.memento.update(this.kind.key, plain.length ? plain : undefined);
  }

  /** One lookout for each connection with something that is watched. */
  private look(): void {
    const byConnection = groupBy(this.watches, (watch) => keyOf(watch.connection));
    for (const [key, lookout] of this.lookouts) {
      if (byConnection.has(key)) continue;
      this.lookouts.delete(key);
      lookout.dispose();
    }
    for (const [key, watches] of byConnection) {
      const [first] = watches;
      if (!first) continue;
      const lookout =
        this.lookouts.get(key) ??
        this.kind.look(first.connection, this.kind.intervalMs(), (state) => this.told(key, state));
      this.lookouts.set(key, lookout);
      lookout.inSight(watches.map((watch) => watch.id));
    }
  }

  private told(key: string, { status, snapshot }: MonitorState<S>): void {
    if (!snapshot || (status !== "live" && status !== "backingOff")) return;
    // A reading from before somebody came to look is the past.
    if (Date.now() - snapshot.takenAt > 2 * this.kind.intervalMs()) return;
    const rows = this.kind.rowsOf(snapshot);
    let changed = false;
    this.watches = this.watches.map((watch) => {
      const row = rows.get(watch.id);
      if (!row || keyOf(watch.connection) !== key) return watch;
      const noticed = this.kind.noticeOf(watch.told, row);
      if (!noticed) return watch;
      changed = true;
      if (noticed.notice !== undefined) this.kind.notify(watch, noticed.notice, row);
      return { ...watch, told: noticed.told };
    });
    if (changed) void Promise.resolve(this.save()).catch(() => {});
  }

  /** What an older version, or somebody else, has written there is checked. */
  private read(value: unknown): Watch<T>[] {
    if (!Array.isArray(value)) return [];
    return value.flatMap((entry: unknown) => {
      if (typeof entry !== "object" || entry === null || !("connection" in entry) || !("id" in entry)) return [];
      const { connection, id } = entry;
      const address = typeof connection === "string" ? parseAddress(connection) : undefined;
      if (!address || typeof id !== "string") return [];
      const told = "told" in entry ? this.kind.readTold(entry.told) : undefined;
      return [{ connection: address, id, ...(told === undefined ? {} : { told }) }];
    });
  }
}
