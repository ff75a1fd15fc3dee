import type { CancellationToken } from "vscode";

/** VS Code's way to cancel, as the signal that the core knows. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
