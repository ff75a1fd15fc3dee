import assert from "node:assert/strict";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import { LockHolders } from "./lock-holders";
import { LocksPanel } from "./locks-panel";

// Real locks in all states over five masters, looked at in the panel and in the tree; released where edits are allowed.
describe("locks in the workbench", function () {
  this.timeout(400_000);
  let holders: LockHolders;
  let workbench: OpenedWorkbench;
  let panel: LocksPanel;

  before(async () => {
    holders = await LockHolders.start();
    const settings = { ...holders.settings(), "workbench.hover.delay": 600_000 };
    workbench = await openWorkbench({ settings, viewport: { width: 1440, height: 900 } });
    panel = new LocksPanel(workbench);
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    await holders?.stop();
  });

  /** Opens the panel of a profile by the palette. */
  async function show(profile: string): Promise<void> {
    await workbench.runCommand("Cluster Observer: Lock Status");
    await workbench.quickInput.pick(profile);
  }

  it("opens from the palette, worst first, with the state of each lock", async () => {
    await show("quorum");
    await panel.has("locks:stock:7", "SPLIT");
    await panel.has("locks:inbox", "NOT A LOCK");
    await panel.has("locks:invoices", "LEAKED");
    await panel.has("locks:payments:7", "FRAGILE");
    await panel.has("locks:import", "RESIDUE");
    await panel.has("locks:heartbeat", "EXPIRING");
    await panel.has("locks:leader", "HANDED OVER");
    await panel.has("locks:orders:42", "RENEWING");
    await panel.has("locks:reports", "HELD");
    await panel.has("locks:nightly", "FREE");
    await holders.cool();
    await panel.shows("a lock that cools down, and one that is stuck", (rows) =>
      ["COOLING DOWN", "STUCK"].every((wanted) => rows.some(({ state }) => state === wanted)),
    );
    const [first] = await panel.rows();
    assert.equal(first?.state, "SPLIT");
  });

  it("says what it has scanned", async () => {
    const summary = panel.frame.getByText(/Locks: \d+, in trouble: \d+/);
    await summary.first().waitFor();
    assert.match((await summary.first().textContent()) ?? "", /[Ss]canned/);
  });

  it("shows the masters of a lock side by side, its evidence and its timeline", async () => {
    await panel.open("locks:stock:7");
    await panel.says(/SPLIT: 3 holders have it on different masters/);
    await panel.says(/1f0c1f0c.*9d2e9d2e.*77ab77ab/s);
    await panel.says(/±/);
    await panel.says(/Sampled:/);
    await workbench.view("Redis", { alone: true });
    await workbench.page.waitForTimeout(1_000);
    await panel.has("locks:leader", "HANDED OVER");
    await workbench.screenshot("locks-light");
  });

  it("counts down between two samples", async () => {
    const cells = async () => (await panel.row("locks:reports").locator("td").nth(3).textContent()) ?? "";
    const seen = new Set<string>();
    await eventually("three different times", cells, (said) => seen.add(said).size >= 3);
  });

  it("filters by name, state and holder, and pauses", async () => {
    await panel.filter("orders");
    await panel.shows("one lock", (rows) => rows.length === 1 && rows[0]?.lock === "locks:orders:42");
    await panel.filter("77ab77ab");
    await panel.shows("the lock of this holder", (rows) => rows.length === 1 && rows[0]?.lock === "locks:stock:7");
    await panel.filter("");
    await panel.press("Pause");
    await panel.frame.getByText("Paused").first().waitFor();
    await panel.press("Resume");
    await panel.frame.getByText("Live").first().waitFor();
  });

  it("copies what it shows as CSV", async () => {
    await panel.filter("locks:invoices");
    await panel.shows("one lock", (rows) => rows.length === 1);
    await panel.press("More Actions");
    await panel.frame.getByRole("menuitem", { name: "Copy as CSV" }).click();
    const read = () => workbench.page.evaluate<string>("navigator.clipboard.readText()");
    const copied = await eventually("the clipboard", read, (text) => text.startsWith("lock,convention,"));
    assert.match(copied, /\r\nlocks:invoices,node-redlock,pattern,leaked,(c0de){8},,,,5,3,5,0,unknown,/);
    await panel.filter("");
  });

  it("goes by the keyboard", async () => {
    await panel.row("locks:stock:7").locator("td").first().click();
    await workbench.page.keyboard.press("ArrowDown");
    await workbench.page.keyboard.press("Enter");
    const [, second] = await panel.rows();
    await panel.opened(second?.lock ?? "");
  });

  it("offers no change in a profile that observes", async () => {
    await panel.open("locks:reports");
    const buttons = await panel.details.getByRole("button").allInnerTexts();
    const labels = await panel.details
      .getByRole("button")
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("aria-label") ?? ""));
    const said = [...buttons, ...labels].join(" ");
    assert.match(said, /Watch/);
    assert.doesNotMatch(said, /Release|Extend/);
  });

  it("survives a reload of the window, with what was open", async () => {
    // VS Code itself keeps what the webview says before it reloads; a page that is torn away loses the last minute.
    const loaded = workbench.page.waitForEvent("load");
    await workbench.runCommand("Developer: Reload Window");
    await loaded;
    await workbench.ready();
    await panel.opened("locks:reports");
    await panel.has("locks:stock:7", "SPLIT");
  });

  for (const [theme, label] of [
    ["dark", "Dark Modern"],
    ["high-contrast", "Dark High Contrast"],
  ] as const) {
    it(`looks right: ${theme}`, async () => {
      await workbench.runCommand("Preferences: Color Theme");
      await workbench.quickInput.asks();
      await workbench.quickInput.pick(label, label);
      await panel.open("locks:stock:7");
      await workbench.page.waitForTimeout(5_000);
      await workbench.screenshot(`locks-${theme}`);
    });
  }

  it("opens from a key in the tree, and marks locks there with their state", async () => {
    await show("shop");
    await panel.has("shop:lock:refunds", "LEAKED");
    const view = await workbench.view("Redis", { alone: true });
    await view.expand("shop", "db0", "shop:", "lock:");
    const path = ["shop", "db0", "shop:", "lock:", "refunds"];
    const description = async () => (await view.find(path)).description;
    await eventually("the state in the tree", description, (said) => said.startsWith("LEAKED"));
    await view.menu(path, "Lock Status");
    await panel.opened("shop:lock:refunds");
    await workbench.screenshot("locks-tree");
  });

  it("subscribes to what the server tells of a lock only when it is asked to", async () => {
    await panel.open("shop:lock:stocktaking");
    await panel.says(/Sampled:/);
    await panel.press("Subscribe to Events");
    await panel.says(/The servers report what happens to it/);
    await holders.renewAtShop("shop:lock:stocktaking");
    await panel.says(/it was given a new time to live/);
    await panel.press("Unsubscribe from Events");
    await panel.says(/Sampled:/);
  });

  it("tells when a watched lock is released", async () => {
    const view = await workbench.view("Redis", { alone: true });
    await view.menu(["shop", "db0", "shop:", "lock:", "newsletter"], "Watch This Lock");
    await panel.open("shop:lock:newsletter");
    await eventually(
      "the lock to be watched",
      async () => (await view.find(["shop", "db0", "shop:", "lock:", "newsletter"])).description,
      (said) => said.includes("watched"),
    );
    await workbench.page.waitForTimeout(3_000);
    await holders.releaseAtShop("shop:lock:newsletter");
    await workbench.notification("shop:lock:newsletter is free now.");
    await workbench.dismiss("shop:lock:newsletter is free now.", "Stop Watching");
  });

  it("releases a lock only after the profile's name was typed, and shows the result in place", async () => {
    await panel.open("shop:lock:checkout");
    await panel.press("Release…");
    const said = await workbench.dialog("Release");
    assert.match(said, /Release shop:lock:checkout in the profile shop\?/);
    assert.match(said, /deletes shop:lock:checkout if it still holds exactly/);
    await workbench.quickInput.answer("shopp");
    await workbench.quickInput.message("This is not the name of the profile.");
    assert.notEqual(await holders.atShop("shop:lock:checkout"), null);
    await workbench.quickInput.answer("shop");
    await panel.says(/released/);
    await workbench.screenshot("locks-released");
    assert.equal(await holders.atShop("shop:lock:checkout"), null);
  });

  it("extends the lock that is open, from the palette", async () => {
    await panel.open("shop:lock:stocktaking");
    await workbench.runCommand("Cluster Observer: Extend Lock…");
    await workbench.quickInput.asks("Extend shop:lock:stocktaking");
    await workbench.quickInput.answer("10 s");
    await workbench.quickInput.message("a lock is never shortened");
    await workbench.quickInput.answer("5 h");
    assert.match(
      await workbench.dialog("Extend"),
      /Extend shop:lock:stocktaking to 5 h from now in the profile shop\?/,
    );
    await workbench.quickInput.answer("shop");
    await panel.says(/extended/);
    assert.ok((await holders.leftAtShop("shop:lock:stocktaking")) > 4 * 3_600_000);
  });

  it("goes on with a master that is away, and says so", async () => {
    await holders.endMaster();
    await show("quorum");
    await panel.has("locks:reports", "FRAGILE");
    await panel.open("locks:reports");
    await panel.says(/unreachable/);
    await panel.says(/4 of 5/);
  });
});
