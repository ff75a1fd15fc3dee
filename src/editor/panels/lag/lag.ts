import { type ExtensionContext, l10n, window, workspace } from "vscode";
import type { Address } from "../../../core/address";
import { text, verbatim } from "../../../core/text";
import type { GroupLag, LagSnapshot } from "../../../lag/snapshot";
import { explain, report } from "../../errors";
import { plain } from "../../plain";
import { words } from "../../reader";
import type { Services } from "../../services";
import { SECTION, settings } from "../../settings";
import { Panels } from "../panels";
import { groupName } from "./group-rows";
import { LagOverlay } from "./lag-overlay";
import { lagPanel } from "./lag-panel";
import { LagService } from "./lag-service";
import { createLagWatches, type GroupWatch, type LagWatches } from "./lag-watches";
import { VERDICT_WORDS } from "./verdict-words";
import type { Notice } from "./watch-notice";

/** Everything of consumer lag in the editor: one service, and all that shows what it knows. */
export interface Lag {
  readonly service: LagService;
  readonly watches: LagWatches;
  readonly overlay: LagOverlay;
  readonly panels: Panels<LagSnapshot>;
}

/** @param reveal shows the row of an address in its view */
export function createLag(
  context: ExtensionContext,
  services: Services,
  reveal: (address: Address) => Promise<void>,
): Lag {
  const { pool, profiles, log } = services;
  const service = new LagService(pool, (error) => log.error(explain(error)));
  const notify = (watch: GroupWatch, notice: Notice, lag: GroupLag) => {
    void tell(watch, notice, lag).catch((error: unknown) => report(error, log));
  };
  const watches = createLagWatches(service, context.workspaceState, settings.watchInterval, notify);
  const overlay = new LagOverlay(service, watches, settings.lagInterval, words);
  const showGroup = async (connection: Address, group: string) => {
    const { signal } = new AbortController();
    await reveal(await service.run(connection, signal, async (source) => source.groupAddress(group)));
  };
  const home = { services, extension: context.extensionUri };
  const panels = new Panels(lagPanel(service, watches, showGroup), home, settings.lagInterval);
  context.subscriptions.push(
    panels,
    watches,
    service,
    profiles.onDidChange(() => service.configured()),
    workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(`${SECTION}.lag`)) return;
      overlay.setInterval();
      watches.setInterval();
    }),
  );
  return { service, watches, overlay, panels };

  async function tell({ connection, id }: GroupWatch, { kind }: Notice, lag: GroupLag): Promise<void> {
    const name = verbatim(groupName(id));
    const { state, text: why } = lag.verdict;
    const [show, stop] = [l10n.t("Show"), l10n.t("Stop Watching")];
    const chosen =
      kind === "trouble"
        ? await window.showWarningMessage(
            plain(words(text("{0} is {1}. {2}", name, VERDICT_WORDS[state], why))),
            show,
            stop,
          )
        : await window.showInformationMessage(plain(words(text("{0} has recovered. {1}", name, why))), show, stop);
    if (chosen === show) panels.show(connection, { open: id });
    else if (chosen === stop) await watches.stop(connection, id);
  }
}
