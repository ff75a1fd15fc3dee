import { type QuickPickItem, window } from "vscode";
import type { Address } from "../../core/address";
import type { Connection } from "../../core/contract";
import { systemOf } from "../../systems";
import { plain } from "../plain";
import type { ProfileRow } from "../profiles-view";
import { addressOfRow, connectionAddress, type Row } from "../tree/rows";

/** What the commands of panels have in common. */

/** Where a command was called: on a row of a view, or nowhere. */
export function addressOfTarget(target: ProfileRow | Row | undefined): Address | undefined {
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

/** @param words what is said where there is no connection, the title, and what is asked */
export async function pickConnection(
  all: readonly Connection[],
  words: { readonly none: string; readonly title: string; readonly placeHolder: string },
): Promise<Address | undefined> {
  const [first] = all;
  if (!first) {
    await window.showInformationMessage(words.none);
    return undefined;
  }
  if (all.length === 1) return connectionAddress(first);
  const items = all.map((connection) => ({
    label: plain(connection.profile.name),
    description: plain(`${connection.name} · ${systemOf(connection.system)?.endpoint(connection.values) ?? ""}`),
    connection,
  }));
  const chosen = await window.showQuickPick(items, { title: words.title, placeHolder: words.placeHolder });
  return chosen && connectionAddress(chosen.connection);
}

interface Watched {
  readonly connection: Address;
  readonly id: string;
}

/** Asks which watches shall end, and ends them. */
export async function stopWatching(
  watches: { readonly all: readonly Watched[]; stop(connection: Address, id: string): Promise<void> },
  nameOf: (id: string) => string,
  words: { readonly none: string; readonly placeHolder: string },
): Promise<void> {
  const items: (QuickPickItem & { watch: Watched })[] = watches.all.map((watch) => ({
    label: plain(nameOf(watch.id)),
    description: plain(`${watch.connection.profile} › ${watch.connection.connection}`),
    watch,
  }));
  if (items.length === 0) {
    await window.showInformationMessage(words.none);
    return;
  }
  const options = { canPickMany: true as const, placeHolder: words.placeHolder };
  for (const { watch } of (await window.showQuickPick(items, options)) ?? []) {
    await watches.stop(watch.connection, watch.id);
  }
}
