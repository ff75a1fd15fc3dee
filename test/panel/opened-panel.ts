import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { page as html } from "../../src/panel/page";
import type { FromPanel, ToPanel } from "../../src/panel/protocol";
import { chromiumOptions } from "../workbench/chromium";
import { makeScratch, removeScratch } from "../workbench/cleanup";
import { eventually } from "../workbench/eventually";
import themes from "./themes.json";

const ORIGIN = "https://panel.test";
const REPOSITORY = join(__dirname, "..", "..");
const BODY_CLASS = {
  light: "vscode-light",
  dark: "vscode-dark",
  "hc-light": "vscode-high-contrast-light",
  "hc-dark": "vscode-high-contrast",
};
export type Theme = keyof typeof themes;

export interface PanelOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** what the webview kept before a reload */
  readonly kept?: unknown;
}

/** The built panel in a browser, under the policy of its page, with the webview's API put in for VS Code's. */
export class Panels {
  private readonly scratch = makeScratch();
  private browser: Browser | undefined;

  async open({ theme = "light", width = 1280, height = 800, kept }: PanelOptions = {}): Promise<OpenedPanel> {
    this.browser ??= await chromium.launch(chromiumOptions(this.scratch));
    const context = await this.browser.newContext({
      viewport: { width, height },
      reducedMotion: "reduce",
      locale: "en-US",
    });
    const page = await context.newPage();
    const panel = new OpenedPanel(context, page);
    await page.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === "/") return route.fulfill({ contentType: "text/html", body: PAGE });
      return route.fulfill({ path: join(REPOSITORY, "dist", pathname.slice(1)) });
    });
    await page.addInitScript(
      `${IN_PAGE}; applyKept(${JSON.stringify(kept ?? null)}); applyTheme(${themeArguments(theme)})`,
    );
    await page.goto(`${ORIGIN}/`);
    await panel.said("ready");
    return panel;
  }

  async close(): Promise<void> {
    await this.browser?.close();
    removeScratch(this.scratch);
  }
}

const PAGE = html({
  script: `${ORIGIN}/panel.js`,
  style: `${ORIGIN}/panel.css`,
  cspSource: ORIGIN,
  nonce: "dGVzdA",
  locale: "en",
  title: "Consumer Lag",
});

const themeArguments = (theme: Theme): string => JSON.stringify([themes[theme], BODY_CLASS[theme]]);

/** Runs in the page: what VS Code puts into a webview, and what the tests ask. */
const IN_PAGE = `
  Object.assign(globalThis, { sent: [], kept: undefined, violations: [], acquireVsCodeApi, applyKept, applyTheme, receive });
  function acquireVsCodeApi() {
    return { postMessage: (message) => globalThis.sent.push(message), getState: () => globalThis.kept, setState: (state) => { globalThis.kept = state; } };
  }
  function applyKept(state) { globalThis.kept = state === null ? undefined : state; }
  function applyTheme([colors, name]) {
    const apply = () => {
      document.documentElement.removeAttribute("style");
      for (const [key, value] of Object.entries(colors)) document.documentElement.style.setProperty("--vscode-" + key, value);
      document.documentElement.style.setProperty("--vscode-font-family", "system-ui, Ubuntu, 'Droid Sans', sans-serif");
      document.documentElement.style.setProperty("--vscode-font-size", "13px");
      document.body.className = name;
    };
    if (document.body) apply(); else document.addEventListener("DOMContentLoaded", apply);
  }
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => globalThis.violations.push(violatedDirective + " " + blockedURI));
  async function receive(message) {
    const begin = performance.now();
    window.dispatchEvent(new MessageEvent("message", { data: message }));
    for (let turn = 0; turn < 20; turn++) await undefined;
    return performance.now() - begin;
  }
`;

export class OpenedPanel {
  private readonly errors: string[] = [];

  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.errors.push(message.text());
    });
  }

  /** Has the webview receive a message as from the host. Returns the milliseconds of script until it is drawn. */
  receive(message: ToPanel): Promise<number> {
    return this.page.evaluate<number>(`receive(${JSON.stringify(message)})`);
  }

  async theme(theme: Theme): Promise<void> {
    await this.page.evaluate(`applyTheme(${themeArguments(theme)})`);
  }

  sent(): Promise<FromPanel[]> {
    return this.page.evaluate<FromPanel[]>("sent");
  }

  kept(): Promise<unknown> {
    return this.page.evaluate("kept");
  }

  /** Waits for the newest message of that type to be as wanted. */
  async said<T extends FromPanel["type"]>(
    type: T,
    wanted: (message: Extract<FromPanel, { type: T }>) => boolean = () => true,
  ): Promise<Extract<FromPanel, { type: T }>> {
    const is = (message: FromPanel): message is Extract<FromPanel, { type: T }> => message.type === type;
    const newest = async () => (await this.sent()).filter(is).at(-1);
    const found = await eventually(
      `the panel to say "${type}"`,
      newest,
      (message) => message !== undefined && wanted(message),
    );
    if (!found) throw new Error(`The panel never said "${type}".`);
    return found;
  }

  /** What went wrong in the page: exceptions, the console's complaints, and what its policy forbade. */
  async complaints(): Promise<string[]> {
    return [...this.errors, ...(await this.page.evaluate<string[]>("violations"))];
  }

  /** What axe finds against it, one line for each rule and element. */
  async accessibility(): Promise<string[]> {
    await this.page.evaluate(readFileSync(join(REPOSITORY, "node_modules/axe-core/axe.min.js"), "utf8"));
    return this.page.evaluate<string[]>(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + " " + target + ": " + failureSummary)))`);
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(REPOSITORY, "screenshots", `${name}.png`) });
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
