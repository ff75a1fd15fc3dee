import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually";

/** The tooltip that is shown. */
export function tooltipOf(page: Page): Locator {
  return page.locator(".workbench-hover-container .monaco-hover").last();
}

/** Takes the pointer to where nothing is, until no tooltip lies over anything. */
export async function restPointer(page: Page): Promise<void> {
  let x = 2;
  const count = async () => {
    // A tooltip that was late stays under a pointer at rest: a person moves the mouse.
    x = x === 2 ? 4 : 2;
    await page.mouse.move(x, 2);
    return tooltipOf(page).count();
  };
  await eventually("the last tooltip to go", count, (shown) => shown === 0);
}

/** Chooses an entry of the menu that is open. */
export async function chooseFromMenu(page: Page, entry: string): Promise<void> {
  const name = page.locator(".action-label").getByText(entry, { exact: true });
  const item = page.locator(".monaco-menu .action-item").filter({ has: name }).first();
  await item.hover();
  await item.click();
}
