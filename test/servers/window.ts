import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { installWorkbench } from "../workbench/install";
import { settingsFile } from "../workbench/settings";
import { type RunningWorkbench, startWorkbench } from "../workbench/workbench";
import { writeLocalProfile } from "./local-profile";
import { LOCAL, REPOSITORY } from "./places";
import { chosenPort, portProblem } from "./ports";
import { running, signalGroup, stop } from "./process";
import { onPath } from "./programs";
import type { Servers } from "./shared";

/** The folder that the window opens: the tutorial's programs, to change and to run. */
const WORKSPACE = join(LOCAL, "workspace");
const BROWSER = join(LOCAL, "browser");
const PORT = { port: 8765, variable: "CLUSTER_OBSERVER_PORT" };

/** How VS Code is shown. */
export interface Window {
  /** What can be known before anything is started. */
  problem(): Promise<string | undefined>;
  /** Fetches what it needs, so that this can go on beside the start of the servers. */
  prepare(signal: AbortSignal, progress: (line: string) => void): Promise<void>;
  /** Shows it, or with `show: false` only makes it ready. Returns the last line: where it is. */
  open(servers: Servers, show: boolean, progress: (line: string) => void): Promise<{ line: string; url?: string }>;
  close(): Promise<void>;
}

/** Desktop VS Code where `code` is there, otherwise VS Code in the browser. */
export function chooseWindow(browser: boolean): Window {
  // In a terminal of a remote window `code` is another program, which knows nothing of extensions to try.
  const code = process.env.VSCODE_IPC_HOOK_CLI || browser ? undefined : onPath("code");
  return code ? desktopWindow(code) : browserWindow();
}

function desktopWindow(code: string): Window {
  return {
    problem: async () => undefined,
    prepare: async () => {},
    async open(servers, show, progress) {
      makeWorkspace();
      const settings = join(WORKSPACE, ".vscode", "settings.json");
      const problem = writeLocalProfile(settings, servers, join(LOCAL, "profile-desktop.json"));
      if (problem) progress(problem);
      const args = [`--extensionDevelopmentPath=${REPOSITORY}`, "--new-window", WORKSPACE];
      if (!show) return { line: `Open VS Code on it with: code ${args.map((arg) => JSON.stringify(arg)).join(" ")}` };
      progress("VS Code: opening a window");
      await finished(code, args);
      return { line: "Cluster Observer is in the new window of VS Code: its icon is in the activity bar." };
    },
    close: async () => {},
  };
}

function browserWindow(): Window {
  let opening: Promise<RunningWorkbench> | undefined;
  return {
    async problem() {
      await endServer();
      return portProblem("VS Code in the browser", chosenPort(PORT), PORT.variable);
    },
    async prepare(signal, progress) {
      await installWorkbench({ signal, log: (line) => progress(`VS Code: ${line.trim()}`) });
    },
    async open(servers, show, progress) {
      makeWorkspace();
      const settings = settingsFile(join(BROWSER, "user-data"));
      const problem = writeLocalProfile(settings, servers, join(LOCAL, "profile-browser.json"));
      if (problem) progress(problem);
      const began = Date.now();
      const log = (line: string) => progress(`VS Code: ${line}`);
      const port = chosenPort(PORT);
      opening = startWorkbench({ dir: BROWSER, port, extension: REPOSITORY, folder: WORKSPACE, log });
      const { url } = await opening;
      progress(`VS Code: ready (${((Date.now() - began) / 1_000).toFixed(1)} s)`);
      if (show) openBrowser(url);
      return { line: `Cluster Observer: ${url}`, url };
    },
    async close() {
      await endServer();
      // One that has just been ended while it started cleans up behind itself.
      await (await opening?.catch(() => undefined))?.stop();
    },
  };
}

/** Ends the server of this window, or the one that a killed start has left. */
async function endServer(): Promise<void> {
  const server = running("code-server", BROWSER);
  if (!server) return;
  await stop(server, 5_000);
  // It does not wait for its children.
  signalGroup(server.pid, "SIGKILL");
}

/** Copies the tutorial's programs into the folder, each where it is missing. */
function makeWorkspace(): void {
  mkdirSync(WORKSPACE, { recursive: true });
  const examples = join(REPOSITORY, "examples");
  for (const name of existsSync(examples) ? readdirSync(examples) : []) {
    if (!existsSync(join(WORKSPACE, name))) copyFileSync(join(examples, name), join(WORKSPACE, name));
  }
}

function finished(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new Error(`Cannot run ${command}: ${cause.message}`, { cause })));
    child.once("close", (code) => (code ? reject(new Error(`${command} ended with ${code}.`)) : resolve()));
  });
}

/** Where there is a screen. The address is printed in any case, so that a failure costs nothing. */
function openBrowser(url: string): void {
  const screen = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = { darwin: "open", linux: "xdg-open" }[process.platform as string];
  const command = screen && !process.env.CI && opener ? onPath(opener) : undefined;
  if (!command) return;
  const child = spawn(command, [url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
