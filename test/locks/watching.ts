import type { Session, Values } from "../../src/core/contract";
import { LockMonitor, type LockMonitorParts } from "../../src/locks/monitor";
import type { LockSnapshot, LockState, LockStatus } from "../../src/locks/snapshot";
import { locksOf } from "../redis/locks/masters";
import { opened } from "../redis/opened";
import type { OwnServer } from "../redis/own-server";
import { NEVER } from "../support/session";
import { said } from "./entries";

/** One who looks at the locks of real servers, as a panel does. */
export class Watching {
  private constructor(
    readonly session: Session,
    readonly monitor: LockMonitor,
  ) {}

  /** @param values more of the connection: masters, patterns, conventions */
  static async begin(
    server: OwnServer | undefined,
    values: Values,
    parts: Partial<LockMonitorParts> & { readonly timeout?: number } = {},
  ): Promise<Watching> {
    const { timeout = 10_000, ...more } = parts;
    const session = await opened({ url: server?.url ?? "", ...values }, { access: "edit", timeout });
    return new Watching(session, new LockMonitor({ run: (signal, call) => call(locksOf(session), signal), ...more }));
  }

  /** One more sample. */
  all(): Promise<LockSnapshot> {
    return this.monitor.once(NEVER);
  }

  /** One more sample, and what it says of this name. */
  async see(name: string): Promise<LockStatus> {
    const { locks } = await this.all();
    const found = locks.find((lock) => Buffer.from(lock.name).toString() === name);
    if (!found) throw new Error(`There is no ${name} among ${locks.map(({ id }) => id).join(", ") || "no locks"}.`);
    return found;
  }

  /** Samples until the lock is in this state; fails with the state that it was in last. */
  async until(name: string, state: LockState): Promise<LockStatus> {
    const seen = new Set<LockState>();
    for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const status = await this.see(name);
      if (status.state === state) return status;
      seen.add(status.state);
    }
    throw new Error(`${name} was never ${state}, but ${[...seen].join(", ")}.`);
  }

  async end(): Promise<void> {
    this.monitor.dispose();
    await this.session.close();
  }
}

export const events = ({ timeline }: LockStatus): string => timeline.map(({ what }) => what).join(" ");
export const holdersOf = ({ holders }: LockStatus): readonly string[] => holders.map(({ id }) => id);
export const titleOf = ({ convention }: LockStatus): string => said(convention.title);
export const evidenceOf = ({ evidence }: LockStatus): string => evidence.map(said).join("\n");
