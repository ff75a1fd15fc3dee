import { type CancellationToken, type Disposable, EventEmitter, type TreeDataProvider, type TreeItem } from "vscode";
import { type Address, formatAddress, parentOf } from "../../core/address";
import type { Connection, PageRequest, System } from "../../core/contract";
import { Failure, isFailure } from "../../core/failure";
import type { SessionPool } from "../../core/sessions";
import { text, verbatim } from "../../core/text";
import type { Profiles } from "../profiles";
import { settings } from "../settings";
import { signalOf } from "../signal";
import { tooltipOf } from "./hover";
import { type ConnectionLook, itemOf } from "./items";
import { Level } from "./level";
import {
  addressOfRow,
  type ConnectionRow,
  connectionAddress,
  connectionOf,
  isParent,
  type ParentRow,
  type Row,
} from "./rows";

/** The work that goes on below one row. */
interface Branch {
  readonly level: Level;
  loading?: AbortController;
  /** milliseconds since 1970 of the last answer; 0: ask before the next showing */
  takenAt: number;
  refresh: boolean;
  /** a scan is to go on here by itself, whenever somebody looks */
  scanning: boolean;
  open: boolean;
}

/** An unfolded row that was answered this long ago is asked again when it is unfolded anew. */
const FRESH = 5_000;

/** The data of one view: the connections of one system, and below them what their sessions tell, page by page. */
export class ClusterTree implements TreeDataProvider<Row>, Disposable {
  private readonly changed = new EventEmitter<Row | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly connections = new Map<string, ConnectionRow>();
  private branches = new Map<ParentRow, Branch>();
  private visible = true;
  private filterText: string | undefined;
  private readonly stopListening: () => void;

  constructor(
    private readonly system: System,
    private readonly pool: SessionPool,
    private readonly profiles: Profiles,
  ) {
    this.stopListening = pool.onDidChange((connection) => {
      const row = this.connections.get(formatAddress(connectionAddress(connection)));
      if (row) this.changed.fire(row);
    });
  }

  get filter(): string | undefined {
    return this.filterText;
  }

  set filter(filter: string | undefined) {
    this.filterText = filter?.trim() || undefined;
    this.reload();
  }

  // -- what VS Code asks ------------------------------------------------------------------------------------------

  getTreeItem(row: Row): TreeItem {
    return itemOf(row, (parent) => this.look(connectionOf(parent)));
  }

  getParent(row: Row): Row | undefined {
    return row.type === "connection" ? undefined : row.parent;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (!row) return this.roots();
    if (!isParent(row)) return [];
    const branch = this.branch(row);
    branch.open = true;
    if (branch.takenAt === 0 && !branch.loading) await this.load(row, branch, { limit: this.limit(branch) });
    else if (branch.loading) await this.settled(branch);
    return branch.level.rows();
  }

  async resolveTreeItem(item: TreeItem, row: Row, token: CancellationToken): Promise<TreeItem> {
    const signal = signalOf(token);
    if (row.type !== "note") item.tooltip = await tooltipOf(row, this.pool, signal);
    return item;
  }

  // -- what the user does -----------------------------------------------------------------------------------------

  setVisible(visible: boolean): void {
    this.visible = visible;
    for (const [row, branch] of this.branches) {
      if (!visible) branch.loading?.abort();
      else if (branch.open && branch.takenAt === 0) this.changed.fire(row);
      else if (branch.scanning) this.goOn(row, branch);
    }
  }

  expanded(row: Row): void {
    if (!isParent(row)) return;
    const branch = this.branch(row);
    branch.open = true;
    if (branch.loading) return;
    if (branch.scanning) this.goOn(row, branch);
    else if (Date.now() - branch.takenAt > FRESH) this.again(row, branch);
  }

  collapsed(row: Row): void {
    if (!isParent(row)) return;
    const branch = this.branches.get(row);
    if (!branch) return;
    branch.open = false;
    branch.loading?.abort();
  }

  /** Looks again: at one row and what is below it, or at everything. */
  reload(row?: Row): void {
    const parent = row && (isParent(row) ? row : row.parent);
    for (const [other, branch] of this.branches) {
      if (parent && !isBelow(other, parent)) continue;
      branch.loading?.abort();
      branch.takenAt = 0;
      branch.scanning = false;
      branch.refresh = parent ? other === parent : other.type === "connection";
    }
    this.changed.fire(parent);
  }

  async loadMore(row: Row): Promise<void> {
    if (row.type !== "note") return;
    const branch = this.branch(row.parent);
    const { cursor } = branch.level;
    if (cursor === undefined || branch.loading) return;
    await this.load(row.parent, branch, { cursor, limit: settings.pageSize() });
    this.changed.fire(row.parent);
  }

  /** Goes on with a scan that paused. */
  resume(row: Row): void {
    if (row.type !== "note") return;
    const branch = this.branch(row.parent);
    branch.scanning = true;
    this.goOn(row.parent, branch);
  }

  pause(row: Row): void {
    if (row.type !== "note") return;
    const branch = this.branch(row.parent);
    branch.scanning = false;
    branch.loading?.abort();
  }

