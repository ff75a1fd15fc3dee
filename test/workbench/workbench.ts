import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { installVsix, type RunningCodeServer, startCodeServer } from "./code-server";
import { installWorkbench } from "./install";
import { writeLanguagePack } from "./language";
import { type Settings, writeSettings } from "./settings";

export interface WorkbenchStart {
  /** holds the user's data, the extensions and the log; what is there is used again */
  readonly dir: string;
  readonly port: number;
  /** the folder of a built extension, or a .vsix */
  readonly extension?: string;
  /** the folder to open; without one the window is empty */
  readonly folder?: string;
  /** the user's settings; those that the user has changed since win */
  readonly settings?: Settings;
  /** the display language: `zh-cn` */
  readonly locale?: string;
  /** a folder must be trusted by a person first; every folder is, when absent */
  readonly asksForTrust?: boolean;
  readonly smokeTestDriver?: boolean;
  /** seconds without a window until it ends by itself; never, when absent */
  readonly idleLimit?: number;
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
}

export interface RunningWorkbench extends RunningCodeServer {
  readonly url: string;
}

/** Starts VS Code for a browser, with an extension in it. Ready when its page can be opened. */
export async function startWorkbench(start: WorkbenchStart): Promise<RunningWorkbench> {
  const { port, folder, locale, asksForTrust, smokeTestDriver, idleLimit, signal, log } = start;
  const dir = resolve(start.dir);
  const installation = await installWorkbench({ signal, log });
  const userData = join(dir, "user-data");
  const extensions = join(dir, "extensions");
  const server = { dir, port, userData, extensions, locale, asksForTrust, smokeTestDriver, idleLimit };
  writeSettings(userData, start.settings ?? {});
  if (locale) writeLanguagePack(userData, locale);
  forgetExtensions(extensions);
  if (start.extension?.endsWith(".vsix")) await installVsix(installation, server, resolve(start.extension));
  else if (start.extension) linkExtension(resolve(start.extension), extensions);
  log?.(`Starting the workbench on port ${port}`);
  return { ...(await startCodeServer(installation, server)), url: address(port, folder) };
}

/** The workbench's address; a folder is named by its absolute path. */
export function address(port: number, folder?: string, payload?: readonly (readonly [string, string])[]): string {
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (folder) url.searchParams.set("folder", resolve(folder));
  if (payload) url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}

/**
 * Takes away what a former start has left: links, through which a .vsix would be unpacked into their target, and the
 * registers, without which VS Code looks for itself.
 */
function forgetExtensions(extensions: string): void {
  mkdirSync(extensions, { recursive: true });
  for (const entry of readdirSync(extensions, { withFileTypes: true })) {
    const isRegister = entry.name === "extensions.json" || entry.name === ".obsolete";
    if (entry.isSymbolicLink() || isRegister) rmSync(join(extensions, entry.name));
  }
}

/** Lets the workbench load the extension from where it is built. */
function linkExtension(extension: string, extensions: string): void {
  const manifest: unknown = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  const { publisher, name, version } = manifest as { publisher: string; name: string; version: string };
  const id = `${publisher}.${name}-`;
  for (const former of readdirSync(extensions).filter((entry) => entry.startsWith(id))) {
    rmSync(join(extensions, former), { recursive: true, force: true });
  }
  symlinkSync(extension, join(extensions, `${id}${version}`), "dir");
}
