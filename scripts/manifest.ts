// Writes `contributes` of package.json, and what package.nls says of fields, from the systems and their fields, so that
// the manifest cannot fall behind the code. `npm run manifest` writes; a test checks that nothing is left to write.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { System } from "../src/core/contract";
import type { Edit } from "../src/core/edit";
import { fill, type Reader, render } from "../src/core/render";
import { systems } from "../src/systems";
import { withAllowed } from "./allowed-table";
import { configuration, fieldWords } from "./manifest-configuration";
import { type Entry, ID } from "./manifest-entry";

/** Commands of the palette: id → icon. Their titles are `command.<id>` of package.nls.json. */
const COMMANDS: Readonly<Record<string, string | undefined>> = {
  addProfile: "add",
  editProfile: "edit",
  removeProfile: "trash",
  testConnection: "debug-start",
  connect: "plug",
  disconnect: "debug-disconnect",
  setPassword: "key",
  lookOnLocalhost: "search",
  openProfilesSetting: "settings-gear",
  goToAddress: undefined,
  showLog: undefined,
  showSent: "list-ordered",
  refreshDocument: "refresh",
  openAsHex: undefined,
  revealInView: undefined,
  selectForCompare: undefined,
  compareWithSelected: undefined,
  "kafka.toggleInternal": undefined,
  showLag: "graph-line",
  refreshLag: "refresh",
  stopWatching: undefined,
  showLocks: "lock",
  refreshLocks: "refresh",
  stopWatchingLocks: undefined,
  releaseLock: "unlock",
  extendLock: "history",
};

/** Commands that only make sense on a row. */
const ROW_COMMANDS: Readonly<Record<string, string | undefined>> = {
  open: "go-to-file",
  openToSide: "split-horizontal",
  refreshNode: "refresh",
  copyName: undefined,
  copyAddress: undefined,
  loadMore: undefined,
  resume: "debug-continue",
  pause: "debug-pause",
  retry: "refresh",
  filterOf: undefined,
  explain: undefined,
  openPart: undefined,
  watchGroup: "eye",
  unwatchGroup: "eye-closed",
  watchLock: "eye",
  unwatchLock: "eye-closed",
};

const TITLE_COMMANDS: Readonly<Record<string, string>> = {
  refresh: "refresh",
  filter: "filter",
  clearFilter: "clear-all",
};

const editKey = (system: System, edit: Edit): string => `edit.${system.id}.${edit.id}`;

const editWords = (reader: Reader): Record<string, string> =>
  Object.fromEntries(
    systems.flatMap((system) =>
      (system.edits ?? []).map((edit) => [editKey(system, edit), render(edit.title, reader)] as const),
    ),
  );

const viewId = (system: System): string => `${ID}.${system.id}`;

const CATEGORY = "Cluster Observer";

function command(id: string, icon: string | undefined, title = `%command.${id}%`, category = CATEGORY): Entry {
  return {
    command: `${ID}.${id}`,
    title,
    category,
    ...(icon ? { icon: `$(${icon})` } : {}),
  };
}

function commands(): Entry[] {
  const perSystem = systems.flatMap((system) => [
    ...Object.entries(TITLE_COMMANDS).map(([id, icon]) => command(`${system.id}.${id}`, icon)),
    ...system.goTo.map((way) => command(`${system.id}.${way.id}`, "go-to-search")),
    // In the palette, the category tells the “Delete…” of one system from that of another.
    ...(system.edits ?? []).map((edit) =>
      command(`${system.id}.${edit.id}`, undefined, `%${editKey(system, edit)}%`, `${CATEGORY} ${system.title}`),
    ),
  ]);
  return [...Object.entries({ ...COMMANDS, ...ROW_COMMANDS }).map(([id, icon]) => command(id, icon)), ...perSystem];
}

const item = (id: string, when: string, group: string): Entry => ({ command: `${ID}.${id}`, when, group });

