import type { Choices, FromPanel } from "./protocol";

/** What the webview keeps over a reload of the window. */
export interface Kept {
  readonly choices?: Choices;
  /** pixels of the details pane, beside and below the table */
  readonly beside?: number;
  readonly below?: number;
}

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** VS Code gives it out only once. */
export const vscode: VsCodeApi = acquireVsCodeApi();
