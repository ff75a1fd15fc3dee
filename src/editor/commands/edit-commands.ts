import { l10n, window } from "vscode";
import { type Address, formatAddress, parseAddress } from "../../core/address";
import type { Edit } from "../../core/edit";
import type { Editor } from "../edits/editor";
import { targetsOf } from "../edits/targets";
import { plain } from "../plain";
import { words } from "../reader";
import type { Services } from "../services";
import type { ClusterView } from "../tree/cluster-view";
import { connectionAddress, type Row } from "../tree/rows";
import { pickConnection } from "./panel-commands";
import type { Command } from "./register";

/** `clusterObserver.<system>.<edit>` for everything that can be done with a system's nodes. */
export function editCommands(
  views: readonly ClusterView[],
  services: Services,
  editor: Editor,
): Record<string, Command> {
  const commands = views.flatMap((view) =>
    (view.system.edits ?? []).map((edit): [string, Command] => [
      `${view.system.id}.${edit.id}`,
      async (row?: Row, rows?: readonly Row[]) => {
        const targets = targetsOf(edit, row, rows ?? (row ? [row] : view.allSelected));
        await editor.run(edit, targets.length ? targets : await askTarget(view, services, edit));
      },
    ]),
  );
  return Object.fromEntries(commands);
}

/** Called from the palette, with nothing selected that fits: where in which connection? */
async function askTarget(view: ClusterView, { pool }: Services, edit: Edit): Promise<readonly Address[]> {
  const all = pool
    .connections()
    .filter(({ system, profile }) => system === view.system.id && (edit.reads || profile.access === "edit"));
  const title = words(edit.title);
  const connection = await pickConnection(all, {
    none: l10n.t("No profile with “access”: “edit” has a connection to {0}.", view.system.title),
    title,
    placeHolder: l10n.t("In which environment?"),
  });
  if (!connection || edit.on.every((kind) => kind === "connection")) return connection ? [connection] : [];
  const top = all.map(connectionAddress).find((address) => formatAddress(address) === formatAddress(connection));
  const [way] = view.system.goTo;
  const parse = (typed: string) => parseAddress(typed) ?? (top && way?.parse(typed, top));
  const typed = await window.showInputBox({
    title,
    prompt: way ? words(way.help) : l10n.t("An address as “Copy Address” gives it"),
    placeHolder: way?.placeholder,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const place = parse(text);
      return !text || !place || "path" in place ? undefined : plain(words(place));
    },
  });
  const place = typed ? parse(typed) : undefined;
  return place && "path" in place ? [place] : [];
}
