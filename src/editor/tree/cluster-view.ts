import { commands, type Disposable, l10n, type TreeDragAndDropController, type TreeView, window } from "vscode";
import type { Address } from "../../core/address";
import type { System } from "../../core/contract";
import type { Services } from "../services";
import { SECTION } from "../settings";
import { ClusterTree } from "./cluster-tree";
import type { Overlay } from "./overlay";
import type { Row } from "./rows";

/** One view of the sidebar: a system's tree, its filter and what is told to it of the user's looking. */
export class ClusterView implements Disposable {
  readonly tree: ClusterTree;
  private readonly view: TreeView<Row>;
  private readonly subscriptions: Disposable[];

  constructor(
    readonly system: System,
    { pool, profiles }: Services,
    overlay?: Overlay,
    drop?: TreeDragAndDropController<Row>,
  ) {
    this.tree = new ClusterTree(system, pool, profiles, overlay);
    this.view = window.createTreeView(`${SECTION}.${system.id}`, {
      treeDataProvider: this.tree,
      showCollapseAll: true,
      canSelectMany: system.edits?.some(({ many }) => many) ?? false,
      ...(drop ? { dragAndDropController: drop } : {}),
    });
    this.subscriptions = [
      this.view,
      this.tree,
      this.view.onDidChangeVisibility(({ visible }) => this.tree.setVisible(visible)),
      this.view.onDidExpandElement(({ element }) => this.tree.expanded(element)),
      this.view.onDidCollapseElement(({ element }) => this.tree.collapsed(element)),
      profiles.onDidChange(() => this.tree.reload()),
    ];
    if (overlay) this.subscriptions.push({ dispose: overlay.onDidChange(() => this.setBadge(overlay.badge())) });
  }

  get selected(): Row | undefined {
    return this.view.selection[0];
  }

  get allSelected(): readonly Row[] {
    return this.view.selection;
  }

  /** Asks for the filter; an empty one shows everything again. */
  async askFilter(): Promise<void> {
    const filter = await window.showInputBox({
      title: l10n.t("Filter {0}", this.system.title),
      prompt: l10n.t("A part of the name, or a pattern with * and ?. Empty: show everything."),
      value: this.tree.filter,
    });
    if (filter !== undefined) await this.setFilter(filter);
  }

  async setFilter(filter: string | undefined): Promise<void> {
    this.tree.filter = filter;
    this.view.description = this.tree.filter && l10n.t("filter: {0}", this.tree.filter);
    await commands.executeCommand(
      "setContext",
      `${SECTION}.${this.system.id}.filtered`,
      this.tree.filter !== undefined,
    );
  }

  /** Shows the row of an address, unfolding what is above it. Rejects with a `Failure` where nothing is there. */
  async reveal(address: Address, signal: AbortSignal): Promise<Row> {
    const row = await this.tree.locate(address, signal);
    await this.view.reveal(row, { select: true, focus: true, expand: false });
    return row;
  }

  private setBadge(badge: ReturnType<Overlay["badge"]>): void {
    const { badge: shown } = this.view;
    if (badge?.value !== shown?.value || badge?.tooltip !== shown?.tooltip) this.view.badge = badge;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