function menus(): Entry {
  const inTree = `view =~ /^${ID}\\.(${systems.map((system) => system.id).join("|")})$/`;
  const row = (pattern: string) => `${inTree} && viewItem =~ /${pattern}/`;
  const inProfiles = `view == ${ID}.profilesView`;
  const profileRow = `${inProfiles} && viewItem =~ /^profile /`;
  const profileConnection = `${inProfiles} && viewItem =~ /^profileConnection/`;
  const document = "resourceScheme == cluster";
  return {
    commandPalette: [
      ...Object.keys(ROW_COMMANDS).map((id) => ({ command: `${ID}.${id}`, when: "false" })),
      ...["refreshDocument", "openAsHex", "revealInView", "selectForCompare", "compareWithSelected"].map((id) => ({
        command: `${ID}.${id}`,
        when: "resourceScheme == cluster || resourceScheme == cluster-hex",
      })),
      ...["releaseLock", "extendLock"].map((id) => ({ command: `${ID}.${id}`, when: `${ID}.mayEditLocks` })),
      ...systems.flatMap((system) =>
        (system.edits ?? [])
          .filter(({ reads }) => !reads)
          .map((edit) => ({ command: `${ID}.${system.id}.${edit.id}`, when: `${ID}.mayEdit` })),
      ),
    ],
    "view/title": [
      item("addProfile", inProfiles, "navigation@1"),
      item("lookOnLocalhost", inProfiles, "navigation@2"),
      item("openProfilesSetting", inProfiles, "1_settings@1"),
      item("goToAddress", inProfiles, "2_go@1"),
      item("showLog", inProfiles, "3_log@1"),
      ...systems.flatMap((system) => [
        item(`${system.id}.filter`, `view == ${viewId(system)} && !${viewId(system)}.filtered`, "navigation@1"),
        item(`${system.id}.clearFilter`, `view == ${viewId(system)} && ${viewId(system)}.filtered`, "navigation@1"),
        item(`${system.id}.refresh`, `view == ${viewId(system)}`, "navigation@3"),
        ...system.goTo.map((way, index) =>
          item(`${system.id}.${way.id}`, `view == ${viewId(system)}`, index === 0 ? "navigation@2" : `2_go@${index}`),
        ),
      ]),
      item("kafka.toggleInternal", `view == ${ID}.kafka`, "4_show@1"),
      ...offering("lag").map(({ id }) => item("showLag", `view == ${ID}.${id}`, "navigation@0")),
      ...offering("lag").map(({ id }) => item("stopWatching", `view == ${ID}.${id}`, "4_show@2")),
      ...offering("locks").map(({ id }) => item("showLocks", `view == ${ID}.${id}`, "navigation@0")),
      ...offering("locks").map(({ id }) => item("stopWatchingLocks", `view == ${ID}.${id}`, "4_show@2")),
    ],
    "view/item/context": [
      item("editProfile", profileRow, "inline@1"),
      item("editProfile", profileRow, "1_profile@1"),
      item("removeProfile", profileRow, "9_remove@1"),
      item("testConnection", profileConnection, "inline@1"),
      item("testConnection", profileConnection, "1_connection@1"),
      item("connect", `${inProfiles} && viewItem =~ /^profileConnection (closed|failed)/`, "1_connection@2"),
      item("disconnect", `${inProfiles} && viewItem =~ /^profileConnection connected/`, "1_connection@3"),
      item("setPassword", profileConnection, "2_secret@1"),
      item("showSent", profileConnection, "1_connection@4"),
      item("editProfile", profileConnection, "3_edit@1"),
      item("open", row("^node .*readable"), "inline@1"),
      item("open", row("^node .*readable"), "1_open@1"),
      item("openToSide", row("^node .*readable"), "1_open@2"),
      item("openAsHex", row("^node .*readable"), "1_open@3"),
      item("copyName", row("^node"), "2_copy@1"),
      item("copyAddress", row("^(node|connection)"), "2_copy@2"),
      item("selectForCompare", row("^node .*readable"), "3_compare@1"),
      item("compareWithSelected", `${row("^node .*readable")} && ${ID}.compareFrom`, "3_compare@2"),
      item("refreshNode", row("^(node .*expandable|connection)"), "inline@9"),
      item("refreshNode", row("^(node .*expandable|connection)"), "4_refresh@1"),
      item("testConnection", row("^connection\\\\.failed"), "inline@1"),
      item("testConnection", row("^connection"), "5_connection@1"),
      item("disconnect", row("^connection\\\\.connected"), "5_connection@2"),
      item("setPassword", row("^connection"), "5_connection@3"),
      item("showSent", row("^connection"), "5_connection@4"),
      item("editProfile", row("^connection"), "6_profile@1"),
      ...systems.flatMap((system) =>
        system.goTo.map((way, index) =>
          item(`${system.id}.${way.id}`, `view == ${viewId(system)} && viewItem =~ /^connection/`, `1_go@${index}`),
        ),
      ),
      ...systems.flatMap(editItems),
      ...lagItems(),
      ...lockItems(),
      item("pause", row("^note partial.scanning"), "inline@1"),
      item("resume", row("^note partial.resume"), "inline@1"),
      item("testConnection", row("^note failure"), "inline@1"),
      item("testConnection", row("^note failure"), "1_connection@1"),
      item("retry", row("^note failure"), "inline@2"),
    ],
    "editor/title": [
      item("refreshDocument", document, "navigation@1"),
      item("revealInView", document, "1_cluster@1"),
      item("openAsHex", document, "1_cluster@2"),
    ],
    "editor/title/context": [item("revealInView", document, "1_cluster@1")],
  };
}

const offering = (what: "lag" | "locks"): System[] => systems.filter(({ offers }) => offers?.includes(what));

const GROUPS = ["create", "change", "transfer", "remove"] as const;

