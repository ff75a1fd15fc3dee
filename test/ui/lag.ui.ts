import assert from "node:assert/strict";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import { LagGroups } from "./lag-groups";
import { LagPanel } from "./lag-panel";
import { localSettings } from "./local-profile";

// Real groups in different states, looked at in the panel and in the tree.
describe("consumer lag in the workbench", function () {
  this.timeout(400_000);
  let groups: LagGroups;
  let workbench: OpenedWorkbench;
  let panel: LagPanel;

  before(async () => {
    groups = await LagGroups.start();
    const settings = { ...localSettings(), "clusterObserver.lag.interval": 2, "workbench.hover.delay": 600_000 };
    workbench = await openWorkbench({ settings, viewport: { width: 1440, height: 900 } });
    panel = new LagPanel(workbench);
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    await groups?.stop();
  });

  const own = (rows: readonly { group: string }[]) =>
    rows.map(({ group }) => group).filter((group) => group.startsWith("lag-ui-"));

  it("opens from the palette, worst first, with verdicts", async () => {
    await workbench.runCommand("Cluster Observer: Consumer Lag");
    await panel.has("lag-ui-audit", "DATA LOSS");
    await panel.has("lag-ui-archive", "STOPPED");
    await panel.has("lag-ui-import", "NO COMMIT");
    await panel.has("lag-ui-mail", "OK");
    const [first] = await panel.rows();
    assert.equal(first?.verdict, "DATA LOSS");
  });

  it("explains a group: rule, inputs, chart, partitions, members", async () => {
    await panel.has("lag-ui-statistics", "FALLING BEHIND");
    await panel.open("lag-ui-statistics");
    const said = (await panel.details.textContent()) ?? "";
    assert.match(said, /Rule: .*\./);
    assert.match(said, /inPerSecond/);
    assert.match(said, /lag-ui-statistics-1/);
    await panel.details.locator("canvas").first().waitFor();
    await workbench.screenshot("lag-light");
  });

  it("knows six states and more, when it has looked for a minute", async () => {
    await panel.has("lag-ui-index", "CATCHING UP");
    await panel.shows("a transaction that blocks", (rows) => rows.some(({ verdict }) => verdict === "TXN BLOCKED"));
    const states = new Set((await panel.rows()).map(({ verdict }) => verdict));
    assert.ok(states.size >= 6, [...states].join());
  });

  it("sorts by a column", async () => {
    const head = panel.frame.locator("main table thead th").filter({ hasText: /^Group/ });
    await head.getByRole("button").click();
    const sorted = (rows: readonly { group: string }[]) =>
      own(rows).join() === [...own(rows)].sort((one, other) => one.localeCompare(other)).join();
    await panel.shows("the groups in the order of their names", sorted);
  });

  it("filters by text, and pauses", async () => {
    const box = panel.frame.getByRole("textbox", { name: "Filter", exact: true });
    await box.fill("lag-ui-a");
    await panel.shows("two groups", (rows) => rows.length === 2);
    await box.fill("");
    await panel.press("Pause");
    await panel.frame.getByText("Paused").first().waitFor();
    await panel.press("Resume");
    await panel.frame.getByText("Live").first().waitFor();
  });

  it("copies what it shows as CSV", async () => {
    await panel.frame.getByRole("textbox", { name: "Filter", exact: true }).fill("lag-ui-archive");
    await panel.shows("one group", (rows) => rows.length === 1);
    await panel.press("More Actions");
    await panel.frame.getByRole("menuitem", { name: "Copy as CSV" }).click();
    const read = () => workbench.page.evaluate<string>("navigator.clipboard.readText()");
    const copied = await eventually("the clipboard", read, (text) => text.startsWith("group,type,"));
    assert.match(copied, /\r\nlag-ui-archive,classic,Empty,STOPPED,lag-ui-payments,0,STOPPED,0,1200,/);
    await panel.frame.getByRole("textbox", { name: "Filter", exact: true }).fill("");
  });

  it("survives a reload of the window, with what was chosen", async () => {
    await workbench.reload();
    await panel.opened("lag-ui-statistics");
    await panel.has("lag-ui-archive", "STOPPED");
    const order = own(await panel.rows());
    assert.deepEqual(
      order,
      [...order].sort((one, other) => one.localeCompare(other)),
    );
  });

  it("shows verdict and lag on the rows of the tree, and how many are in trouble at its icon", async () => {
    const view = await workbench.view("Kafka", { alone: true });
    await view.expand("local", "Consumer Groups");
    const description = async () => (await view.find(["local", "Consumer Groups", "lag-ui-archive"])).description;
    await eventually("the verdict", description, (said) => /^STOPPED · lag 1,300 · Empty · classic$/.test(said));
    const badge = workbench.page.locator(".activitybar .badge-content:visible");
    await eventually(
      "the badge",
      () => badge.allInnerTexts(),
      (texts) => texts.some((text) => Number(text) >= 3),
    );
    await workbench.screenshot("lag-tree-light");
  });

  it("opens from a topic, with the groups that read it", async () => {
    const view = await workbench.view("Kafka", { alone: true });
    await view.expand("local", "Topics");
    await view.menu(["local", "Topics", "lag-ui-payments"], "Consumer Lag");
    await panel.shows("the readers of the topic", (rows) => own(rows).sort().join() === "lag-ui-archive,lag-ui-mail");
    await view.collapse("local", "Topics");
  });

  it("opens from a group", async () => {
    const view = await workbench.view("Kafka", { alone: true });
    await view.menu(["local", "Consumer Groups", "lag-ui-audit"], "Consumer Lag");
    await panel.opened("lag-ui-audit");
    assert.match((await panel.details.textContent()) ?? "", /lag-ui-stock/);
  });

  it("tells of a watched group, once, and stops when it is told to", async () => {
    const view = await workbench.view("Kafka", { alone: true });
    await view.menu(["local", "Consumer Groups", "lag-ui-index"], "Watch This Consumer Group");
    const description = async () => (await view.find(["local", "Consumer Groups", "lag-ui-index"])).description;
    await eventually("the row to say so", description, (said) => said.includes("watched"));
    await groups.rewind();
    await workbench.notification("lag-ui-index is REWOUND.");
    await workbench.dismiss("lag-ui-index is REWOUND.", "Show");
    await panel.opened("lag-ui-index");
    await view.menu(["local", "Consumer Groups", "lag-ui-index"], "Stop Watching This Consumer Group");
    await eventually("the row to say nothing", description, (said) => !said.includes("watched"));
  });

  for (const [theme, label] of [
    ["dark", "Dark Modern"],
    ["high-contrast", "Dark High Contrast"],
  ] as const) {
    it(`looks right: ${theme}`, async () => {
      await workbench.runCommand("Preferences: Color Theme");
      await workbench.quickInput.asks();
      await workbench.quickInput.pick(label, label);
      await panel.open("lag-ui-statistics");
      await workbench.page.waitForTimeout(3_000);
      await workbench.screenshot(`lag-${theme}`);
    });
  }
});
