import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { freePort } from "../servers/process";
import { chromiumOptions } from "./chromium";
import { atExit, exitOnSignals, makeScratch, removeScratch } from "./cleanup";
import { PATIENCE } from "./eventually";
import { REPOSITORY } from "./install";
import { WorkbenchPage } from "./page";
import type { Settings } from "./settings";
import { type RunningWorkbench, startWorkbench } from "./workbench";

const THEMES = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "hc-light": "Default High Contrast Light",
  "hc-dark": "Default High Contrast",
} as const;

export interface BrowserWorkbench {
  readonly settings?: Settings;
  /** the folder to open; an empty one, when absent */
  readonly folder?: string;
  /** a folder must be trusted by a person first; every folder is, when absent */
  readonly asksForTrust?: boolean;
  readonly theme?: keyof typeof THEMES;
  /** the display language: `zh-cn` */
  readonly locale?: string;
  /** the folder of a built extension or a .vsix; the project's own, when absent */
  readonly extension?: string;
  /** title of its icon in the activity bar */
  readonly container?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** The workbench in a browser of its own, with a fresh profile. */
export interface OpenedWorkbench extends WorkbenchPage {
  close(): Promise<void>;
}

/** Opens VS Code with the extension in a headless browser; `close` it in `after`. Takes 10 s on a quiet machine. */
export async function openWorkbench(options: BrowserWorkbench = {}): Promise<OpenedWorkbench> {
  const { theme = "light", locale, asksForTrust, extension = REPOSITORY, container = "Cluster Observer" } = options;
  const scratch = makeScratch();
  let server: RunningWorkbench | undefined;
  let browser: BrowserContext | undefined;
  const end = () => {
    server?.kill();
    removeScratch(scratch);
  };
  const forgetSignals = exitOnSignals();
  let forgetEnd = atExit(end);
  const close = async () => {
    await browser?.close();
    await server?.stop();
    removeScratch(scratch);
    forgetEnd();
    forgetSignals();
  };
  try {
    const chromiumStart = chromiumOptions(scratch);
    const folder = options.folder ?? join(scratch, "workspace");
    mkdirSync(folder, { recursive: true });
    const settings = { "workbench.colorTheme": THEMES[theme], ...options.settings };
    const port = await freePort();
    server = await startWorkbench({
      ...{ dir: scratch, port, extension, folder, settings, locale, asksForTrust },
      idleLimit: 300,
    });
    browser = await chromium.launchPersistentContext(join(scratch, "chromium"), {
      ...chromiumStart,
      viewport: options.viewport ?? { width: 1280, height: 900 },
      locale: "en-US",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    // At an exit the browser is ended by Playwright's own listener: the folder can go only after that.
    forgetEnd();
    forgetEnd = atExit(end);
    browser.setDefaultTimeout(PATIENCE);
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(server.url, { waitUntil: "commit" });
    const workbench = new WorkbenchPage(page, container);
    await workbench.ready();
    return Object.assign(workbench, { close });
  } catch (error) {
    await close();
    throw error;
  }
}
