import { type CancellationToken, type Disposable, EventEmitter, type TreeDataProvider, type TreeItem } from "vscode";
import { type Address, formatAddress, parentOf } from "../../core/address";
import type { Connection, Node, System } from "../../core/contract";
import { Failure } from "../../core/failure";
import type { SessionPool } from "../../core/sessions";
import { text } from "../../core/text";
import { same } from "../panels/row-diff";
import type { Profiles } from "../profiles";
import { signalOf } from "../signal";
import { Branch } from "./branch";
import { tooltipOf } from "./hover";
import { type ConnectionLook, itemOf } from "./items";
import type { Extra, Overlay } from "./overlay";
import { type ConnectionRow, connectionAddress, connectionOf, isParent, type ParentRow, type Row, rowId } from "./rows";

/** The data of one view: the connections of one system, and below them what their sessions tell, page by page. */
export class ClusterTree implements TreeDataProvider<Row>, Disposable {
  private readonly changed = new EventEmitter<Row | Row[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly connections = new Map<string, ConnectionRow>();
  private readonly branches = new Map<ParentRow, Branch>();
  private visible = true;
  private filterText: string | undefined;
  /** what VS Code was last told of a row beside its node */
  private readonly painted = new WeakMap<Row, Extra>();
  private readonly stopListening: readonly (() => void)[];

  constructor(
    private readonly system: System,
    private readonly pool: SessionPool,
    private readonly profiles: Profiles,
    private readonly overlay?: Overlay,
  ) {
    const stopPool = pool.onDidChange((connection) => {
      const row = this.connections.get(formatAddress(connectionAddress(connection)));
      if (row) this.changed.fire(row);
    });
    const stopOverlay = overlay?.onDidChange(() => this.repaint());
    this.stopListening = [stopPool, ...(stopOverlay ? [stopOverlay] : [])];
  }

  get filter(): string | undefined {
    return this.filterText;
  }

  set filter(filter: string | undefined) {
    this.filterText = filter?.trim() || undefined;
    this.expire(undefined, false);
  }

  getTreeItem(row: Row): TreeItem {
    const extra = row.type === "node" ? this.overlay?.of(row.node) : undefined;
    if (extra) this.painted.set(row, extra);
    else this.painted.delete(row);
    return itemOf(row, (parent) => this.look(connectionOf(parent)), extra);
  }

  getParent(row: Row): Row | undefined {
    return row.type === "connection" ? undefined : row.parent;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (!row) return this.roots();
    if (!isParent(row)) return [];
    const rows = this.branch(row).rows();
    this.tellSeen();
    return rows;
  }

  async resolveTreeItem(item: TreeItem, row: Row, token: CancellationToken): Promise<TreeItem> {
    if (row.type !== "note")
      item.tooltip = await tooltipOf(row, this.pool, signalOf(token), (node) => this.overlay?.facts(node) ?? []);
    return item;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    for (const branch of this.branches.values()) branch.seen(visible);
    this.tellSeen();
  }

  expanded(row: Row): void {
    if (isParent(row)) this.branch(row).expanded();
    this.tellSeen();
  }

  collapsed(row: Row): void {
    if (isParent(row)) this.branches.get(row)?.collapsed();
    this.tellSeen();
  }

  /** Looks again at one row and what is below it, or at everything: what sessions remember of it is forgotten. */
  reload(row?: Row): void {
    this.expire(row && parentRow(row), true);
  }

  /** Looks again at the rows of these addresses, and at those that they stand among. */
  reloadAt(addresses: readonly Address[]): void {
    const wanted = new Set(addresses.flatMap((address) => [address, parentOf(address) ?? address]).map(formatAddress));
    for (const row of [...this.branches.keys()]) if (wanted.has(rowId(row))) this.expire(row, true);
  }

  async loadMore(row: Row): Promise<void> {
    await this.branch(parentRow(row)).loadMore();
  }

  resume(row: Row): void {
    this.branch(parentRow(row)).resume();
  }

  pause(row: Row): void {
    this.branch(parentRow(row)).pause();
  }

  /** The row of an address, loaded if need be; pinned where its page is far away. Rejects where nothing is there. */
  async locate(address: Address, signal: AbortSignal): Promise<Row> {
    const whole = { ...address, part: undefined };
    let parent = this.connectionRow(whole);
    const above = await this.pool.run(whole, signal, async (session) => session.ancestors?.(whole) ?? prefixes(whole));
    for (const step of [...above, whole].filter((place) => place.path.length > 0)) {
      const { level } = this.branch(parent);
      await this.branch(parent).rows();
      let row = level.find(formatAddress(step));
      if (!row) {
        const node = await this.pool.run(step, signal, (session, inner) => session.find(step, inner));
        if (!node) throw nothingAt(step);
        row = level.pin(node);
        this.changed.fire(parent);
      }
      parent = row;
    }
    return parent;
  }

  /** A filter only asks anew; a refresh makes the topmost session forget, and those below follow. */
  private expire(parent: ParentRow | undefined, refresh: boolean): void {
    for (const [row, branch] of this.branches) {
      if (parent && !isBelow(row, parent)) continue;
      branch.expire(refresh && (parent ? row === parent : row.type === "connection"));
    }
    this.changed.fire(parent);
  }

  private connectionRow(address: Address): ParentRow {
    this.roots();
    const row = this.connections.get(formatAddress({ ...address, path: [] }));
    if (!row) throw nothingAt(address);
    return row;
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
    for (const row of this.branches.keys()) if (row.type === "connection" && !kept.has(row)) this.drop(row);
    return rows;
  }

  private look(connection: Connection): ConnectionLook {
    const { profile, name, system } = connection;
    const known = this.profiles.byId(profile.id);
    return {
      label: name === system ? profile.name : `${profile.name} › ${name}`,
      state: this.pool.state(connection),
      color: known?.color,
      production: known?.production ?? false,
      endpoint: this.system.endpoint(connection.values),
    };
  }

  private branch(row: ParentRow): Branch {
    const known = this.branches.get(row);
    if (known) return known;
    const branch = new Branch(row, {
      pool: this.pool,
      filter: () => this.filterText,
      visible: () => this.visible,
      changed: (changed) => {
        this.prune(changed);
        this.changed.fire(changed);
      },
    });
    this.branches.set(row, branch);
    return branch;
  }

  /** Lets go of what was unfolded below rows that are gone. */
  private prune(parent: ParentRow): void {
    const level = this.branches.get(parent)?.level;
    for (const row of this.branches.keys()) {
      if (row.type !== "node" || row.parent !== parent) continue;
      if (level?.find(formatAddress(row.node.address)) !== row) this.drop(row);
    }
  }

  private drop(row: ParentRow): void {
    for (const [other, branch] of this.branches) {
      if (!isBelow(other, row)) continue;
      branch.stop();
      this.branches.delete(other);
    }
    this.tellSeen();
  }

  private tellSeen(): void {
    const seen: Node[] = [];
    if (this.visible)
      for (const row of this.branches.keys()) if (row.type === "node" && this.isSeen(row)) seen.push(row.node);
    this.overlay?.seen(seen);
  }

  /** Unfolded, and so is all above it. */
  private isSeen(row: ParentRow): boolean {
    return (this.branches.get(row)?.unfolded ?? false) && (row.type === "connection" || this.isSeen(row.parent));
  }

  /** Rows that look different now; their level stays, so nothing is asked of a server. */
  private repaint(): void {
    const rows: Row[] = [];
    for (const [parent, { level }] of this.branches) {
      if (!this.isSeen(parent)) continue;
      for (const row of level.rows()) {
        if (row.type === "node" && !same(this.painted.get(row), this.overlay?.of(row.node))) rows.push(row);
      }
    }
    if (rows.length) this.changed.fire(rows);
  }

  dispose(): void {
    for (const stop of this.stopListening) stop();
    this.overlay?.seen([]);
    for (const branch of this.branches.values()) branch.stop();
    this.branches.clear();
    this.changed.dispose();
  }
}

const parentRow = (row: Row): ParentRow => (row.type === "note" ? row.parent : row);

function prefixes(address: Address): Address[] {
  const above: Address[] = [];
  for (let step = parentOf(address); step; step = parentOf(step)) above.unshift(step);
  return above;
}

function isBelow(row: ParentRow, ancestor: ParentRow): boolean {
  return row === ancestor || (row.type === "node" && isBelow(row.parent, ancestor));
}

function nothingAt(address: Address): Failure {
  return new Failure({ code: "notFound", what: text("Nothing is at {0}.", formatAddress(address)) });
}
