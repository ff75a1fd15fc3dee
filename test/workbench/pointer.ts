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

/**
 * Chooses an entry of the menu that is open, and waits until the menu is gone.
 *
 * A menu ignores a button that is released within its first 100 ms (`enableMouseUp` in VS Code's menu.ts): a person
 * whose click did nothing clicks again.
 */
export async function chooseFromMenu(page: Page, entry: string): Promise<void> {
  const menus = page.locator(".monaco-menu");
  const name = page.locator(".action-label").getByText(entry, { exact: true });
  const item = menus.locator(".action-item").filter({ has: name }).first();
  await item.hover();
  const press = async () => {
    await page.waitForTimeout(150);
    // The menu goes with the click that is heard, which may be between the look at it and the next click.
    if ((await item.count()) > 0) await item.click({ timeout: 2_000 }).catch(() => undefined);
    return menus.count();
  };
  await eventually(`the menu to close after “${entry}”`, press, (open) => open === 0);
}
