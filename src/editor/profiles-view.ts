import {
  type Disposable,
  EventEmitter,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from "vscode";
import type { Connection } from "../core/contract";
import type { Problem, Profile } from "../core/profile";
import { duration } from "../core/text";
import { systemOf } from "../systems";
import { words } from "./reader";
import type { Services } from "./services";
import { SECTION } from "./settings";
import { stateWords } from "./state-words";
import { failureTooltip } from "./tree/hover";
import { connectionIcon } from "./tree/items";
import { connectionAddress } from "./tree/rows";

export type ProfileRow =
  | { readonly type: "profile"; readonly profile: Profile }
  | { readonly type: "profileConnection"; readonly connection: Connection; readonly profile: Profile }
  | { readonly type: "problem"; readonly problem: Problem };

/** How often open connections are asked for a sign of life while the view is in sight. */
const PULSE = 15_000;

/** The profiles, the live state of each connection, and what is wrong in the settings. */
export class ProfilesView implements TreeDataProvider<ProfileRow>, Disposable {
  private readonly changed = new EventEmitter<ProfileRow | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly rows = new Map<string, ProfileRow>();
  private readonly subscriptions: Disposable[];
  private pulse: NodeJS.Timeout | undefined;

  constructor(private readonly services: Services) {
    const { pool, profiles } = services;
    const view = window.createTreeView(`${SECTION}.profilesView`, { treeDataProvider: this });
    this.subscriptions = [
      view,
      {
        dispose: pool.onDidChange((connection) =>
          this.changed.fire(this.rows.get(`c ${connection.profile.id} ${connection.name}`)),
        ),
      },
      profiles.onDidChange(() => this.changed.fire(undefined)),
      view.onDidChangeVisibility(({ visible }) => this.look(visible)),
    ];
    this.look(view.visible);
  }

  getChildren(row?: ProfileRow): ProfileRow[] {
    const { profiles } = this.services;
    if (!row) {
      return [
        ...profiles.all.map((profile) => this.keep(`p ${profile.id}`, { type: "profile", profile })),
        ...profiles.problems.map((problem, index) => this.keep(`x ${index}`, { type: "problem", problem })),
      ];
    }
    if (row.type !== "profile") return [];
    const { profile } = row;
    return profile.connections.map((connection) =>
      this.keep(`c ${profile.id} ${connection.name}`, { type: "profileConnection", connection, profile }),
    );
  }

  getTreeItem(row: ProfileRow): TreeItem {
    switch (row.type) {
      case "profile":
        return profileItem(row.profile);
      case "profileConnection":
        return this.connectionItem(row.connection, row.profile);
      case "problem":
        return problemItem(row.problem);
    }
  }

  getParent(): undefined {
    return undefined;
  }

  /** The same thing keeps its row as long as nothing about it changed, so that a state can be shown in place. */
  private keep(key: string, row: ProfileRow): ProfileRow {
    const known = this.rows.get(key);
    if (known && same(known, row)) return known;
    this.rows.set(key, row);
    return row;
  }

  private connectionItem(connection: Connection, profile: Profile): TreeItem {
    const state = this.services.pool.state(connection);
    const system = systemOf(connection.system);
    const item = new TreeItem(
      connection.name === connection.system ? (system?.title ?? connection.name) : connection.name,
    );
    item.id = `${profile.id}/${connection.name}`;
    const said = stateWords(state);
    item.description = `${system?.endpoint(connection.values) ?? ""} · ${said}`;
    item.iconPath =
      stateIcon(state.state) ?? connectionIcon({ state, color: profile.color, production: profile.production });
    item.contextValue = `profileConnection ${state.state} ${connection.system}`;
    item.tooltip =
      state.state === "failed"
        ? failureTooltip(state.failure)
        : state.state === "connected"
          ? l10n.t("Connected; opening took {0}.", words(duration(state.latency)))
          : said;
    item.accessibilityInformation = { label: `${connection.name}, ${item.description}` };
    return item;
  }

  private look(visible: boolean): void {
    clearInterval(this.pulse);
    this.pulse = visible ? setInterval(() => this.feelPulse(), PULSE) : undefined;
  }

  /** One cheap round trip for each connection that is open; the pool tells the view when one has died. */
  private feelPulse(): void {
    const { pool } = this.services;
    const signal = new AbortController().signal;
    for (const connection of pool.connections()) {
      if (pool.state(connection).state !== "connected") continue;
      pool.run(connectionAddress(connection), signal, (session, inner) => session.check(inner)).catch(() => {});
    }
  }

  dispose(): void {
    clearInterval(this.pulse);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

function same(one: ProfileRow, other: ProfileRow): boolean {
  if (one.type === "profile" && other.type === "profile") return one.profile === other.profile;
  if (one.type === "problem" && other.type === "problem") return one.problem === other.problem;
  return one.type === "profileConnection" && other.type === "profileConnection" && one.connection === other.connection;
}

function profileItem(profile: Profile): TreeItem {
  const item = new TreeItem(profile.name, TreeItemCollapsibleState.Expanded);
  item.id = profile.id;
  item.iconPath = new ThemeIcon(
    profile.production ? "lock" : "circle-filled",
    profile.color && new ThemeColor(`charts.${profile.color}`),
  );
  item.description = [
    profile.access === "edit" ? l10n.t("may edit") : l10n.t("observe only"),
    profile.production ? l10n.t("production") : "",
    profile.origin === "workspace" ? l10n.t("from the workspace") : "",
  ]
    .filter(Boolean)
    .join(" · ");
  item.contextValue = `profile ${profile.origin}`;
  item.accessibilityInformation = { label: l10n.t("profile {0}, {1}", profile.name, item.description) };
  return item;
}

function problemItem(problem: Problem): TreeItem {
  const item = new TreeItem(words(problem.profile));
  item.description = [problem.field, words(problem.why)].filter(Boolean).join(" ");
  item.iconPath = new ThemeIcon("warning", new ThemeColor("list.warningForeground"));
  item.contextValue = "problem";
  item.tooltip = new MarkdownString().appendText(`${words(problem.profile)}: ${item.description}`);
  item.command = {
    command: "clusterObserver.openProfilesSetting",
    title: l10n.t("Open Settings"),
    arguments: [problem.origin],
  };
  return item;
}

function stateIcon(state: string): ThemeIcon | undefined {
  if (state === "connected") return new ThemeIcon("pass-filled", new ThemeColor("testing.iconPassed"));
  if (state === "connecting") return new ThemeIcon("loading~spin");
  return state === "closed" ? new ThemeIcon("circle-outline") : undefined;
}
