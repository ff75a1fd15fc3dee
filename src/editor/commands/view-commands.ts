import { type ConfigurationTarget, env, l10n, window, workspace } from "vscode";
import { formatAddress } from "../../core/address";
import { shown } from "../../core/bytes";
import { offerTest } from "../doctor/offer";
import { openDocument } from "../documents/open";
import { uriOf } from "../documents/uris";
import { plain } from "../plain";
import type { Services } from "../services";
import { SECTION } from "../settings";
import type { ClusterView } from "../tree/cluster-view";
import { addressOfRow, connectionOf, type Row } from "../tree/rows";
import type { Command } from "./register";

/** What each system's view offers in its title: `clusterObserver.<system>.<id>`. */
export function titleCommands(view: ClusterView): Record<string, Command> {
  const { id } = view.system;
  return {
    [`${id}.refresh`]: () => view.tree.reload(),
    [`${id}.filter`]: () => view.askFilter(),
    [`${id}.clearFilter`]: () => view.setFilter(undefined),
  };
}

/** What a row offers, whichever view it stands in. From the palette they act on the row that is selected. */
export function rowCommands(views: readonly ClusterView[], services: Services): Record<string, Command> {
  const viewOf = (row: Row): ClusterView => {
    const { connection } = addressOfRow(row);
    const profile = addressOfRow(row).profile;
    const system = services.pool.connection({ profile, connection, path: [] })?.system;
    const found = views.find((view) => view.system.id === system);
    if (!found) throw new Error(l10n.t("This row belongs to a profile that is gone."));
    return found;
  };
  return {
    open: async (row: Row) => openDocument(uriOf(addressOfRow(row))),
    openToSide: async (row: Row) => openDocument(uriOf(addressOfRow(row)), { preview: false, viewColumn: -2 }),
    refreshNode: (row: Row) => viewOf(row).tree.reload(row),
    retry: (row: Row) => viewOf(row).tree.reload(row),
    loadMore: (row: Row) => viewOf(row).tree.loadMore(row),
    resume: (row: Row) => viewOf(row).tree.resume(row),
    pause: (row: Row) => viewOf(row).tree.pause(row),
    filterOf: (row: Row) => viewOf(row).askFilter(),
    copyName: async (row: Row) => {
      if (row.type === "node") await copy(row.node.name ?? row.node.label);
    },
    copyAddress: async (row: Row) => copy(formatAddress(addressOfRow(row))),
    explain: async (row: Row) => {
      if (row.type !== "note" || row.note.kind !== "failure") return;
      await offerTest(services, connectionOf(row), row.note.failure, () => viewOf(row).tree.reload(row));
    },
  };
}

async function copy(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(plain(l10n.t("Copied: {0}", shown(text))), 3_000);
}

/** A switch that is a setting, so that it is the same in every window. */
export async function toggleSetting(name: string, target: ConfigurationTarget): Promise<void> {
  const configuration = workspace.getConfiguration(SECTION);
  await configuration.update(name, !configuration.get<boolean>(name), target);
}
