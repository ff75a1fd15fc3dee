import { l10n, type QuickPickItem, window } from "vscode";
import { type Address, formatAddress, parseAddress } from "../../core/address";
import type { Connection, GoTo, System } from "../../core/contract";
import { openDocument } from "../documents/open";
import { uriOf } from "../documents/uris";
import { plain } from "../plain";
import { words } from "../reader";
import type { Services } from "../services";
import type { ClusterView } from "../tree/cluster-view";
import { connectionAddress, type Row } from "../tree/rows";
import type { Command } from "./register";

/** `clusterObserver.<system>.<goTo>` for every way a system can be asked, and `clusterObserver.goToAddress`. */
export function goToCommands(views: readonly ClusterView[], services: Services): Record<string, Command> {
  const commands: Record<string, Command> = { goToAddress: () => goToAddress(views, services) };
  for (const view of views) {
    for (const way of view.system.goTo) {
      commands[`${view.system.id}.${way.id}`] = async (row?: Row) => {
        const connection = await pickConnection(view.system, services, row);
        const address = connection && (await askPlace(view.system, way, connection));
        if (address) await show(view, address);
      };
    }
  }
  return commands;
}

async function askPlace(system: System, way: GoTo, connection: Connection): Promise<Address | undefined> {
  const top = connectionAddress(connection);
  const parse = (typed: string) => way.parse(typed, top);
  const typed = await window.showInputBox({
    title: `${system.title}: ${words(way.title)}`,
    prompt: words(way.help),
    placeHolder: way.placeholder,
    validateInput: (text) => {
      const place = parse(text);
      return "path" in place || !text ? undefined : plain(words(place));
    },
  });
  const place = typed === undefined ? undefined : parse(typed);
  return place && "path" in place ? place : undefined;
}

async function pickConnection(
  system: System,
  { pool }: Services,
  row: Row | undefined,
): Promise<Connection | undefined> {
  if (row?.type === "connection") return row.connection;
  const all = pool.connections().filter((connection) => connection.system === system.id);
  if (all.length < 2) {
    if (all.length === 0)
      await window.showInformationMessage(plain(l10n.t("No profile has a connection to {0} yet.", system.title)));
    return all[0];
  }
  const items: (QuickPickItem & { connection: Connection })[] = all.map((connection) => ({
    label: plain(connection.profile.name),
    description: plain(`${connection.name} · ${system.endpoint(connection.values)}`),
    connection,
  }));
  return (await window.showQuickPick(items, { title: system.title, placeHolder: l10n.t("In which environment?") }))
    ?.connection;
}

async function goToAddress(views: readonly ClusterView[], { pool }: Services): Promise<void> {
  const typed = await window.showInputBox({
    title: l10n.t("Go to Address"),
    prompt: l10n.t("An address as “Copy Address” gives it"),
    placeHolder: "cluster://local/redis/0/app:user:42",
    validateInput: (text) =>
      !text || parseAddress(text) ? undefined : plain(l10n.t("“{0}” is not an address.", text)),
  });
  const address = typed ? parseAddress(typed) : undefined;
  if (!address) return;
  const system = pool.connection(address)?.system;
  const view = views.find((candidate) => candidate.system.id === system);
  if (view) await show(view, address);
  else await window.showErrorMessage(plain(l10n.t("No profile has the connection of {0}.", formatAddress(address))));
}

/** Shows the row, and the document where there is one. */
async function show(view: ClusterView, address: Address): Promise<void> {
  const row = await view.reveal(address, new AbortController().signal);
  if (row.type === "node" && row.node.readable && !row.node.expandable) await openDocument(uriOf(address));
}
