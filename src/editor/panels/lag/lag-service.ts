import type { Address } from "../../../core/address";
import { Failure } from "../../../core/failure";
import type { LagSource } from "../../../core/lag-source";
import type { SessionPool } from "../../../core/sessions";
import { text, verbatim } from "../../../core/text";
import { LagMonitor } from "../../../lag/monitor";
import type { GroupLag, LagSnapshot } from "../../../lag/snapshot";
import { PanelService } from "../panel-service";

/** What is known of the consumer groups of each connection. */
export class LagService extends PanelService<LagSnapshot, GroupLag, LagMonitor> {
  constructor(
    pool: SessionPool,
    private readonly report: (error: unknown) => void,
  ) {
    super(pool, "lag");
  }

  /**
   * One fresh reading, with the history where there is one.
   * @param groups are looked at closely; absent: all, where they are few
   */
  async once(connection: Address, groups: readonly string[] | undefined, signal: AbortSignal): Promise<LagSnapshot> {
    const monitor = this.monitor(connection);
    if (groups) return monitor.once(signal, groups);
    const first = idsOf(monitor.last);
    const snapshot = await monitor.once(signal, first.length <= FEW ? first : []);
    const all = idsOf(snapshot);
    const isNew = all.some((id) => !first.includes(id));
    return isNew && all.length <= FEW ? monitor.once(signal, all) : snapshot;
  }

  /** Asks the source itself: where a group stands in the tree. */
  run<T>(connection: Address, signal: AbortSignal, call: (source: LagSource, signal: AbortSignal) => Promise<T>) {
    return this.ask(connection, signal, async ({ lag }, inner) => {
      if (lag) return call(lag, inner);
      const name = verbatim(`${connection.profile} › ${connection.connection}`);
      throw new Failure({
        code: "unsupported",
        what: text("{0} does not report how far its readers are behind.", name),
      });
    });
  }

  protected override newMonitor(connection: Address): LagMonitor {
    return new LagMonitor({ run: (signal, call) => this.run(connection, signal, call), report: this.report });
  }

  protected override rowsOf({ groups }: LagSnapshot): ReadonlyMap<string, GroupLag> {
    return new Map(groups.map((group) => [group.sample.id, group]));
  }
}

/** Groups that are looked at closely without being named: for members and the times of records, a server is asked more. */
const FEW = 100;

const idsOf = (snapshot: LagSnapshot | undefined): string[] => (snapshot?.groups ?? []).map(({ sample }) => sample.id);
