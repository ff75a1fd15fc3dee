import type { Address } from "../../../core/address";
import type { Connection } from "../../../core/contract";
import { Failure } from "../../../core/failure";
import type { Lookout, MonitorState } from "../../../core/monitor";
import type { ConnectionState } from "../../../core/sessions";
import { text, verbatim } from "../../../core/text";
import type { LagMonitor } from "../../../lag/monitor";
import type { GroupLag, LagSnapshot } from "../../../lag/snapshot";
import type { PanelLookout } from "../kind";

/** What is known of a connection's groups while somebody looks. */
export interface Known {
  readonly snapshot: LagSnapshot;
  readonly byGroup: ReadonlyMap<string, GroupLag>;
}

interface Looking {
  intervalMs: number;
  paused: boolean;
  groups: readonly string[];
  readonly listener: (state: MonitorState<LagSnapshot>) => void;
}

interface House {
  monitor(): LagMonitor;
  /** something else is known now */
  changed(): void;
}

/** All who look at one connection, and the monitor that reads for them. */
export class LagEntry {
  private readonly looking = new Map<Looking, Lookout>();
  private monitor: LagMonitor;
  private last: Known | undefined;
  /** the user has disconnected: nothing is read until somebody asks for it */
  private held = false;
  private state: ConnectionState["state"] = "closed";

  constructor(
    readonly address: Address,
    public connection: Connection | undefined,
    private readonly house: House,
  ) {
    this.monitor = house.monitor();
  }

  get known(): Known | undefined {
    return this.last;
  }

  get wanted(): boolean {
    return this.looking.size > 0;
  }

  look(intervalMs: number, listener: Looking["listener"]): PanelLookout {
    const looking: Looking = { intervalMs, listener, paused: false, groups: [] };
    this.begin(looking);
    return {
      set: (wish) => {
        Object.assign(looking, wish);
        this.apply(looking);
        this.forgetUnseen();
      },
      now: () => {
        this.hold(false);
        this.looking.get(looking)?.now();
      },
      inSight: (groups) => {
        looking.groups = groups;
        const lookout = this.looking.get(looking);
        if (lookout) this.monitor.inSight(lookout, groups);
      },
      dispose: () => {
        this.looking.get(looking)?.dispose();
        this.looking.delete(looking);
        this.forgetUnseen();
      },
    };
  }

  /** One reading that begins now. @param groups are looked at closely; absent: all, where they are few */
  async once(groups: readonly string[] | undefined, signal: AbortSignal): Promise<LagSnapshot> {
    if (groups) return this.monitor.once(signal, groups);
    const first = idsOf(this.monitor.last);
    const snapshot = await this.monitor.once(signal, first.length <= FEW ? first : []);
    const all = idsOf(snapshot);
    const isNew = all.some((id) => !first.includes(id));
    return isNew && all.length <= FEW ? this.monitor.once(signal, all) : snapshot;
  }

  /** Reads at once for all who look and have not paused. */
  now(): void {
    this.hold(false);
    for (const [{ paused }, lookout] of this.looking) if (!paused) lookout.now();
  }

  /** The connection is another one, or gone: whoever looks goes on with what there is now. */
  renew(connection: Connection | undefined): void {
    this.connection = connection;
    this.monitor.dispose();
    this.monitor = this.house.monitor();
    this.held = false;
    this.forget();
    for (const looking of this.looking.keys()) this.begin(looking);
  }

  connectionState(state: ConnectionState["state"]): void {
    const before = this.state;
    this.state = state;
    if (state !== "closed") this.hold(false);
    else if (before === "connected") this.hold(true);
    else if (before === "failed") this.now();
  }

  dispose(): void {
    this.looking.clear();
    this.monitor.dispose();
  }

  private begin(looking: Looking): void {
    const { intervalMs } = looking;
    const listener = (state: MonitorState<LagSnapshot>) => this.told(looking, state);
    this.looking.set(looking, this.monitor.look({ intervalMs, listener }));
    this.apply(looking);
  }

  private apply(looking: Looking): void {
    const lookout = this.looking.get(looking);
    if (!lookout) return;
    this.monitor.inSight(lookout, looking.groups);
    lookout.set({ intervalMs: looking.intervalMs, paused: looking.paused || this.held });
  }

  private hold(held: boolean): void {
    if (this.held === held) return;
    this.held = held;
    for (const looking of this.looking.keys()) this.apply(looking);
    this.forgetUnseen();
  }

  private told(looking: Looking, state: MonitorState<LagSnapshot>): void {
    if (state.status === "failed") this.forget();
    else if (!looking.paused && !this.held && state.snapshot) this.learn(state.snapshot, looking.intervalMs);
    looking.listener(this.held ? { ...state, status: "paused", failure: this.disconnected() } : state);
  }

  private learn(snapshot: LagSnapshot, intervalMs: number): void {
    // What was read before somebody came to look is the past: it is known again with the next reading.
    const isOld = Date.now() - snapshot.takenAt > Math.max(3 * intervalMs, OLD);
    if (isOld || snapshot === this.last?.snapshot) return;
    this.last = { snapshot, byGroup: new Map(snapshot.groups.map((group) => [group.sample.id, group])) };
    this.house.changed();
  }

  private forgetUnseen(): void {
    const isSeen = !this.held && [...this.looking.keys()].some(({ paused }) => !paused);
    if (!isSeen) this.forget();
  }

  private forget(): void {
    if (!this.last) return;
    this.last = undefined;
    this.house.changed();
  }

  private disconnected(): Failure {
    const name = this.connection
      ? `${this.connection.profile.name} › ${this.connection.name}`
      : this.address.connection;
    return new Failure({
      code: "closed",
      what: text("{0} was disconnected.", verbatim(name)),
      fix: text("“Refresh Now” connects again."),
    });
  }
}

/** milliseconds: a reading that is older is not what is, unless looks are rarer than that */
const OLD = 30_000;

/** Groups that are looked at closely without being named: for members and the times of records, a server is asked more. */
const FEW = 100;

const idsOf = (snapshot: LagSnapshot | undefined): string[] => (snapshot?.groups ?? []).map(({ sample }) => sample.id);
