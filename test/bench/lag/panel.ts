import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { choices, frame, groupRows, rowsMessage } from "../../panel/example";
import { Panels } from "../../panel/opened-panel";
import { REPOSITORY } from "../../servers/places";
import { median, tenths } from "./figures";

/** A panel with many groups, each of which changes with each refresh. Milliseconds of one refresh. */
export interface PanelCost {
  readonly groups: number;
  /** of script in the webview, from the message to the changed document */
  readonly script: { readonly median: number; readonly most: number; readonly runs: number };
  /** of layout and styles after it, on average */
  readonly layout: number;
}

/** The built panel in a browser, as the panel's own tests open it. */
export async function measurePanel(groups: number, runs: number): Promise<PanelCost> {
  await promisify(execFile)(process.execPath, ["scripts/build.mjs", "--production"], { cwd: REPOSITORY });
  const panels = new Panels();
  try {
    const panel = await panels.open();
    await panel.receive({ type: "frame", frame, choices });
    await panel.receive({ type: "status", status: { state: "live" } });
    const drawn = () => panel.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    for (let round = 0; round < 5; round++) await panel.receive(rowsMessage(groupRows(groups, round)));
    const devTools = await panel.page.context().newCDPSession(panel.page);
    await devTools.send("Performance.enable");
    const layoutTime = async () => {
      const { metrics } = await devTools.send("Performance.getMetrics");
      const wanted = metrics.filter(({ name }) => name === "LayoutDuration" || name === "RecalcStyleDuration");
      return wanted.reduce((sum, { value }) => sum + value * 1_000, 0);
    };
    await drawn();
    const before = await layoutTime();
    const times: number[] = [];
    for (let round = 0; round < runs; round++) {
      times.push(await panel.receive(rowsMessage(groupRows(groups, 5 + round))));
      await drawn();
    }
    const layout = ((await layoutTime()) - before) / runs;
    const rows = await panel.page.locator(".list table").getAttribute("aria-rowcount");
    if (rows !== String(groups + 1)) throw new Error(`The panel has ${rows} rows.`);
    await panel.close();
    return {
      groups,
      script: { median: tenths(median(times)), most: tenths(Math.max(...times)), runs },
      layout: tenths(layout),
    };
  } finally {
    await panels.close();
  }
}
