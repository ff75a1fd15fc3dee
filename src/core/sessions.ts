import type { Address } from "./address";
import type { Connection, Session, SessionContext, System } from "./contract";
import { withDeadline } from "./deadline";
import { Failure, hasCode, isFailure } from "./failure";
import { SentLog } from "./sent";
import { text, type Verbatim, verbatim } from "./text";

/** What is known of a connection at this moment. */
export type ConnectionState =
  | { readonly state: "closed" }
  | { readonly state: "connecting" }
  /** `latency`: milliseconds that opening took */
  | { readonly state: "connected"; readonly latency: number }
  | { readonly state: "failed"; readonly failure: Failure };

/** What the house gives to sessions: settings, secrets and a log, without knowing who keeps them. */
export interface SessionHost {
  timeout(): number;
  setting<T extends string | number | boolean>(system: string, name: string, fallback: T): T;
  secret(system: System, connection: Connection, field: string): Promise<string | undefined>;
  log(line: string): void;
  /** Throws a failure where nothing may be opened: asked before anything is sent. */
  assertAllowed?(connection: Connection): void;
}

interface Entry {
  readonly connection: Connection;
  readonly fingerprint: string;
  readonly closing: AbortController;
  session?: Promise<Session>;
  state: ConnectionState;
}

/**
 * Opens each connection once, when it is first wanted, and gives every call its deadline.
 * One dead server holds up nobody else: nothing here waits for two connections at a time.
 */
export class SessionPool {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<(connection: Connection) => void>();
  /** outlives the sessions, for as long as the profile has the connection */
  private readonly sentLogs = new Map<string, SentLog>();

  constructor(
    private readonly systems: readonly System[],
    private readonly host: SessionHost,
  ) {}

