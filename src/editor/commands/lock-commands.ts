import { l10n, window } from "vscode";
import type { Address } from "../../core/address";
import { shown } from "../../core/bytes";
import { Failure } from "../../core/failure";
import { text, verbatim } from "../../core/text";
import type { LockStatus } from "../../locks/snapshot";
import type { Wanted } from "../panels/kind";
import { holdersOf, holderText, lockName } from "../panels/locks/lock-figures";
import { lockPlace } from "../panels/locks/lock-places";
import { nameOfId } from "../panels/locks/lock-watches";
import type { Locks } from "../panels/locks/locks";
import { STATE_WORDS } from "../panels/locks/state-words";
import { plain } from "../plain";
import type { ProfileRow } from "../profiles-view";
import { words } from "../reader";
import { addressOfRow, type Row } from "../tree/rows";
import { addressOfTarget, pickConnection, stopWatching } from "./panel-commands";
import type { Command } from "./register";

/** What opens the Lock Status panel, and watches locks. */
export function lockCommands(locks: Locks): Record<string, Command> {
  const { panels, service, watches, deeds } = locks;
  return {
    releaseLock: (row?: Row) => act(locks, "release", row, (place, lock) => deeds.release(place, lock)),
    extendLock: (row?: Row) => act(locks, "extend", row, (place, lock) => deeds.extend(place, lock)),
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
        plain(l10n.t("You will be notified when “{0}” is released or leaks.", shown(lock.name))),
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

/** On a row of the tree, on the row that is open in the panel in front, or on one that is chosen from a list. */
async function act(
  { panels, service, deeds }: Locks,
  what: "release" | "extend",
  row: Row | undefined,
  perform: (connection: Address, lock: LockStatus) => Promise<void>,
): Promise<void> {
  const address = row && addressOfRow(row);
  const shownLock = address && service.lockAt(address);
  if (address && shownLock) return perform(address, shownLock);
  if (panels.active?.actOnOpen(what)) return;
  const connection = address ?? (await pickConnection(editable(service), editWords()));
  if (!connection) return;
  const lock = await pickLock(connection, { service, deeds }, what);
  if (lock) await perform(connection, lock);
}

const editable = (service: Locks["service"]) =>
  service.connections().filter(({ profile: { access } }) => access === "edit");

async function pickLock(
  connection: Address,
  { service, deeds }: Pick<Locks, "service" | "deeds">,
  what: "release" | "extend",
): Promise<LockStatus | undefined> {
  const { signal } = new AbortController();
  const { locks } = await service.once(connection, [], signal);
  const items = locks
    .filter((lock) => deeds.offered(connection, lock).includes(what))
    .map((lock) => ({
      label: plain(lockName(lock)),
      description: words(STATE_WORDS[lock.state]),
      detail: holdersOf(lock)
        .map((holder) => plain(words(holderText(holder))))
        .join(", "),
      lock,
    }));
  if (!items.length) {
    await window.showInformationMessage(l10n.t("There is no lock with which that can be done."));
    return undefined;
  }
  const placeHolder = what === "release" ? l10n.t("Release which lock?") : l10n.t("Extend which lock?");
  return (await window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.lock;
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

const editWords = () => ({
  ...pickWords(),
  none: l10n.t("No profile with “access”: “edit” has a connection with locks."),
});

const pickWords = () => ({
  none: l10n.t("No profile has a connection with locks yet."),
  title: l10n.t("Lock Status"),
  placeHolder: l10n.t("In which environment?"),
});
