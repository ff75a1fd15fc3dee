import { commands, l10n, Uri, window } from "vscode";
import { formatAddress, SCHEME } from "../../core/address";
import { HEX_SCHEME, hexUri } from "../documents/hex-view";
import { partOf } from "../documents/notice";
import { openDocument } from "../documents/open";
import { addressOfUri, uriOf } from "../documents/uris";
import type { Services } from "../services";
import type { ClusterView } from "../tree/cluster-view";
import { addressOfRow, type Row } from "../tree/rows";
import type { Command } from "./register";

/** What can be done with an open document, and with two addresses. */
export function documentCommands(views: readonly ClusterView[], services: Services): Record<string, Command> {
  let chosen: Uri | undefined;
  return {
    openPart: async (uri: Uri, part: string | undefined) => openDocument(partOf(uri, part)),
    refreshDocument: (uri?: Uri) => {
      const open = clusterUri(uri);
      if (open) services.readings.refresh(open);
    },
    openAsHex: async (target?: Uri | Row) => {
      const uri = targetUri(target);
      if (uri) await window.showTextDocument(hexUri(uri), { preview: true });
    },
    revealInView: async (uri?: Uri) => {
      const open = clusterUri(uri);
      if (!open) return;
      const address = { ...addressOfUri(open), part: undefined };
      const system = services.pool.connection(address)?.system;
      await views.find((view) => view.system.id === system)?.reveal(address, new AbortController().signal);
    },
    selectForCompare: async (target?: Uri | Row) => {
      chosen = targetUri(target);
      await commands.executeCommand("setContext", "clusterObserver.compareFrom", chosen !== undefined);
      if (chosen)
        window.setStatusBarMessage(l10n.t("Chosen for comparison: {0}", formatAddress(addressOfUri(chosen))), 5_000);
    },
    compareWithSelected: async (target?: Uri | Row) => {
      const uri = targetUri(target);
      if (!uri || !chosen) {
        await window.showInformationMessage(l10n.t("First choose something with “Select for Compare”."));
        return;
      }
      await commands.executeCommand("vscode.diff", chosen, uri, `${title(chosen)} ↔ ${title(uri)}`);
    },
  };
}

const title = (uri: Uri): string => `${uri.authority}${uri.path}`;

function targetUri(target: Uri | Row | undefined): Uri | undefined {
  if (target && !(target instanceof Uri)) return uriOf(addressOfRow(target));
  return clusterUri(target);
}

/** The address of a document of ours: the one given, or the one in front. */
function clusterUri(uri: Uri | undefined): Uri | undefined {
  const found = uri ?? window.activeTextEditor?.document.uri;
  if (found?.scheme === HEX_SCHEME) return found.with({ scheme: SCHEME });
  return found?.scheme === SCHEME ? found : undefined;
}
