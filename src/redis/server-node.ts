import { withDeadline } from "../core/deadline";
import { hasCode } from "../core/failure";
import { text } from "../core/text";
import type { Command } from "./allowed";
import type { Client, Outcome } from "./client";
import { joined } from "./keyspace/slices";
import type { Reply } from "./replies";

/** Opens a connection to a server with this database selected. */
export type Open = (db: number, signal: AbortSignal) => Promise<Client>;

/** Parts of the time that one of several servers may take: while it answers, and while it did not. */
const [SHARE, SHARE_AWAY] = [0.4, 0.1];

const UNANSWERED = ["refused", "unresolvable", "unreachable", "timeout", "closed", "tls"] as const;

/**
 * One server. Each database has a connection of its own, opened when it is first needed, so that no command can ever
 * meet another's SELECT. A connection that ended is opened anew by the next call.
 */
export class ServerNode {
  private readonly clients = new Map<number, Client>();
  private readonly opening = new Map<number, Promise<Client>>();
  private closed = false;
  private unanswered = false;

  /** @param place names the server: `host:port` */
  constructor(
    readonly place: string,
    private readonly open: Open,
    /** milliseconds that one call may take */
    private readonly timeout: () => number,
  ) {}

  /** true while the last call got no answer: it may have lost its place to another server */
  get away(): boolean {
    return this.unanswered;
  }

  call(db: number, command: Command, signal: AbortSignal): Promise<Reply> {
    return this.noting(signal, async () => (await this.client(db, signal)).call(command, signal));
  }

  /** Like `call`; one of several servers gets a part of the time, since the others can be shown without it. */
  callAmong(servers: number, db: number, command: Command, signal: AbortSignal): Promise<Reply> {
    if (servers < 2) return this.call(db, command, signal);
    return this.briefly(signal, (inner) => this.call(db, command, inner));
  }

  /** Like `batch`, in a part of the time. */
  batchBriefly(db: number, commands: readonly Command[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return this.briefly(signal, (inner) => this.batch(db, commands, inner));
  }

  async batch(db: number, commands: readonly Command[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (commands.length === 0) return [];
    return this.noting(signal, async () => (await this.client(db, signal)).batch(commands, signal));
  }

  close(): void {
    this.closed = true;
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }

  private briefly<T>(signal: AbortSignal, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const most = this.timeout() * (this.away ? SHARE_AWAY : SHARE);
    return withDeadline(text("Redis at {0}", this.place), most, signal, ask);
  }

  private async noting<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      this.unanswered = false;
      return answer;
    } catch (error) {
      if (hasCode(signal.reason, "timeout") || UNANSWERED.some((code) => hasCode(error, code))) this.unanswered = true;
      throw error;
    }
  }

  private async client(db: number, signal: AbortSignal): Promise<Client> {
    const ready = this.clients.get(db);
    return ready && !ready.closed ? ready : this.opened(db, signal);
  }

  /** Opening is shared; when the one who began it gave up, the next one begins again. */
  private async opened(db: number, signal: AbortSignal): Promise<Client> {
    for (;;) {
      const other = this.opening.get(db);
      if (!other) break;
      await joined(other, signal);
      try {
        return await other;
      } catch (error) {
        if (!hasCode(error, "cancelled")) throw error;
      }
    }
    const opening = this.open(db, signal);
    this.opening.set(db, opening);
    try {
      const client = await opening;
      if (this.closed) client.close();
      this.clients.set(db, client);
      return client;
    } finally {
      this.opening.delete(db);
    }
  }
}