  /** Called whenever the state of a connection changes. Returns the way to stop listening. */
  onDidChange(listener: (connection: Connection) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes the connections of the current settings; closes the sessions of those that are gone or different. */
  configure(connections: readonly Connection[]): void {
    const wanted = new Map(connections.map((connection) => [keyOf(connection), connection]));
    for (const [key, entry] of this.entries) {
      const connection = wanted.get(key);
      if (connection && fingerprint(connection) === entry.fingerprint) continue;
      this.entries.delete(key);
      this.release(entry);
    }
    for (const key of this.sentLogs.keys()) if (!wanted.has(key)) this.sentLogs.delete(key);
    for (const [key, connection] of wanted) {
      const entry = this.entries.get(key) ?? newEntry(connection);
      // Views show them in this order: one that has changed keeps its place.
      this.entries.delete(key);
      this.entries.set(key, entry);
    }
  }

  connections(): readonly Connection[] {
    return [...this.entries.values()].map((entry) => entry.connection);
  }

  /** The connection that an address belongs to. */
  connection(address: Address): Connection | undefined {
    return this.entries.get(key(address.profile, address.connection))?.connection;
  }

  state(connection: Connection): ConnectionState {
    return this.entries.get(keyOf(connection))?.state ?? { state: "closed" };
  }

  /** What was sent over a connection, by all of its sessions. */
  sent(connection: Connection): SentLog {
    const key = keyOf(connection);
    const known = this.sentLogs.get(key) ?? new SentLog();
    this.sentLogs.set(key, known);
    return known;
  }

  /** Runs one call on the open session of an address, within the deadline. Rejects with a `Failure`. */
  async run<T>(
    address: Address,
    signal: AbortSignal,
    call: (session: Session, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const entry = this.entries.get(key(address.profile, address.connection));
    if (!entry) throw unknownConnection(address);
    const session = await this.open(entry, signal);
    return this.guarded(entry, signal, (inner) => call(session, inner));
  }

  /** Closes the session; the next call opens a new one. */
  async close(connection: Connection): Promise<void> {
    const entry = this.entries.get(keyOf(connection));
    if (!entry) return;
    const fresh = newEntry(connection);
    this.entries.set(keyOf(connection), fresh);
    this.announce(connection);
    await this.release(entry);
  }

  async dispose(): Promise<void> {
    const entries = [...this.entries.values()];
    this.entries.clear();
    this.listeners.clear();
    await Promise.all(entries.map((entry) => this.release(entry)));
  }

  /** Opening is shared by all who wait; a caller that gives up leaves, and the opening goes on for the others. */
  private async open(entry: Entry, signal: AbortSignal): Promise<Session> {
    this.host.assertAllowed?.(entry.connection);
    entry.session ??= this.connect(entry);
    const opening = entry.session;
    return withDeadline(title(entry.connection), this.host.timeout() * 2, signal, () => opening);
  }

  private async connect(entry: Entry): Promise<Session> {
    const { connection } = entry;
    const system = this.system(connection);
    this.setState(entry, { state: "connecting" });
    const begin = performance.now();
    try {
      const context = this.context(entry, system);
      const session = await withDeadline(title(connection), this.host.timeout(), entry.closing.signal, (signal) => {
        const opening = system.open(connection, context, signal);
        // A session that comes after nobody waits for it any more is closed, or its sockets would stay.
        opening.then((late) => (signal.aborted ? late.close() : undefined)).catch(() => {});
        return opening;
      });
      if (entry.closing.signal.aborted) {
        await session.close();
        throw closed(connection);
      }
      this.setState(entry, { state: "connected", latency: performance.now() - begin });
      return session;
    } catch (error) {
      const failure = this.asFailure(error, connection);
      entry.session = undefined;
      this.setState(entry, { state: "failed", failure });
      throw failure;
    }
  }

  private context(entry: Entry, system: System): SessionContext {
    const { host } = this;
    const { connection } = entry;
    const name = `${connection.profile.id}/${connection.name}`;
    return {
      secret: (field) => host.secret(system, connection, field),
      timeout: () => host.timeout(),
      setting: (setting, fallback) => host.setting(system.id, setting, fallback),
      log: (line) => host.log(`${name}: ${line}`),
      sent: this.sent(connection),
      lost: (reason) => {
        host.log(`${name}: lost: ${reason instanceof Error ? reason.message : String(reason)}`);
        this.drop(entry, this.asFailure(reason, connection));
      },
    };
  }

  private async guarded<T>(entry: Entry, signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { connection } = entry;
    try {
      const result = await withDeadline(title(connection), this.host.timeout(), signal, call);
      if (entry.state.state === "failed" && entry.session) this.setState(entry, { state: "connected", latency: 0 });
      return result;
    } catch (error) {
      const failure = this.asFailure(error, connection);
      if (BROKEN.has(failure.code) && !signal.aborted) this.setState(entry, { state: "failed", failure });
      throw failure;
    }
  }

  /** Forgets a session that ended by itself. */
  private drop(entry: Entry, failure: Failure): void {
    const { session } = entry;
    if (!session) return;
    entry.session = undefined;
    this.setState(entry, { state: "failed", failure });
    void session.then((open) => open.close()).catch(() => {});
  }

  private async release(entry: Entry): Promise<void> {
    const { session } = entry;
    entry.session = undefined;
    entry.closing.abort(closed(entry.connection));
    try {
      await (await session)?.close();
    } catch (error) {
      if (!hasCode(error, "cancelled")) this.host.log(`${keyOf(entry.connection)}: while closing: ${String(error)}`);
    }
  }

  private setState(entry: Entry, state: ConnectionState): void {
    entry.state = state;
    this.announce(entry.connection);
  }

  private announce(connection: Connection): void {
    for (const listener of this.listeners) listener(connection);
  }

  /** What is no failure is a fault of ours: the log keeps where it happened. */
  private asFailure(error: unknown, connection: Connection): Failure {
    if (isFailure(error)) return error;
    this.host.log(`${keyOf(connection)}: unexpected: ${error instanceof Error ? error.stack : String(error)}`);
    return new Failure({
      code: "unknown",
      what: text("{0}: something unexpected happened.", title(connection)),
      why: verbatim(error instanceof Error ? error.message : String(error)),
      cause: error,
    });
  }

  private system(connection: Connection): System {
    const system = this.systems.find((candidate) => candidate.id === connection.system);
    if (!system) throw new Failure({ code: "invalid", what: text("The system {0} is not known.", connection.system) });
    return system;
  }
}

/** Failures that say something of the connection, not of one thing in it. */
const BROKEN = new Set([
  "refused",
  "unresolvable",
  "unreachable",
  "timeout",
  "closed",
  "tls",
  "authentication",
  "protocol",
]);

const key = (profile: string, connection: string): string => `${profile}/${connection}`;
const keyOf = (connection: Connection): string => key(connection.profile.id, connection.name);
const fingerprint = (connection: Connection): string => JSON.stringify(connection);
const title = (connection: Connection): Verbatim => verbatim(`${connection.profile.name} › ${connection.name}`);

function newEntry(connection: Connection): Entry {
  return {
    connection,
    fingerprint: fingerprint(connection),
    closing: new AbortController(),
    state: { state: "closed" },
  };
}

function closed(connection: Connection): Failure {
  return new Failure({ code: "cancelled", what: text("{0} was closed.", title(connection)) });
}

function unknownConnection(address: Address): Failure {
  return new Failure({
    code: "notFound",
    what: text("No profile has the id “{0}” with a connection “{1}”.", address.profile, address.connection),
    fix: text("Add it with “Add Profile”, or check the address."),
  });
}
