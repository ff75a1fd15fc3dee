import { l10n, window } from "vscode";
import { type Address, parseAddress } from "../../core/address";
import type { Edit } from "../../core/edit";
import { type Editor, titleOf } from "../edits/editor";
import { targetsOf } from "../edits/targets";
import { plain } from "../plain";
import { words } from "../reader";
import type { Services } from "../services";
import type { ClusterView } from "../tree/cluster-view";
import type { Row } from "../tree/rows";
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
  const title = titleOf(edit);
  const connection = await pickConnection(all, {
    none: edit.reads
      ? l10n.t("No profile has a connection to {0} yet.", view.system.title)
      : l10n.t("No profile with “access”: “edit” has a connection to {0}.", view.system.title),
    title,
    placeHolder: l10n.t("In which environment?"),
  });
  const way = view.system.goTo.find(({ id }) => id === edit.goTo);
  if (!connection || !way) return connection ? [connection] : [];
  const parse = (typed: string) => parseAddress(typed) ?? way.parse(typed, connection);
  const typed = await window.showInputBox({
    title: plain(`${title}: ${connection.profile} › ${connection.connection}`),
    prompt: words(way.help),
    placeHolder: way.placeholder,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const place = parse(text);
      return !text || "path" in place ? undefined : plain(words(place));
    },
  });
  const place = typed ? parse(typed) : undefined;
  return place && "path" in place ? [place] : [];
}
