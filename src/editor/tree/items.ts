import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import { shown } from "../../core/bytes";
import type { Node, Tone } from "../../core/contract";
import type { Color } from "../../core/profile";
import type { ConnectionState } from "../../core/sessions";
import { count, text } from "../../core/text";
import { allWords, words } from "../reader";
import { stateWords } from "../state-words";
import type { Extra } from "./overlay";
import { connectionOf, type Note, type NoteRow, type ParentRow, type Row, rowId } from "./rows";

/** What a connection's row shows beside what the row itself knows. */
export interface ConnectionLook {
  readonly label: string;
  readonly state: ConnectionState;
  readonly color: Color | undefined;
  readonly production: boolean;
  readonly endpoint: string;
}

const TONES: Record<Tone, string> = {
  muted: "disabledForeground",
  warning: "list.warningForeground",
  error: "list.errorForeground",
  success: "testing.iconPassed",
};

/** The one place where a row becomes a TreeItem. Called for every row of a level at once: synchronous and cheap. */
export function itemOf(row: Row, look: (row: ParentRow) => ConnectionLook, extra?: Extra): TreeItem {
  const item =
    row.type === "connection"
      ? connectionItem(look(row), editable(row))
      : row.type === "node"
        ? nodeItem(row.node, row, editable(row), extra)
        : noteItem(row);
  item.id = rowId(row);
  return item;
}

/** For the `when` of menus: what may be changed has a mark. */
const editable = (row: Row): string => (connectionOf(row).profile.access === "edit" ? " editable" : "");

function connectionItem(look: ConnectionLook, mark: string): TreeItem {
  const item = new TreeItem(look.label, TreeItemCollapsibleState.Collapsed);
  item.iconPath = connectionIcon(look);
  // A row that works says nothing of it: only what a person must wait for or mend.
  const said = look.state.state === "failed" || look.state.state === "connecting" ? stateWords(look.state) : "";
  const parts = [look.endpoint, look.production ? l10n.t("production") : "", said];
  item.description = parts.filter(Boolean).join(" · ");
  item.contextValue = `connection.${look.state.state}${mark}`;
  item.accessibilityInformation = { label: l10n.t("connection {0}, {1}", look.label, item.description) };
  return item;
}

/** Colour says which profile, a lock says production, a warning says that it fails. */
export function connectionIcon({ state, color, production }: Omit<ConnectionLook, "label" | "endpoint">): ThemeIcon {
  if (state.state === "failed") return new ThemeIcon("warning", new ThemeColor("list.errorForeground"));
  return new ThemeIcon(production ? "lock" : "server", color && new ThemeColor(`charts.${color}`));
}

function nodeItem(node: Node, row: Row, mark: string, extra: Extra = {}): TreeItem {
  const label = node.title ? words(node.title) : shown(node.label);
  const item = new TreeItem(
    label,
    node.expandable ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  const tone = extra.tone ?? node.tone;
  item.description = allWords([...(extra.detail ?? []), ...(node.detail ?? [])]);
  item.iconPath = new ThemeIcon(extra.icon ?? node.icon, tone && new ThemeColor(TONES[tone]));
  item.contextValue = [contextOf(node) + mark, extra.marks ?? ""].join(" ").trimEnd();
  // A row that opens and unfolds unfolds on a click, and opens from its inline action and menu.
  if (node.readable && !node.expandable) {
    item.command = { command: "clusterObserver.open", title: l10n.t("Open"), arguments: [row] };
  }
  const role = node.role ? words(node.role) : "";
  item.accessibilityInformation = { label: [role, label, item.description].filter(Boolean).join(", ") };
  return item;
}

/** For the `when` of menus: `node redis.key readable expandable`. */
const contextOf = (node: Node): string =>
  ["node", node.kind, node.readable ? "readable" : "", node.expandable ? "expandable" : ""].filter(Boolean).join(" ");

function noteItem(row: NoteRow): TreeItem {
  const { label, icon, command, tooltip, color, title } = noteLook(row.note);
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon(icon, color ? new ThemeColor(color) : undefined);
  item.contextValue = row.note.kind === "partial" ? `note partial.${row.note.partial.state}` : `note ${row.note.kind}`;
  item.tooltip = tooltip ?? "";
  if (command) item.command = { command: `clusterObserver.${command}`, title: title ?? label, arguments: [row] };
  return item;
}

interface NoteLook {
  readonly label: string;
  readonly icon: string;
  readonly command?: string;
  readonly title?: string;
  readonly tooltip?: string;
  readonly color?: string;
}

function noteLook(note: Note): NoteLook {
  switch (note.kind) {
    case "more":
      return {
        label: note.left === undefined ? l10n.t("Load more") : words(text("Load more, {0} left", count(note.left))),
        icon: "fold-down",
        command: "loadMore",
      };
    case "full":
      return {
        label:
          note.left === undefined
            ? words(text("{0} rows shown, and there are more", count(note.shown)))
            : words(text("{0} rows shown, {1} more", count(note.shown), count(note.left))),
        icon: "filter",
        command: "filterOf",
        tooltip: l10n.t("Use the filter or a “Go to” command to find the others."),
      };
    case "partial":
      return partialLook(note.partial);
    case "failure":
      return {
        label: words(note.failure.what),
        icon: "error",
        color: "list.errorForeground",
        command: "explain",
        tooltip: [note.failure.what, note.failure.why, note.failure.fix]
          .map((part) => (part ? words(part) : ""))
          .filter(Boolean)
          .join("\n"),
      };
    case "stopped":
      return { label: l10n.t("Stopped. Click to load"), icon: "debug-pause", command: "retry" };
    case "empty":
      return {
        label: note.filter ? l10n.t("Nothing here matches “{0}”", note.filter) : l10n.t("Nothing here"),
        icon: "dash",
        color: "disabledForeground",
      };
  }
}

function partialLook(partial: Extract<Note, { kind: "partial" }>["partial"]): NoteLook {
  const said = words(partial.text);
  switch (partial.state) {
    case "scanning":
      return { label: said, icon: "loading~spin" };
    case "resume":
      return { label: l10n.t("{0}. Click to go on", said), icon: "debug-continue", command: "resume", title: said };
    case "final":
      return { label: said, icon: "warning", color: "list.warningForeground", tooltip: said };
  }
}
