import { type Address, root, segment } from "../../../core/address";
import { Failure } from "../../../core/failure";
import type { LockSource, Notice } from "../../../core/lock-source";
import type { SessionPool } from "../../../core/sessions";
import { text, verbatim } from "../../../core/text";
import { LockMonitor } from "../../../locks/monitor";
import type { LockSnapshot, LockStatus } from "../../../locks/snapshot";
import { systemOf } from "../../../systems";
import { keyOf, PanelService } from "../panel-service";

/** What is known of the locks of each connection. */
export class LockService extends PanelService<LockSnapshot, LockStatus, LockMonitor> {
  /** names that somebody has asked for, beside what the profile says; by connection, then by segment */
  private readonly followed = new Map<string, Map<string, Uint8Array>>();
  /** what the sessions have offered last, for what needs no server: where a lock stands in the tree */
  private readonly sources = new Map<string, LockSource>();

  constructor(
    pool: SessionPool,
    private readonly report: (error: unknown) => void,
  ) {
    super(pool, "locks");
  }

  /** Looks at this name, too, whatever the profile says. */
  follow(connection: Address, name: Uint8Array): void {
    const key = keyOf(connection);
    const names = this.followed.get(key) ?? new Map<string, Uint8Array>();
    this.followed.set(key, names.set(segment(name), name));
    this.monitor(connection).follow(name);
  }

  /**
   * One fresh reading, with the history where there is one.
   * @param patterns only the locks whose names match, which are looked for first; none: all that are known
   */
  async once(connection: Address, patterns: readonly string[], signal: AbortSignal): Promise<LockSnapshot> {
    return this.monitor(connection).once(signal, patterns);
  }

  /** What a server told by itself goes into the timeline of its lock, and is shown with the next reading. */
  notice(connection: Address, notice: Notice): void {
    this.monitor(connection).notice(notice);
  }

  /** Where the profile allows edits. What can be done in the end is said by the server. */
  mayEdit(connection: Address): boolean {
    return this.pool.connection(connection)?.profile.access === "edit";
  }

  /** What is known of the source without asking for it: undefined before the first look. */
  source(connection: Address): LockSource | undefined {
    return this.sources.get(keyOf(connection));
  }

  /** What is known of the lock that stands at an address of the tree. */
  lockAt(address: Address): LockStatus | undefined {
    const [database, name, end] = address.path;
    const known = this.known(address);
    const source = this.source(address);
    if (!known || !source || !name || end !== undefined || database !== source.address(NOBODY).path[0])
      return undefined;
    const own = this.ownMaster(address, source);
    return own === undefined ? undefined : (known.byId.get(name) ?? known.byId.get(`${name}@${own}`));
  }

  /** The master that is the connection's own server; the profile may keep its locks elsewhere. */
  private ownMaster(address: Address, { masters, settings }: LockSource): string | undefined {
    const connection = this.pool.connection(address);
    if (!settings.masters.length || !connection) return masters[0]?.id;
    const [own = ""] = systemOf(connection.system)?.endpoint(connection.values).split(", ") ?? [];
    return masters.find(({ id }) => id === own || id.startsWith(`${own}/`))?.id;
  }

  /** Asks the source itself. */
  run<T>(connection: Address, signal: AbortSignal, call: (source: LockSource, signal: AbortSignal) => Promise<T>) {
    return this.ask(connection, signal, async ({ locks }, inner) => {
      if (locks) {
        this.sources.set(keyOf(connection), locks);
        return call(locks, inner);
      }
      const name = verbatim(`${connection.profile} › ${connection.connection}`);
      throw new Failure({ code: "unsupported", what: text("{0} has no locks to show.", name) });
    });
  }

  protected override newMonitor({ profile, connection }: Address): LockMonitor {
    const place = root(profile, connection);
    const monitor = new LockMonitor({ run: (signal, call) => this.run(place, signal, call), report: this.report });
    for (const name of this.followed.get(keyOf(place))?.values() ?? []) monitor.follow(name);
    return monitor;
  }

  protected override rowsOf({ locks }: LockSnapshot): ReadonlyMap<string, LockStatus> {
    return new Map(locks.map((lock) => [lock.id, lock]));
  }
}

const NOBODY = new Uint8Array();
