import { type ExtensionContext, l10n, window, workspace } from "vscode";
import type { Address } from "../../../core/address";
import { text, verbatim } from "../../../core/text";
import type { LockSnapshot, LockStatus } from "../../../locks/snapshot";
import { explain, report } from "../../errors";
import { plain } from "../../plain";
import { words } from "../../reader";
import type { Services } from "../../services";
import { SECTION, settings } from "../../settings";
import { Panels } from "../panels";
import { LockDeeds } from "./lock-deeds";
import { LockEvents } from "./lock-events";
import { lockName } from "./lock-figures";
import { Hands } from "./lock-hands";
import type { LockNotice } from "./lock-notice";
import { LockOverlay } from "./lock-overlay";
import { LockService } from "./lock-service";
import { createLockWatches, type LockWatch, type LockWatches } from "./lock-watches";
import { locksPanel } from "./locks-panel";

/** Everything of locks in the editor: one service, and all that shows what it knows. */
export interface Locks {
  readonly service: LockService;
  readonly watches: LockWatches;
  readonly overlay: LockOverlay;
  readonly deeds: LockDeeds;
  readonly panels: Panels<LockSnapshot>;
}

/** @param reveal shows the row of an address in its view */
export function createLocks(
  context: ExtensionContext,
  services: Services,
  reveal: (address: Address) => Promise<void>,
): Locks {
  const { pool, profiles, log } = services;
  const service = new LockService(pool, (error) => log.error(explain(error)));
  const notify = (watch: LockWatch, notice: LockNotice, lock: LockStatus) => {
    void tell(watch, notice, lock).catch((error: unknown) => report(error, log));
  };
  const watches = createLockWatches(service, context.workspaceState, settings.lockWatchInterval, notify);
  const overlay = new LockOverlay(service, watches, words);
  const events = new LockEvents(service, (error) => log.error(explain(error)));
  const deeds = new LockDeeds(service, profiles);
  const hands = new Hands({ service, watches, events, deeds, reveal });
  const home = { services, extension: context.extensionUri };
  const panels = new Panels(locksPanel(service, hands), home, settings.locksInterval);
  context.subscriptions.push(
    panels,
    watches,
    events,
    service,
    profiles.onDidChange(() => service.configured()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.locks`)) watches.setInterval();
    }),
  );
  return { service, watches, overlay, deeds, panels };

  async function tell({ connection, id }: LockWatch, notice: LockNotice, lock: LockStatus): Promise<void> {
    const name = verbatim(lockName(lock));
    const [show, stop] = [l10n.t("Show"), l10n.t("Stop Watching")];
    const chosen = await said(name, notice, lock, show, stop);
    if (chosen === show) panels.show(connection, { open: id });
    else if (chosen === stop) await watches.stop(connection, id);
  }
}

function said(name: ReturnType<typeof verbatim>, notice: LockNotice, lock: LockStatus, ...buttons: string[]) {
  switch (notice.kind) {
    case "leaked":
      return window.showWarningMessage(plain(words(text("{0} has leaked. {1}", name, lock.rule))), ...buttons);
    case "released":
      return window.showInformationMessage(plain(words(text("{0} is free now.", name))), ...buttons);
    case "handedOver": {
      const holder = verbatim(lock.holders[0]?.id ?? "");
      return window.showInformationMessage(
        plain(words(text("{0} is no longer held by {1}; {2} holds it now.", name, notice.from, holder))),
        ...buttons,
      );
    }
  }
}
