import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { servers } from "../servers/shared";
import { dfsOf } from "../servers/toolbox/toolbox";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import type { TreeView } from "../workbench/tree-view";

const TOP = "exports";

// What may be changed is changed from the tree, asked for and confirmed as a person would; the rest offers no change.
describe("edits in the workbench", function () {
  this.timeout(400_000);
  const { hdfs } = servers();
  const dfs = (...args: string[]) => dfsOf(hdfs, args);
  const scratch = mkdtempSync(join(tmpdir(), "edits-ui-"));
  const folder = join(scratch, "shop");
  let workbench: OpenedWorkbench;
  let view: TreeView;

  before(async () => {
    mkdirSync(folder);
    await dfs("-mkdir", "-p", `/${TOP}`);
    await dfs("-chmod", "777", `/${TOP}`);
    writeFileSync(join(folder, "orders.csv"), "1,2\n");
    await dfs("-put", join(folder, "orders.csv"), `/${TOP}/orders.csv`);
    const profile = (name: string, more: object) => ({
      name,
      ...more,
      connections: [{ system: "hdfs", url: hdfs.url, user: "hadoop" }],
    });
    const profiles = [
      profile("looks", { color: "blue" }),
      profile("shop", { color: "red", access: "edit", production: true }),
    ];
    const settings = { "clusterObserver.profiles": profiles, "workbench.hover.delay": 600_000 };
    workbench = await openWorkbench({ settings, folder, viewport: { width: 1440, height: 900 } });
    view = await workbench.view("HDFS", { alone: true });
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    await dfs("-rm", "-r", "-f", "-skipTrash", `/${TOP}`);
    rmSync(scratch, { recursive: true, force: true });
  });

  it("offers no change in a profile that observes, and a download", async () => {
    await view.expand("looks");
    const entries = await view.entries("looks", TOP);
    assert.ok(entries.includes("Download…"), entries.join());
    assert.deepEqual(
      entries.filter((entry) => /New|Rename|Move|Permission|Upload|Delete/.test(entry)),
      [],
    );
    await view.collapse("looks");
  });

  it("saves a directory, and asks before it replaces what is here", async () => {
    const saved = join(folder, TOP, "orders.csv");
    const download = async () => {
      await view.menu(["looks", TOP], "Download…");
      await workbench.quickInput.asks("Download: Save in the folder");
      // The dialog completes what is typed, and puts a folder of its own there when it gets to that.
      const typed = async () => {
        if ((await workbench.quickInput.text()) !== `${folder}/`) await workbench.quickInput.type(`${folder}/`);
        await workbench.page.waitForTimeout(1_000);
        return workbench.quickInput.text();
      };
      await eventually("the folder to stay in the dialog", typed, (path) => path === `${folder}/`);
      await workbench.quickInput.widget.getByRole("button", { name: "Save in the folder" }).click();
    };
    await view.expand("looks");
    await download();
    await workbench.dismiss("was saved as");
    assert.equal(readFileSync(saved, "utf8"), "1,2\n");
    writeFileSync(saved, "mine");
    await download();
    assert.match(await workbench.dialog("Cancel"), /and replace .*orders\.csv\?/);
    assert.equal(readFileSync(saved, "utf8"), "mine");
    await download();
    await workbench.dialog("Download and Replace");
    await workbench.dismiss("was saved as");
    assert.equal(readFileSync(saved, "utf8"), "1,2\n");
    await view.collapse("looks");
  });

  it("makes a directory after the profile's name was typed, and shows it", async () => {
    await view.expand("shop", TOP);
    const entries = await view.entries("shop", TOP);
    assert.ok(entries.includes("Upload Files…"), entries.join());
    await view.menu(["shop", TOP], "New Directory…");
    await workbench.quickInput.asks("New Directory: Name");
    await workbench.quickInput.answer("报告 100%");
    const said = await workbench.dialog("Make Directory");
    assert.match(said, /Make the directory \/exports\/报告 100%\?/);
    assert.match(said, /Profile shop, hdfs\./);
    await workbench.quickInput.answer("shop");
    await view.find(["shop", TOP, "报告 100%"]);
    assert.match(await dfs("-ls", `/${TOP}`), /报告 100%/);
    await workbench.screenshot("edits-directory");
  });

  it("uploads what is dropped onto a directory", async () => {
    writeFileSync(join(folder, "returns.csv"), "3,4\n");
    const { page, quickInput } = workbench;
    await page.keyboard.press("Control+P");
    await quickInput.pick("returns.csv", "returns.csv");
    const tab = page.locator('.tabs-container .tab[data-resource-name="returns.csv"]');
    await tab.dragTo(await view.row("shop", TOP));
    assert.match(await workbench.dialog("Upload"), /returns\.csv with 4 B to \/exports\?[\s\S]*Profile shop, hdfs\./);
    await quickInput.answer("shop");
    await view.find(["shop", TOP, "returns.csv"]);
    assert.equal(await dfs("-cat", `/${TOP}/returns.csv`), "3,4\n");
  });

  it("renames, and does nothing when it is not confirmed", async () => {
    await view.menu(["shop", TOP, "orders.csv"], "Rename…");
    await workbench.quickInput.answer("orders-2025.csv");
    await workbench.dialog("Cancel");
    assert.match(await dfs("-ls", `/${TOP}`), /orders\.csv/);
    await view.menu(["shop", TOP, "orders.csv"], "Rename…");
    await workbench.quickInput.answer("orders-2025.csv");
    await workbench.dialog("Rename");
    await workbench.quickInput.answer("shop");
    await view.find(["shop", TOP, "orders-2025.csv"]);
    assert.doesNotMatch(await dfs("-ls", `/${TOP}`), /orders\.csv/);
  });

  it("says why something cannot be done", async () => {
    await view.menu(["shop", TOP], "New Directory…");
    await workbench.quickInput.answer("orders-2025.csv");
    await workbench.dismiss("orders-2025.csv");
  });

  it("deletes to the trash", async () => {
    await view.menu(["shop", TOP, "orders-2025.csv"], "Delete…");
    await workbench.quickInput.pick("To the trash");
    const box = workbench.page.locator(".monaco-dialog-box");
    await box.waitFor();
    await workbench.screenshot("edits-question");
    await workbench.dialog("Move to Trash");
    await workbench.quickInput.answer("shop");
    await eventually(
      "the file to be gone",
      async () => (await view.rows()).map(({ label }) => label),
      (labels) => !labels.includes("orders-2025.csv"),
    );
    assert.match(await dfs("-ls", "-R", "/user/hadoop/.Trash"), /exports\/orders-2025\.csv/);
  });
});
