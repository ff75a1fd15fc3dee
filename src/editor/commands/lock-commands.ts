import { l10n, window } from "vscode";
import type { Address } from "../../core/address";
import { shown } from "../../core/bytes";
import { Failure } from "../../core/failure";
import { text, verbatim } from "../../core/text";
import type { Wanted } from "../panels/kind";
import { lockPlace } from "../panels/locks/lock-places";
import { nameOfId } from "../panels/locks/lock-watches";
import type { Locks } from "../panels/locks/locks";
import type { ProfileRow } from "../profiles-view";
import { addressOfRow, type Row } from "../tree/rows";
import { addressOfTarget, pickConnection, stopWatching } from "./panel-commands";
import type { Command } from "./register";

/** What opens the Lock Status panel, and watches locks. */
export function lockCommands({ panels, service, watches }: Locks): Record<string, Command> {
  return {
    showLocks: async (target?: ProfileRow | Row) => {
      const place = addressOfTarget(target) ?? (await pickConnection(service.connections(), pickWords()));
      if (place) panels.show(place, await wantedOf(place, service));
    },
    refreshLocks: () => {
      if (panels.active) panels.active.now();
      else service.refresh();
    },
    watchLock: async (row: Row) => {
      const address = addressOfRow(row);
      const lock = service.lockAt(address);
      if (!lock) return;
      await watches.watch(address, lock.id);
      window.setStatusBarMessage(
        l10n.t("You will be notified when “{0}” is released or leaks.", shown(lock.name)),
        5_000,
      );
    },
    unwatchLock: async (row: Row) => {
      const address = addressOfRow(row);
      const lock = service.lockAt(address);
      if (lock) await watches.stop(address, lock.id);
    },
    stopWatchingLocks: () =>
      stopWatching(watches, (id) => shown(nameOfId(id)), {
        none: l10n.t("No lock is watched."),
        placeHolder: l10n.t("Select the locks to stop watching"),
      }),
  };
}

/** A key is opened, a prefix narrows the table to the locks whose names begin with it, as far as they are found. */
async function wantedOf(address: Address, service: Locks["service"]): Promise<Wanted> {
  const place = lockPlace(address);
  if (place.database === undefined) return {};
  const { signal } = new AbortController();
  const home = await service.run(address, signal, async (source) => source.address(new Uint8Array()).path[0]);
  if (place.database !== home && (place.name || place.prefix)) throw elsewhere(home ?? "", place.database);
  const facets = { state: [], type: [], holder: [] };
  if (place.name) {
    service.follow(address, place.name);
    return { filter: "", facets, ...(place.id === undefined ? {} : { open: place.id }) };
  }
  return { filter: place.prefix ? shown(place.prefix) : "", facets };
}

const elsewhere = (home: string, database: string): Failure =>
  new Failure({
    code: "unsupported",
    what: text(
      "The locks of this connection are looked for in database {0}, not in {1}.",
      verbatim(home),
      verbatim(database),
    ),
    fix: text("Add a connection whose URL ends with /{0}.", verbatim(database)),
  });

const pickWords = () => ({
  none: l10n.t("No profile has a connection with locks yet."),
  title: l10n.t("Lock Status"),
  placeHolder: l10n.t("In which environment?"),
});
