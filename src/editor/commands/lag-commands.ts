import { l10n, type QuickPickItem, window } from "vscode";
import type { Address } from "../../core/address";
import { systemOf } from "../../systems";
import type { Wanted } from "../panels/kind";
import { groupName } from "../panels/lag/group-rows";
import type { Lag } from "../panels/lag/lag";
import { lagPlace } from "../panels/lag/places";
import type { ProfileRow } from "../profiles-view";
import { addressOfRow, connectionAddress, type Row } from "../tree/rows";
import type { Command } from "./register";

/** What opens the Consumer Lag panel, and watches groups. */
export function lagCommands({ panels, service, watches }: Lag): Record<string, Command> {
  return {
    showLag: async (target?: ProfileRow | Row) => {
      const place = addressOfTarget(target) ?? (await pickConnection({ service }));
      if (place) panels.show(place, wantedOf(place));
    },
    refreshLag: () => {
      if (panels.active) panels.active.now();
      else service.refresh();
    },
    watchGroup: async (row: Row) => {
      const address = addressOfRow(row);
      const { group } = lagPlace(address);
      if (group === undefined) return;
      await watches.watch(address, group);
      window.setStatusBarMessage(
        l10n.t("You will be notified when “{0}” gets into trouble or recovers.", groupName(group)),
        5_000,
      );
    },
    unwatchGroup: async (row: Row) => {
      const address = addressOfRow(row);
      const { group } = lagPlace(address);
      if (group !== undefined) await watches.stop(address, group);
    },
    stopWatching: () => stopWatching({ watches }),
  };
}

/** A group is opened, a topic narrows the table to the groups that read it. */
export function wantedOf(place: Address): Wanted {
  const { group, topic } = lagPlace(place);
  if (group === undefined && topic === undefined) return {};
  const facets = { verdict: [], type: [], topic: topic === undefined ? [] : [topic] };
  return { filter: "", facets, ...(group === undefined ? {} : { open: group }) };
}

function addressOfTarget(target: ProfileRow | Row | undefined): Address | undefined {
  switch (target?.type) {
    case "profileConnection":
      return connectionAddress(target.connection);
    case "connection":
    case "node":
    case "note":
      return addressOfRow(target);
    default:
      return undefined;
  }
}

async function pickConnection({ service }: Pick<Lag, "service">): Promise<Address | undefined> {
  const all = service.connections();
  const [first] = all;
  if (!first) {
    await window.showInformationMessage(l10n.t("No profile has a connection with consumer groups yet."));
    return undefined;
  }
  if (all.length === 1) return connectionAddress(first);
  const items = all.map((connection) => ({
    label: connection.profile.name,
    description: `${connection.name} · ${systemOf(connection.system)?.endpoint(connection.values) ?? ""}`,
    connection,
  }));
  const options = { title: l10n.t("Consumer Lag"), placeHolder: l10n.t("In which environment?") };
  const chosen = await window.showQuickPick(items, options);
  return chosen && connectionAddress(chosen.connection);
}

async function stopWatching({ watches }: Pick<Lag, "watches">): Promise<void> {
  const items: (QuickPickItem & { watch: (typeof watches.all)[number] })[] = watches.all.map((watch) => ({
    label: groupName(watch.id),
    description: `${watch.connection.profile} › ${watch.connection.connection}`,
    watch,
  }));
  if (items.length === 0) {
    await window.showInformationMessage(l10n.t("No consumer group is watched."));
    return;
  }
  const options = { canPickMany: true as const, placeHolder: l10n.t("Select the groups to stop watching") };
  for (const { watch } of (await window.showQuickPick(items, options)) ?? []) {
    await watches.stop(watch.connection, watch.id);
  }
}