/** What can be done with rows, where the profile allows it. */
function editItems(system: System): Entry[] {
  return (system.edits ?? []).map((edit, index) => {
    const kinds = edit.on.map((kind) =>
      kind === "connection" ? "connection\\.\\w+" : `node ${kind.replace(".", "\\.")}`,
    );
    const mark = edit.reads ? "\\b" : " (.* )?editable\\b";
    const when = `view == ${viewId(system)} && viewItem =~ /^(${kinds.join("|")})${mark}/`;
    return item(`${system.id}.${edit.id}`, when, `7_${GROUPS.indexOf(edit.group)}${edit.group}@${index}`);
  });
}

/** What is offered of consumer lag: on connections, on what holds groups and topics, and on these. */
function lagItems(): Entry[] {
  return offering("lag").flatMap(({ id }) => {
    const row = (pattern: string) => `view == ${ID}.${id} && viewItem =~ /${pattern}/`;
    const profileConnection = `view == ${ID}.profilesView && viewItem =~ /^profileConnection \\w+ ${id}$/`;
    return [
      item("showLag", row(`^node ${id}\\.(group|groups)\\b`), "inline@2"),
      item("showLag", row(`^(connection|node ${id}\\.(group|groups|topic|topics))\\b`), "1_panel@1"),
      item("showLag", profileConnection, "2_panel@1"),
      item("watchGroup", row(`^node ${id}\\.group .*\\bunwatched$`), "1_panel@2"),
      item("unwatchGroup", row(`^node ${id}\\.group .*\\bwatched$`), "1_panel@2"),
    ];
  });
}

/** What is offered of locks: on connections, on keys and what is above them. */
function lockItems(): Entry[] {
  return offering("locks").flatMap(({ id }) => {
    const row = (pattern: string) => `view == ${ID}.${id} && viewItem =~ /${pattern}/`;
    const profileConnection = `view == ${ID}.profilesView && viewItem =~ /^profileConnection \\w+ ${id}$/`;
    return [
      item("showLocks", row(`^(connection|node ${id}\\.(database|namespace|key))\\b`), "1_panel@1"),
      item("showLocks", profileConnection, "2_panel@1"),
      item("watchLock", row(`^node ${id}\\.key .*\\bunwatched$`), "1_panel@2"),
      ...["extendLock", "releaseLock"].map((command) =>
        item(command, row(`^node ${id}\\.key .*\\bedit\\b`), "7_edit@1"),
      ),
      item("unwatchLock", row(`^node ${id}\\.key .*\\bwatched$`), "1_panel@2"),
    ];
  });
}

export function contributes(): Entry {
  const anyProfile = `${ID}.hasProfiles`;
  return {
    viewsContainers: { activitybar: [{ id: ID, title: "Cluster Observer", icon: "media/activity-bar.svg" }] },
    views: {
      [ID]: [
        { id: `${ID}.profilesView`, name: "%view.profiles%", icon: "media/activity-bar.svg", size: 2 },
        ...systems.map((system) => ({
          id: viewId(system),
          name: system.title,
          icon: "media/activity-bar.svg",
          size: 4,
        })),
      ],
    },
    viewsWelcome: [
      { view: `${ID}.profilesView`, contents: "%welcome.profiles%", when: `!${anyProfile}` },
      ...systems.map((system) => ({ view: viewId(system), contents: `%welcome.${system.id}%` })),
    ],
    commands: commands(),
    menus: menus(),
    configuration: configuration(),
  };
}

/** package.json as it should be, as text. */
export function manifest(current: string): string {
  return written({ ...JSON.parse(current), contributes: contributes() });
}

/**
 * A package.nls file as it should be, as text: what is said of fields comes from the systems.
 * @param translations English → the file's language; absent for English
 */
export function words(current: string, translations?: Readonly<Record<string, string>>): string {
  const kept = Object.entries(JSON.parse(current)).filter(([key]) => !/^(field|edit)\./.test(key));
  const reader = translations
    ? {
        translate: (message: string, ...args: string[]) => fill(translations[message] ?? message, ...args),
        locale: "zh-cn",
      }
    : { translate: fill, locale: "en" };
  return written({
    ...Object.fromEntries(kept),
    ...fieldWords({ ...reader, now: 0 }),
    ...editWords({ ...reader, now: 0 }),
  });
}

const written = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

if (require.main === module) {
  const path = (name: string) => join(__dirname, "..", name);
  const read = (name: string) => readFileSync(path(name), "utf8");
  const chinese = JSON.parse(read("l10n/bundle.l10n.zh-cn.json"));
  writeFileSync(path("package.json"), manifest(read("package.json")));
  writeFileSync(path("package.nls.json"), words(read("package.nls.json")));
  writeFileSync(path("package.nls.zh-cn.json"), words(read("package.nls.zh-cn.json"), chinese));
  writeFileSync(path("README.md"), withAllowed(read("README.md")));
}
