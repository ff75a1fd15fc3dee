import type { FrameLocator, Locator } from "playwright-core";
import { eventually } from "../workbench/eventually";
import type { WorkbenchPage } from "../workbench/page";

/** The Consumer Lag panel, by what is seen of it. */
export class LagPanel {
  constructor(private readonly workbench: WorkbenchPage) {}

  get frame(): FrameLocator {
    return this.workbench.panelFrame();
  }

  get details(): Locator {
    return this.frame.locator("section.details");
  }

  /** The group and the verdict of each row that is painted, from the top. */
  async rows(): Promise<{ group: string; verdict: string }[]> {
    const rows = this.frame.locator("main .list table tbody tr");
    const cells = await rows.evaluateAll((elements) =>
      elements.map((element) => [...element.querySelectorAll("td")].slice(0, 2).map((cell) => cell.textContent ?? "")),
    );
    return cells.map(([group = "", verdict = ""]) => ({ group: group.trim(), verdict: verdict.trim() }));
  }

  /** Waits until the rows are as `accept` says. */
  async shows(what: string, accept: (rows: readonly { group: string; verdict: string }[]) => boolean): Promise<void> {
    await eventually(what, () => this.rows(), accept);
  }

  async has(group: string, verdict: string): Promise<void> {
    await this.shows(`${group} to be ${verdict}`, (rows) =>
      rows.some((row) => row.group === group && row.verdict === verdict),
    );
  }

  row(group: string): Locator {
    return this.frame
      .locator("main .list table tbody tr")
      .filter({ has: this.frame.getByText(group, { exact: true }) });
  }

  async open(group: string): Promise<void> {
    await this.row(group).locator("td").first().click();
    await this.opened(group);
  }

  /** Waits until the details of a group are there. */
  async opened(group: string): Promise<void> {
    await this.details.getByRole("heading", { name: group, exact: true }).waitFor();
    await this.details.getByText("Rule:", { exact: false }).first().waitFor();
  }

  async press(label: string): Promise<void> {
    await this.frame.getByRole("button", { name: label, exact: true }).first().click();
  }
}
