import { type LogOutputChannel, window } from "vscode";

/** The one log of the extension. It takes operations and reasons: never a secret, never a value. */
export const createLog = (): LogOutputChannel => window.createOutputChannel("Cluster Observer", { log: true });
