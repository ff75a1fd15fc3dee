import type { FrameLocator, Locator } from "playwright-core";
import { eventually } from "../workbench/eventually";
import type { WorkbenchPage } from "../workbench/page";

interface LockLine {
  readonly lock: string;
  readonly state: string;
  readonly cells: readonly string[];
}

/** The Lock Status panel, by what is seen of it. */
export class LocksPanel {
  constructor(private readonly workbench: WorkbenchPage) {}

  get frame(): FrameLocator {
    return this.workbench.panelFrame();
  }

  get details(): Locator {
    return this.frame.locator(".details");
  }

  /** The rows that are painted, from the top. */
  async rows(): Promise<LockLine[]> {
    const rows = this.frame.locator(".list table tbody tr");
    const cells = await rows.evaluateAll((elements) =>
      elements.map((element) => [...element.querySelectorAll("td")].map((cell) => (cell.textContent ?? "").trim())),
    );
    return cells.map((texts) => ({ lock: texts[0] ?? "", state: texts[1] ?? "", cells: texts }));
  }

  /** Waits until the rows are as `accept` says. */
  async shows(what: string, accept: (rows: readonly LockLine[]) => boolean): Promise<void> {
    await eventually(what, () => this.rows(), accept);
  }

  async has(lock: string, state: string): Promise<void> {
    await this.shows(`${lock} to be ${state}`, (rows) => rows.some((row) => row.lock === lock && row.state === state));
  }

  row(lock: string): Locator {
    return this.frame.locator(".list table tbody tr").filter({ has: this.frame.getByText(lock, { exact: true }) });
  }

  async open(lock: string): Promise<void> {
    await this.row(lock).locator("td").first().click();
    await this.opened(lock);
  }

  /** Waits until the details of a lock are there. */
  async opened(lock: string): Promise<void> {
    await this.details.getByRole("heading", { name: lock, exact: true }).waitFor();
    await this.details.getByText("Evidence", { exact: true }).waitFor();
  }

  async says(pattern: RegExp): Promise<void> {
    await eventually(
      `the details to say ${pattern}`,
      async () => (await this.details.textContent()) ?? "",
      (said) => pattern.test(said),
    );
  }

  async filter(typed: string): Promise<void> {
    await this.frame.getByRole("textbox", { name: "Filter", exact: true }).fill(typed);
  }

  async press(label: string): Promise<void> {
    await this.frame.getByRole("button", { name: label, exact: true }).first().click();
  }
}
