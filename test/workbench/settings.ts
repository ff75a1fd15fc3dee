import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type Settings = Readonly<Record<string, unknown>>;

/** No greeting, no questions, no network: only what a test or a first look at the extension is about. */
const QUIET: Settings = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
  "json.schemaDownload.enable": false,
  "npm.fetchOnlinePackageInfo": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.settings.enableNaturalLanguageSearch": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/** The user's settings.json, of desktop VS Code and of code-server alike. */
export function settingsFile(userData: string): string {
  return join(userData, "User", "settings.json");
}

/** Writes the user's settings. What is there already stays: in `npm start` it is what the user has set since. */
export function writeSettings(userData: string, settings: Settings): void {
  const file = settingsFile(userData);
  let present: Settings = {};
  if (existsSync(file)) {
    try {
      present = JSON.parse(readFileSync(file, "utf8")) as Settings;
    } catch {
      return; // The user writes comments in it: leave it alone.
    }
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...QUIET, ...settings, ...present }, undefined, 2)}\n`);
}
