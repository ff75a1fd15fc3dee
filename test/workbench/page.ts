import { join } from "node:path";
import { errors, type FrameLocator, type Locator, type Page } from "playwright-core";
import { eventually } from "./eventually";
import { REPOSITORY } from "./install";
import { restPointer } from "./pointer";
import { QuickInput } from "./quick-input";
import { TreeView } from "./tree-view";

/** Milliseconds that the palette may take before it is opened anew. */
const ATTEMPT = 10_000;
/** Milliseconds to get hold of something that may be moving. */
const GRASP = 3_000;

/** The workbench in a page, used as a person would: by what is seen. Everything waits as long as it must. */
export class WorkbenchPage {
  readonly quickInput: QuickInput;
  private readonly icon: string;

  /** @param container title of the extension's icon in the activity bar */
  constructor(
    readonly page: Page,
    container: string,
  ) {
    this.icon = `.action-label[aria-label^="${container}"]`;
    this.quickInput = new QuickInput(page);
  }

  /** Waits until the workbench and the extension's icon are there. */
  async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench").waitFor();
    await this.page.locator(`.activitybar ${this.icon}`).waitFor();
  }

  /** Returns when the workbench is there again. */
  async reload(): Promise<void> {
    // By the command, as a person does it: so the workbench writes down what it is to restore before it goes.
    await this.page.evaluate("globalThis.beforeReload = true");
    await this.runCommand("Developer: Reload Window");
    await this.page.waitForFunction("!globalThis.beforeReload");
    await this.ready();
  }

  /** Shows the side bar with the extension's views. */
  async showContainer(): Promise<void> {
    const item = this.page.locator(".activitybar .action-item").filter({ has: this.page.locator(this.icon) });
    const views = this.page.locator(".sidebar .pane-header");
    const isShown = async () => {
      // A click on the icon of what is shown would hide it. After a reload the side bar comes back by itself, perhaps
      // while the icon is being clicked: then the next look clicks again.
      if ((await item.getAttribute("aria-selected")) !== "true") await item.click();
      await this.page.waitForTimeout(200);
      return (await item.getAttribute("aria-selected")) === "true" && (await views.count()) > 0;
    };
    await eventually("the extension's views", isShown, (shown) => shown);
    // The icon's own tooltip would lie over the rows.
    await restPointer(this.page);
  }

  /**
   * Shows a view and unfolds it.
   * @param alone folds the other ones, so that it has the whole height
   */
  async view(name: string, { alone = false } = {}): Promise<TreeView> {
    await this.showContainer();
    const view = new TreeView(this.page, name);
    await this.fold(view.pane, true);
    if (!alone) return view;
    for (const other of await this.page.locator(".sidebar .pane").all()) {
      const label = await other.locator(".pane-header").getAttribute("aria-label");
      if (!label?.startsWith(name)) {
        await this.fold(other, false);
      }
    }
    return view;
  }

  private async fold(pane: Locator, open: boolean): Promise<void> {
    const header = pane.locator(".pane-header").first();
    const isOpen = async () => (await header.getAttribute("aria-expanded")) === "true";
    // At its beginning: in the middle there may be actions.
    if ((await isOpen()) !== open) await header.click({ position: { x: 30, y: 8 } });
    await eventually("the view to fold", isOpen, (now) => now === open);
  }

  /** Runs a command by the palette; the title is what the palette shows: "Cluster Observer: Add Profile". */
  async runCommand(title: string): Promise<void> {
    const palette = async () => {
      await this.page.keyboard.press("F1");
      // A box that opens while something else takes the focus closes again: then it is asked for once more.
      try {
        await this.quickInput.type(`>${title}`, ATTEMPT);
        await this.quickInput.pick(title, undefined, ATTEMPT);
        return true;
      } catch (error) {
        if (error instanceof errors.TimeoutError) return false;
        throw error;
      }
    };
    await eventually(`the command ${title}`, palette, (ran) => ran);
  }

  /** Clicks a row and waits for the editor it opens. @param title of its tab; the row's label, when absent */
  async openDocument(view: TreeView, path: string | readonly string[], title?: string): Promise<void> {
    const labels = [path].flat();
    await (await view.row(...labels)).locator(".monaco-icon-label").click();
    const expected = title ?? labels.at(-1) ?? "";
    await eventually(
      `the editor ${expected}`,
      () => this.activeTab(),
      (tab) => tab === expected,
    );
  }

  /** The title of the active editor's tab; empty, when none is open. */
  async activeTab(): Promise<string> {
    // Not its text: VS Code paints the ending of a file's name as an element of its own.
    const tab = this.page.locator(".editor-group-container.active .tab.active").first();
    return (await tab.count()) ? ((await tab.getAttribute("data-resource-name")) ?? "") : "";
  }

  /** The lines of the active editor that are painted. Waits for `containing`, when given. */
  async editorText(containing = ""): Promise<string> {
    const lines = this.page.locator(".editor-group-container.active .editor-instance .view-lines .view-line");
    const read = async () => {
      const painted = await lines.evaluateAll((elements) =>
        elements.map((element) => ({
          top: Number.parseFloat(/top:\s*([\d.]+)/.exec(element.getAttribute("style") ?? "")?.[1] ?? "0"),
          text: (element.textContent ?? "").replaceAll("\u00a0", " "),
        })),
      );
      painted.sort((one, other) => one.top - other.top);
      return painted.map(({ text }) => text).join("\n");
    };
    // Half of the lines may be painted while the editor lays itself out.
    let last = "";
    const settled = (text: string) => {
      const same = text === last;
      last = text;
      return same && text !== "" && text.includes(containing);
    };
    return eventually(`${containing || "text"} in the editor`, read, settled);
  }

  /** What is inside the webview that is shown in the editor area. */
  panelFrame(): FrameLocator {
    const outer = this.page.locator("iframe.webview.ready:visible").last();
    return outer.contentFrame().locator("iframe#active-frame").contentFrame();
  }

  /** The texts of the notifications that are shown. */
  async notifications(): Promise<string[]> {
    return this.page.locator(".notifications-toasts .notification-list-item-message").allInnerTexts();
  }

  /** Waits for a notification that holds this text. */
  async notification(containing: string): Promise<Locator> {
    const toast = this.page.locator(".notification-toast").filter({ hasText: containing }).first();
    await toast.waitFor();
    return toast;
  }

  /** Presses a button of a notification, or closes it, when none is named. */
  async dismiss(containing: string, button?: string): Promise<void> {
    const toast = await this.notification(containing);
    const target = button
      ? toast.getByRole("button", { name: button, exact: true })
      : toast.locator(".codicon-notifications-clear");
    // It moves when the one below it goes, and shows its buttons only below the pointer: a person follows it.
    const press = async () => {
      try {
        await toast.hover({ timeout: GRASP });
        await target.click({ timeout: GRASP });
        return true;
      } catch (error) {
        if (error instanceof errors.TimeoutError) return false;
        throw error;
      }
    };
    await eventually(`the notification “${containing}” to be pressed`, press, (pressed) => pressed);
    await toast.waitFor({ state: "hidden" });
  }

  /** Waits for the modal dialog, presses a button and returns what it said. */
  async dialog(button: string): Promise<string> {
    const box = this.page.locator(".monaco-dialog-box");
    await box.waitFor();
    const said = (await box.locator(".dialog-message-container").allInnerTexts()).join();
    await box.getByRole("button", { name: button, exact: true }).click();
    await box.waitFor({ state: "hidden" });
    return said;
  }

  /** Waits until the clipboard holds a text. */
  async clipboard(text: string): Promise<void> {
    const read = () => this.page.evaluate<string>("navigator.clipboard.readText()");
    await eventually(`${text} in the clipboard`, read, (held) => held === text);
  }

  /** The texts of the status bar's entries. */
  async statusBar(): Promise<string[]> {
    return this.page.locator(".statusbar .statusbar-item").allInnerTexts();
  }

  /** Leaves a picture in `screenshots/`, which git ignores. Returns its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(REPOSITORY, "screenshots", `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }
}
