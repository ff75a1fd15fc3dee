import type { Address } from "../../core/address";
import type { Connection } from "../../core/contract";
import { Failure } from "../../core/failure";
import type { Lookout, MonitorState } from "../../core/monitor";
import type { ConnectionState } from "../../core/sessions";
import { text, verbatim } from "../../core/text";
import type { PanelLookout } from "./kind";

/** What is known of a connection while somebody looks, and its rows by their ids. */
export interface Known<S, R> {
  readonly snapshot: S;
  readonly byId: ReadonlyMap<string, R>;
}

/** What a monitor of a panel's kind has: see `Monitor` in core. */
export interface RowMonitor<S> {
  look(options: { readonly intervalMs: number; readonly listener: (state: MonitorState<S>) => void }): Lookout;
  /** the rows that are looked at closely */
  inSight(lookout: Lookout, rows: readonly string[]): void;
  dispose(): void;
}

interface Looking<S> {
  intervalMs: number;
  paused: boolean;
  rows: readonly string[];
  readonly listener: (state: MonitorState<S>) => void;
}

interface House<S, R, M> {
  monitor(): M;
  rowsOf(snapshot: S): ReadonlyMap<string, R>;
  /** something else is known now */
  changed(): void;
}

/** All who look at one connection, and the monitor that reads for them. */
export class ServiceEntry<S extends { readonly takenAt: number }, R, M extends RowMonitor<S>> {
  private readonly looking = new Map<Looking<S>, Lookout>();
  private reads: M;
  private last: Known<S, R> | undefined;
  /** the user has disconnected: nothing is read until somebody asks for it */
  private held = false;
  private state: ConnectionState["state"] = "closed";

  constructor(
    readonly address: Address,
    public connection: Connection | undefined,
    private readonly house: House<S, R, M>,
  ) {
    this.reads = house.monitor();
  }

  get known(): Known<S, R> | undefined {
    return this.last;
  }

  get monitor(): M {
    return this.reads;
  }

  get wanted(): boolean {
    return this.looking.size > 0;
  }

  look(intervalMs: number, listener: Looking<S>["listener"]): PanelLookout {
    const looking: Looking<S> = { intervalMs, listener, paused: false, rows: [] };
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
      inSight: (rows) => {
        looking.rows = rows;
        const lookout = this.looking.get(looking);
        if (lookout) this.reads.inSight(lookout, rows);
      },
      dispose: () => {
        this.looking.get(looking)?.dispose();
        this.looking.delete(looking);
        this.forgetUnseen();
      },
    };
  }

  /** Reads at once for all who look and have not paused. */
  now(): void {
    this.hold(false);
    for (const [{ paused }, lookout] of this.looking) if (!paused) lookout.now();
  }

  /** The connection is another one, or gone: whoever looks goes on with what there is now. */
  renew(connection: Connection | undefined): void {
    this.connection = connection;
    this.reads.dispose();
    this.reads = this.house.monitor();
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
    this.reads.dispose();
  }

  private begin(looking: Looking<S>): void {
    const { intervalMs } = looking;
    const listener = (state: MonitorState<S>) => this.told(looking, state);
    this.looking.set(looking, this.reads.look({ intervalMs, listener }));
    this.apply(looking);
  }

  private apply(looking: Looking<S>): void {
    const lookout = this.looking.get(looking);
    if (!lookout) return;
    this.reads.inSight(lookout, looking.rows);
    lookout.set({ intervalMs: looking.intervalMs, paused: looking.paused || this.held });
  }

  private hold(held: boolean): void {
    if (this.held === held) return;
    this.held = held;
    for (const looking of this.looking.keys()) this.apply(looking);
    this.forgetUnseen();
  }

  private told(looking: Looking<S>, state: MonitorState<S>): void {
    if (state.status === "failed") this.forget();
    else if (!looking.paused && !this.held && state.snapshot) this.learn(state.snapshot, looking.intervalMs);
    looking.listener(this.held ? { ...state, status: "paused", failure: this.disconnected() } : state);
  }

  private learn(snapshot: S, intervalMs: number): void {
    // What was read before somebody came to look is the past: it is known again with the next reading.
    const isOld = Date.now() - snapshot.takenAt > Math.max(3 * intervalMs, OLD);
    if (isOld || snapshot === this.last?.snapshot) return;
    this.last = { snapshot, byId: this.house.rowsOf(snapshot) };
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
