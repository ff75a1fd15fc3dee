import type { Memento } from "vscode";
import { type Address, formatAddress, parseAddress, root } from "../../../core/address";
import type { MonitorState } from "../../../core/monitor";
import { type GroupLag, type LagSnapshot, VERDICTS, type VerdictState } from "../../../lag/snapshot";
import { groupBy } from "../group-by";
import type { PanelLookout } from "../kind";
import type { LagService } from "./lag-service";
import { type Notice, noticeOf } from "./watch-notice";

/** A consumer group that the user wants to be told of. */
export interface Watch {
  readonly connection: Address;
  readonly group: string;
  /** the verdict that the user was last told */
  readonly told?: VerdictState;
}

const KEY = "lag.watches";

/** The watched groups of a workspace. They are looked at in the background, slowly, because the user asked for it. */
export class LagWatches {
  private watches: readonly Watch[];
  private readonly lookouts = new Map<string, PanelLookout>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly service: LagService,
    private readonly memento: Memento,
    private readonly intervalMs: () => number,
    private readonly notify: (watch: Watch, notice: Notice, lag: GroupLag) => void,
  ) {
    this.watches = readWatches(memento.get<unknown>(KEY));
    this.look();
  }

  get all(): readonly Watch[] {
    return this.watches;
  }

  isWatched(connection: Address, group: string): boolean {
    return this.watches.some((watch) => watch.group === group && keyOf(watch.connection) === keyOf(connection));
  }

  async watch({ profile, connection }: Address, group: string): Promise<void> {
    const place = root(profile, connection);
    if (!this.isWatched(place, group)) await this.keep([...this.watches, { connection: place, group }]);
  }

  async stop(connection: Address, group: string): Promise<void> {
    await this.keep(
      this.watches.filter((watch) => watch.group !== group || keyOf(watch.connection) !== keyOf(connection)),
    );
  }

  /** The setting has changed. */
  setInterval(): void {
    for (const lookout of this.lookouts.values()) lookout.set({ intervalMs: this.intervalMs() });
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

  private async keep(watches: readonly Watch[]): Promise<void> {
    this.watches = watches;
    this.look();
    for (const listener of this.listeners) listener();
    await this.save();
  }

  private async save(): Promise<void> {
    const plain = this.watches.map(({ connection, ...rest }) => ({ connection: formatAddress(connection), ...rest }));
    await this.memento.update(KEY, plain.length ? plain : undefined);
  }

  /** One lookout for each connection with a watched group. */
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
        this.service.look(first.connection, this.intervalMs(), (state) => this.told(key, state));
      this.lookouts.set(key, lookout);
      lookout.inSight(watches.map((watch) => watch.group));
    }
  }

  private told(key: string, { status, snapshot }: MonitorState<LagSnapshot>): void {
    if (!snapshot || (status !== "live" && status !== "backingOff")) return;
    // A reading from before somebody came to look is the past.
    if (Date.now() - snapshot.takenAt > 2 * this.intervalMs()) return;
    const groups = new Map(snapshot.groups.map((group) => [group.sample.id, group]));
    let changed = false;
    this.watches = this.watches.map((watch) => {
      const lag = groups.get(watch.group);
      if (!lag || keyOf(watch.connection) !== key) return watch;
      const notice = noticeOf(watch.told, lag.verdict.state);
      if (!notice) return watch;
      changed = true;
      this.notify(watch, notice, lag);
      return { ...watch, told: lag.verdict.state };
    });
    if (changed) void Promise.resolve(this.save()).catch(() => {});
  }
}

/** What an older version, or somebody else, has written there is checked. */
function readWatches(value: unknown): Watch[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("connection" in entry) || !("group" in entry)) return [];
    const { connection, group } = entry;
    const address = typeof connection === "string" ? parseAddress(connection) : undefined;
    if (!address || typeof group !== "string") return [];
    const told = "told" in entry ? VERDICTS.find((state) => state === entry.told) : undefined;
    return [{ connection: address, group, ...(told ? { told } : {}) }];
  });
}

const keyOf = ({ profile, connection }: Address): string => formatAddress(root(profile, connection));
