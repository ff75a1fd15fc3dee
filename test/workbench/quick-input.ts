import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually";

/** Not the one that is just fading out. */
const WIDGET = ".quick-input-widget:not(.quick-input-widget-closing)";

/** The box at the top of the workbench: the palette, a choice, or a question. */
export class QuickInput {
  readonly widget: Locator;
  private readonly input: Locator;
  private readonly entries: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator(`${WIDGET}:visible`);
    this.input = this.widget.locator(".quick-input-box input");
    this.entries = this.widget.locator(".quick-input-list .monaco-list-row");
  }

  /** Waits until a question with this title is asked. Without a title, until any is. */
  async asks(title?: string): Promise<void> {
    if (title === undefined) await this.widget.waitFor();
    else
      await eventually(
        `the question ${title}`,
        () => this.title(),
        (now) => now === title,
      );
  }

  /** The title; empty when there is none, or no box. */
  async title(): Promise<string> {
    return (await this.widget.locator(".quick-input-title:visible").allInnerTexts()).join().trim();
  }

  /** The labels of the choices that are painted. */
  async choices(): Promise<string[]> {
    return this.entries.evaluateAll((rows) => rows.map((row) => row.querySelector(".label-name")?.textContent ?? ""));
  }

  /** What the box says of the text in it: a prompt, a hint, an error. Waits for `containing`, when given. */
  async message(containing = ""): Promise<string> {
    const read = async () => (await this.widget.locator(".quick-input-message:visible").allInnerTexts()).join();
    return eventually(`the message ${containing}`, read, (message) => message.includes(containing));
  }

  /** The text that is in the box. */
  text(): Promise<string> {
    return this.input.inputValue();
  }

  /** Replaces the text in the box. */
  async type(text: string, timeout?: number): Promise<void> {
    await this.input.fill(text, { timeout });
  }

  async accept(): Promise<void> {
    await this.input.press("Enter");
  }

  /** Answers a question with a text. */
  async answer(text: string): Promise<void> {
    await this.type(text);
    await this.accept();
  }

  /** Chooses the entry with exactly this label; what is typed narrows a long list first. */
  async pick(label: string, typed?: string, timeout?: number): Promise<void> {
    if (typed !== undefined) await this.type(typed, timeout);
    const name = this.page.locator(".label-name").getByText(label, { exact: true });
    await this.entries.filter({ has: name }).first().click({ timeout });
  }

  /** Presses a button in the title of the box: "Back" leads to the question before. Its label may name a key, too. */
  async press(title: string): Promise<void> {
    const label = `.action-label[aria-label="${title}"]:visible, .action-label[aria-label^="${title} ("]:visible`;
    await this.widget.locator(label).click();
  }

  async cancel(): Promise<void> {
    await this.input.press("Escape");
    await this.closed();
  }

  async closed(): Promise<void> {
    await this.widget.waitFor({ state: "hidden" });
  }
}
