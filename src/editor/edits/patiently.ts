import { setTimeout as sleep } from "node:timers/promises";
import { l10n, ProgressLocation, window } from "vscode";

/** Milliseconds after which a person wants to know what goes on, and may stop it. */
const NOTICED = 700;

/** Each call that planning makes has its deadline; how many they are depends on what there is to change. */
export async function patiently<T>(title: string, plan: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const planning = plan(stop.signal);
  const waiting = sleep(NOTICED, "long" as const, { ref: false });
  if ((await Promise.race([planning.then(() => "quick" as const), waiting])) === "quick") return planning;
  return window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t("{0}: looking at what there is to do", title),
      cancellable: true,
    },
    (_, token) => {
      token.onCancellationRequested(() => stop.abort());
      return planning;
    },
  );
}
