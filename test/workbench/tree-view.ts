import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually";
import { chooseFromMenu, restPointer, tooltipOf } from "./pointer";
import { follow, type Row } from "./rows";

/** A tree view in the side bar. Rows are named by their label, or by a path of labels where one label is not enough. */
export class TreeView {
  /** the view with its title; a welcome text and a message are in it too */
  readonly pane: Locator;
  private readonly list: Locator;
  private readonly painted: Locator;

  constructor(
    private readonly page: Page,
    readonly name: string,
  ) {
    // Between the two words stands the view's description, while it has one: its filter.
    const header = page.locator(`.pane-header[aria-label^="${name}"][aria-label$="Section"]`);
    this.pane = page.locator(".split-view-view .pane").filter({ has: header });
    this.list = this.pane.locator(".pane-body .monaco-list");
    // Not the parents that stay at the top while their children are scrolled.
    this.painted = this.list.locator(".monaco-list-rows > .monaco-list-row");
  }

  /** The rows that are painted: a tree paints only what fits into the view. */
  async rows(): Promise<Row[]> {
    const rows = await this.painted.evaluateAll((elements) =>
      elements.map((element) => ({
        index: Number(element.getAttribute("data-index")),
        level: Number(element.getAttribute("aria-level")),
        label: element.querySelector(".label-name")?.textContent ?? "",
        description: element.querySelector(".label-description")?.textContent ?? "",
        accessible: element.getAttribute("aria-label") ?? "",
        last: element.getAttribute("data-last-element") === "true",
        open: element.getAttribute("aria-expanded"),
      })),
    );
    return rows
      .sort((one, other) => one.index - other.index)
      .map(({ open, ...row }) => ({ ...row, expanded: open === null ? undefined : open === "true" }));
  }

  /** All rows that are not folded away, also those that must be scrolled to. */
  async allRows(): Promise<Row[]> {
    const found = new Map<number, Row>();
    await this.scan((rows) => {
      for (const row of rows) found.set(row.index, row);
      return undefined;
    });
    return [...found.values()].sort((one, other) => one.index - other.index);
  }

  /** Waits for a row, scrolls to it and returns it as an element. */
  async row(...path: string[]): Promise<Locator> {
    const row = await this.find(path);
    const label = this.page.locator(".label-name").getByText(row.label, { exact: true });
    const element = this.painted.and(this.page.locator(`[data-index="${row.index}"]`));
    return row.label ? element.filter({ has: label }) : element;
  }

  /** Waits for a row and returns what it says. */
  async find(path: readonly string[]): Promise<Row> {
    const search = async () => {
      const seen = new Map<number, Row>();
      return this.scan((rows) => {
        for (const row of rows) seen.set(row.index, row);
        return follow([...seen.values()], path);
      });
    };
    const row = await eventually(`the row ${path.join(" › ")} in ${this.name}`, search, (found) => found !== undefined);
    if (!row) throw new Error("unreachable");
    return row;
  }

  /** Opens every row on the path, one after the other, and waits until its children are there. */
  async expand(...path: string[]): Promise<void> {
    for (let length = 1; length <= path.length; length++) await this.fold(path.slice(0, length), true);
  }

  async collapse(...path: string[]): Promise<void> {
    await this.fold(path, false);
  }

  private async fold(path: readonly string[], open: boolean): Promise<void> {
    const state = async () => (await this.find(path)).expanded;
    if ((await state()) === undefined) throw new Error(`${path.join(" › ")} cannot be expanded.`);
    if ((await state()) !== open) await (await this.row(...path)).locator(".monaco-tl-twistie").click();
    await eventually(`${path.join(" › ")} to be ${open ? "open" : "closed"}`, state, (now) => now === open);
    await this.idle();
  }

  /** Waits until no row and not the view itself shows that it is loading. */
  async idle(): Promise<void> {
    const loading = this.pane.locator(".codicon-tree-item-loading, .monaco-progress-container.active");
    await eventually(
      `${this.name} to have loaded`,
      () => loading.count(),
      (count) => count === 0,
    );
  }

  /** Points at a row and returns what its tooltip says once that is loaded. */
  async hover(...path: string[]): Promise<string> {
    const row = await this.row(...path);
    const tooltip = tooltipOf(this.page);
    await restPointer(this.page);
    await row.locator(".monaco-icon-label").hover();
    const text = async () => {
      // A row that is painted anew under a resting pointer shows no tooltip: a person moves the mouse.
      if ((await tooltip.count()) === 0) {
        await this.page.mouse.move(2, 2);
        await row.locator(".monaco-icon-label").hover();
        await this.page.waitForTimeout(1_500);
      }
      return (await tooltip.allInnerTexts()).join();
    };
    return eventually(`the tooltip of ${path.join(" › ")}`, text, (said) => said !== "" && !/^Loading\.*$/.test(said));
  }

  /** Chooses an entry of a row's context menu. */
  async menu(path: string | readonly string[], entry: string): Promise<void> {
    const row = await this.row(...[path].flat());
    await row.locator(".monaco-icon-label").click({ button: "right" });
    await chooseFromMenu(this.page, entry);
  }

  /** The entries of a row's context menu, which is closed again. */
  async entries(...path: string[]): Promise<string[]> {
    await (await this.row(...path)).locator(".monaco-icon-label").click({ button: "right" });
    const labels = this.page.locator(".monaco-menu .action-label:visible");
    await labels.first().waitFor();
    const entries = await labels.allInnerTexts();
    await this.page.keyboard.press("Escape");
    await eventually(
      "the menu to close",
      () => this.page.locator(".monaco-menu").count(),
      (open) => open === 0,
    );
    return entries.map((entry) => entry.trim()).filter(Boolean);
  }

  /** Presses one of the buttons that a row shows at its end. */
  async action(path: string | readonly string[], title: string): Promise<void> {
    const row = await this.row(...[path].flat());
    await row.hover();
    await row.locator(`.actions .action-label[aria-label="${title}"]`).click();
  }

  /** Presses one of the buttons in the view's title. */
  async press(title: string): Promise<void> {
    const header = this.pane.locator(".pane-header");
    await header.hover();
    await header.locator(`.actions .action-label[aria-label="${title}"]`).click();
  }

  /** Looks at the painted rows, and then at all from the top to the end, until `visit` returns something. */
  private async scan<T>(visit: (rows: Row[]) => T | undefined): Promise<T | undefined> {
    let rows = await this.rows();
    let result = visit(rows);
    if (result === undefined && rows[0] && rows[0].index > 0) {
      rows = await this.turn("Home", rows);
      result = visit(rows);
    }
    while (result === undefined && rows.at(-1)?.last === false) {
      const further = await this.turn("PageDown", rows);
      if (further.at(-1)?.index === rows.at(-1)?.index) break;
      rows = further;
      result = visit(rows);
    }
    return result;
  }

  /** Presses a key that scrolls, and waits until other rows are painted or it is clear that there are none. */
  private async turn(key: "Home" | "PageDown", before: readonly Row[]): Promise<Row[]> {
    await this.list.focus();
    let rows: Row[] = [];
    // The first PageDown only moves the focus to the last row that is painted.
    for (let presses = 0; presses < 3; presses++) {
      await this.page.keyboard.press(key);
      for (let tries = 0; tries < 10; tries++) {
        rows = await this.rows();
        if (rows[0]?.index !== before[0]?.index) return rows;
        await this.page.waitForTimeout(30);
      }
    }
    return rows;
  }
}