  /** The row of an address, loaded if need be; pinned where its page is far away. Rejects where nothing is there. */
  async locate(address: Address, signal: AbortSignal): Promise<Row> {
    const connection = this.roots().find(
      (row) => row.connection.profile.id === address.profile && row.connection.name === address.connection,
    );
    if (!connection) throw nothingAt(address);
    let parent: ParentRow = connection;
    for (const step of await this.chain(address, signal)) {
      const branch = this.branch(parent);
      if (branch.takenAt === 0) await this.getChildren(parent);
      let row = branch.level.find(formatAddress(step));
      if (!row) {
        const node = await this.pool.run(step, signal, (session, inner) => session.find(step, inner));
        if (!node) throw nothingAt(step);
        row = branch.level.pin(node);
        this.changed.fire(parent);
      }
      parent = row;
    }
    return parent;
  }

  // -- inside -----------------------------------------------------------------------------------------------------

  private async chain(address: Address, signal: AbortSignal): Promise<readonly Address[]> {
    const whole = { ...address, part: undefined };
    const above = await this.pool.run(whole, signal, async (session) => session.ancestors?.(whole) ?? prefixes(whole));
    return [...above, whole].filter((step) => step.path.length > 0);
  }

  private roots(): ConnectionRow[] {
    const rows = this.pool
      .connections()
      .filter((connection) => connection.system === this.system.id)
      .map((connection): ConnectionRow => {
        const id = formatAddress(connectionAddress(connection));
        const known = this.connections.get(id);
        if (known && known.connection === connection) return known;
        const row: ConnectionRow = { type: "connection", connection };
        this.connections.set(id, row);
        return row;
      });
    const kept = new Set(rows);
    for (const [id, row] of this.connections) if (!kept.has(row)) this.connections.delete(id);
    for (const [row, branch] of this.branches) {
      const top = rootOf(row);
      if (kept.has(top)) continue;
      branch.loading?.abort();
      this.branches.delete(row);
    }
    return rows;
  }

  private look(connection: Connection): ConnectionLook {
    const profile = this.profiles.byId(connection.profile.id);
    const several = this.pool
      .connections()
      .some(
        (other) =>
          other !== connection && other.profile.id === connection.profile.id && other.system === connection.system,
      );
    const named = several || connection.name !== connection.system;
    return {
      label: named ? `${connection.profile.name} › ${connection.name}` : connection.profile.name,
      state: this.pool.state(connection),
      color: profile?.color,
      production: profile?.production ?? false,
      endpoint: this.system.endpoint(connection.values),
    };
  }

  private branch(row: ParentRow): Branch {
    const known = this.branches.get(row);
    if (known) return known;
    const branch: Branch = { level: new Level(row), takenAt: 0, refresh: false, scanning: false, open: false };
    this.branches.set(row, branch);
    return branch;
  }

  private limit(branch: Branch): number {
    return Math.max(settings.pageSize(), branch.level.shown);
  }

  private async load(row: ParentRow, branch: Branch, request: PageRequest): Promise<void> {
    const address = addressOfRow(row);
    const controller = new AbortController();
    branch.loading = controller;
    const refresh = branch.refresh;
    branch.refresh = false;
    const { filterText: filter } = this;
    try {
      const page = await this.pool.run(address, controller.signal, (session, signal) =>
        session.children(address, { ...request, filter, ...(refresh ? { refresh } : {}) }, signal),
      );
      if (request.cursor === undefined) branch.level.replace(page, filter);
      else branch.level.append(page, filter);
      branch.takenAt = Date.now();
    } catch (error) {
      if (controller.signal.aborted) branch.level.stop();
      else {
        branch.level.fail(isFailure(error) ? error : unexpected(error));
        branch.takenAt = Date.now();
      }
    } finally {
      if (branch.loading === controller) branch.loading = undefined;
    }
    if (!controller.signal.aborted) branch.scanning = branch.level.scanning;
    if (branch.scanning) setTimeout(() => this.goOn(row, branch), 0);
  }

  /** One more step of a scan, as long as somebody looks at it. */
  private goOn(row: ParentRow, branch: Branch): void {
    if (!this.visible || !branch.open || branch.loading || !branch.scanning || this.branches.get(row) !== branch)
      return;
    void this.load(row, branch, { limit: this.limit(branch), resume: true }).then(() => this.changed.fire(row));
  }

  /** Asks again behind what is shown. */
  private again(row: ParentRow, branch: Branch): void {
    void this.load(row, branch, { limit: this.limit(branch) }).then(() => this.changed.fire(row));
  }

  private async settled(branch: Branch): Promise<void> {
    while (branch.loading) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  dispose(): void {
    this.stopListening();
    for (const branch of this.branches.values()) branch.loading?.abort();
    this.branches.clear();
    this.changed.dispose();
  }
}

function prefixes(address: Address): Address[] {
  const above: Address[] = [];
  for (let step = parentOf(address); step; step = parentOf(step)) above.unshift(step);
  return above;
}

const rootOf = (row: ParentRow): ConnectionRow => (row.type === "connection" ? row : rootOf(row.parent));

function isBelow(row: ParentRow, ancestor: ParentRow): boolean {
  return row === ancestor || (row.type === "node" && isBelow(row.parent, ancestor));
}

function nothingAt(address: Address): Failure {
  return new Failure({ code: "notFound", what: text("Nothing is at {0}.", formatAddress(address)) });
}

function unexpected(error: unknown): Failure {
  return new Failure({
    code: "unknown",
    what: text("Something unexpected happened."),
    why: verbatim(error instanceof Error ? error.message : String(error)),
    cause: error,
  });
}
