import { type Disposable, ViewColumn, type WebviewPanel, window } from "vscode";
import { type Address, formatAddress, parseAddress } from "../../core/address";
import { words } from "../reader";
import { SECTION } from "../settings";
import type { PanelKind, Wanted } from "./kind";
import { keptChoices } from "./messages";
import { Panel, type PanelHome, resourceRoots } from "./panel";

/** The open panels of one kind: one for each connection. They come back after a reload of the window. */
export class Panels<S> implements Disposable {
  private readonly open = new Map<string, Panel<S>>();
  private readonly serializer: Disposable;

  constructor(
    private readonly kind: PanelKind<S>,
    private readonly home: PanelHome,
    private readonly intervalMs: () => number,
  ) {
    this.serializer = window.registerWebviewPanelSerializer(this.viewType, {
      deserializeWebviewPanel: async (panel, state) => this.restore(panel, state),
    });
  }

  /** Opens the panel of a connection, or brings it to the front. */
  show(connection: Address, wanted: Wanted = {}): void {
    const root = { ...connection, path: [], part: undefined };
    const known = this.open.get(formatAddress(root));
    if (known) {
      known.show(wanted);
      return;
    }
    const options = { enableScripts: true, localResourceRoots: resourceRoots(this.home.extension) };
    const webview = window.createWebviewPanel(this.viewType, this.title(root), ViewColumn.Active, options);
    this.take(webview, root).show(wanted);
  }

  /** The panel in front, or undefined. */
  get active(): Panel<S> | undefined {
    return [...this.open.values()].find((panel) => panel.active);
  }

  private get viewType(): string {
    return `${SECTION}.${this.kind.id}`;
  }

  /** What the webview has kept says which connection it was of. */
  private restore(webview: WebviewPanel, state: unknown): void {
    const choices = keptChoices(state);
    const connection = choices?.panel === undefined ? undefined : parseAddress(choices.panel);
    if (!connection || connection.path.length > 0 || this.open.has(formatAddress(connection))) webview.dispose();
    else this.take(webview, connection, choices);
  }

  private take(webview: WebviewPanel, connection: Address, kept?: ReturnType<typeof keptChoices>): Panel<S> {
    const key = formatAddress(connection);
    const { kind, home } = this;
    const place = { kind, connection, title: this.title(connection), intervalMs: this.intervalMs() };
    const panel = new Panel(webview, place, home, kept);
    this.open.set(key, panel);
    panel.onDidDispose(() => {
      this.open.delete(key);
      panel.dispose();
    });
    return panel;
  }

  private title(connection: Address): string {
    const known = this.home.services.pool.connection(connection);
    const profile = known?.profile.name ?? connection.profile;
    const place = known?.name === known?.system ? profile : `${profile} › ${connection.connection}`;
    return `${words(this.kind.title)}: ${place}`;
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of [...this.open.values()]) panel.dispose();
    this.open.clear();
  }
}
