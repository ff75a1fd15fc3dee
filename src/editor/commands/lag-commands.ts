import { l10n, window } from "vscode";
import type { Address } from "../../core/address";
import type { Wanted } from "../panels/kind";
import { groupName } from "../panels/lag/group-rows";
import type { Lag } from "../panels/lag/lag";
import { lagPlace } from "../panels/lag/places";
import { plain } from "../plain";
import type { ProfileRow } from "../profiles-view";
import { addressOfRow, type Row } from "../tree/rows";
import { addressOfTarget, pickConnection, stopWatching } from "./panel-commands";
import type { Command } from "./register";

/** What opens the Consumer Lag panel, and watches groups. */
export function lagCommands({ panels, service, watches }: Lag): Record<string, Command> {
  return {
    showLag: async (target?: ProfileRow | Row) => {
      const place = addressOfTarget(target) ?? (await pickConnection(service.connections(), pickWords()));
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
        plain(l10n.t("You will be notified when “{0}” gets into trouble or recovers.", groupName(group))),
        5_000,
      );
    },
    unwatchGroup: async (row: Row) => {
      const address = addressOfRow(row);
      const { group } = lagPlace(address);
      if (group !== undefined) await watches.stop(address, group);
    },
    stopWatching: () =>
      stopWatching(watches, groupName, {
        none: l10n.t("No consumer group is watched."),
        placeHolder: l10n.t("Select the groups to stop watching"),
      }),
  };
}

/** A group is opened, a topic narrows the table to the groups that read it. */
export function wantedOf(place: Address): Wanted {
  const { group, topic } = lagPlace(place);
  if (group === undefined && topic === undefined) return {};
  const facets = { verdict: [], type: [], topic: topic === undefined ? [] : [topic] };
  return { filter: "", facets, ...(group === undefined ? {} : { open: group }) };
}

const pickWords = () => ({
  none: l10n.t("No profile has a connection with consumer groups yet."),
  title: l10n.t("Consumer Lag"),
  placeHolder: l10n.t("In which environment?"),
});
