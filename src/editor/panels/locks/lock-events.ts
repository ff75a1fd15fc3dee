import type { Address } from "../../../core/address";
import type { LockStatus } from "../../../locks/snapshot";
import { keyOf } from "../panel-service";
import type { LockService } from "./lock-service";

interface Listening {
  readonly connection: Address;
  readonly name: Uint8Array;
  state: "waiting" | "live";
  /** absent while nobody looks at the connection */
  subscription?: AbortController;
}

/**
 * Subscriptions to what servers say of single locks, only where a person has asked for it. They rest while nobody looks
 * at the connection, and go on when somebody does.
 */
export class LockEvents {
  private readonly wanted = new Map<string, Listening>();
  private readonly listeners = new Set<() => void>();
  private readonly stopFollowing: () => void;

  constructor(
    private readonly service: LockService,
    private readonly report: (error: unknown) => void,
  ) {
    this.stopFollowing = service.onDidChange((connection) => this.looked(connection));
  }

  /** Whether the connection's system can tell; undefined before it was looked at. */
  canListen(connection: Address): boolean {
    return this.service.source(connection)?.listen !== undefined;
  }

  of(connection: Address, { id }: LockStatus): "waiting" | "live" | undefined {
    return this.wanted.get(keyFor(connection, id))?.state;
  }

  /** Rejects with a `Failure` where the servers do not tell: their settings are never changed. */
  async listen(connection: Address, { id, name }: LockStatus): Promise<void> {
    const key = keyFor(connection, id);
    if (this.wanted.has(key)) return;
    const listening: Listening = { connection, name, state: "waiting" };
    this.wanted.set(key, listening);
    this.tell();
    try {
      await this.subscribe(listening);
    } catch (error) {
      this.wanted.delete(key);
      this.tell();
      throw error;
    }
  }

  stop(connection: Address, { id }: LockStatus): void {
    const key = keyFor(connection, id);
    this.wanted.get(key)?.subscription?.abort();
    if (this.wanted.delete(key)) this.tell();
  }

  /** Returns the way to stop listening. */
  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispose(): void {
    this.stopFollowing();
    this.listeners.clear();
    for (const { subscription } of this.wanted.values()) subscription?.abort();
    this.wanted.clear();
  }

  private async subscribe(listening: Listening): Promise<void> {
    const { connection, name } = listening;
    const subscription = new AbortController();
    listening.subscription = subscription;
    listening.state = "waiting";
    try {
      // The subscription outlives the call that begins it.
      await this.service.run(connection, subscription.signal, async (source) =>
        source.listen?.([name], (notice) => this.service.notice(connection, notice), subscription.signal),
      );
      listening.state = "live";
    } catch (error) {
      subscription.abort();
      if (listening.subscription === subscription) delete listening.subscription;
      throw error;
    }
    this.tell();
  }

  private looked(connection: Address): void {
    const key = keyOf(connection);
    const isSeen = this.service.known(connection) !== undefined;
    for (const [id, listening] of this.wanted) {
      if (keyOf(listening.connection) !== key) continue;
      if (!isSeen && listening.subscription) {
        listening.subscription.abort();
        delete listening.subscription;
        listening.state = "waiting";
      } else if (isSeen && !listening.subscription) {
        this.subscribe(listening).catch((error: unknown) => {
          this.wanted.delete(id);
          this.report(error);
          this.tell();
        });
      }
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

const keyFor = (connection: Address, id: string): string => `${keyOf(connection)} ${id}`;
