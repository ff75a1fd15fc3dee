import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hdfsDfs } from "../servers/hdfs";
import { servers } from "../servers/shared";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import type { TreeView } from "../workbench/tree-view";

const TOP = "edits.ui";

// What may be changed is changed from the tree, asked for and confirmed as a person would; the rest offers no change.
describe("edits in the workbench", function () {
  this.timeout(400_000);
  const { hdfs } = servers();
  const dfs = (...args: string[]) => hdfsDfs(hdfs, args);
  const folder = mkdtempSync(join(tmpdir(), "edits-ui-"));
  const workspace = join(folder, "workspace");
  let workbench: OpenedWorkbench;
  let view: TreeView;

  before(async () => {
    await dfs("-mkdir", "-p", `/${TOP}`);
    await dfs("-chmod", "777", `/${TOP}`);
    writeFileSync(join(folder, "a.csv"), "1,2\n");
    await dfs("-put", join(folder, "a.csv"), `/${TOP}/a.csv`);
    const profile = (name: string, more: object) => ({
      name,
      ...more,
      connections: [{ system: "hdfs", url: hdfs.url, user: "hadoop" }],
    });
    const profiles = [profile("looks", {}), profile("shop", { access: "edit", production: true })];
    const settings = { "clusterObserver.profiles": profiles, "workbench.hover.delay": 600_000 };
    workbench = await openWorkbench({ settings, folder: workspace, viewport: { width: 1440, height: 900 } });
    view = await workbench.view("HDFS", { alone: true });
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await workbench?.screenshot(`failed ${this.currentTest.title.slice(0, 40)}`);
  });

  after(async () => {
    await workbench?.close();
    await dfs("-rm", "-r", "-f", "-skipTrash", `/${TOP}`);
    rmSync(folder, { recursive: true, force: true });
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

  it("asks before a download replaces a file of this machine", async () => {
    const here = join(workspace, TOP, "a.csv");
    mkdirSync(join(workspace, TOP), { recursive: true });
    writeFileSync(here, "mine");
    await view.expand("looks");
    for (const button of ["Cancel", "Download and Replace"]) {
      await view.menu(["looks", TOP], "Download…");
      // The dialog proposes the folder that is open.
      await workbench.quickInput.asks("Download: Save in the folder");
      await workbench.quickInput.accept();
      const said = await workbench.dialog(button);
      assert.match(said, /Download \/edits\.ui\/a\.csv with 4 B and replace .*a\.csv\?/);
      assert.match(said, /Profile looks, hdfs\./);
      if (button === "Cancel") assert.equal(readFileSync(here, "utf8"), "mine");
    }
    await eventually(
      "the file to be replaced",
      async () => readFileSync(here, "utf8"),
      (content) => content === "1,2\n",
    );
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
    assert.match(said, /Make the directory \/edits\.ui\/报告 100%\?/);
    assert.match(said, /Profile shop, hdfs\./);
    await workbench.quickInput.answer("shop");
    await view.find(["shop", TOP, "报告 100%"]);
    assert.match(await dfs("-ls", `/${TOP}`), /报告 100%/);
    await workbench.screenshot("edits-directory");
  });

  it("renames, and does nothing when it is not confirmed", async () => {
    await view.menu(["shop", TOP, "a.csv"], "Rename…");
    await workbench.quickInput.answer("b.csv");
    await workbench.dialog("Cancel");
    assert.match(await dfs("-ls", `/${TOP}`), /a\.csv/);
    await view.menu(["shop", TOP, "a.csv"], "Rename…");
    await workbench.quickInput.answer("b.csv");
    await workbench.dialog("Rename");
    await workbench.quickInput.answer("shop");
    await view.find(["shop", TOP, "b.csv"]);
    assert.doesNotMatch(await dfs("-ls", `/${TOP}`), /a\.csv/);
  });

  it("says why something cannot be done", async () => {
    await view.menu(["shop", TOP], "New Directory…");
    await workbench.quickInput.answer("b.csv");
    await workbench.dismiss("b.csv");
  });

  it("deletes to the trash", async () => {
    await view.menu(["shop", TOP, "b.csv"], "Delete…");
    await workbench.quickInput.pick("To the trash");
    const box = workbench.page.locator(".monaco-dialog-box");
    await box.waitFor();
    await workbench.screenshot("edits-question");
    await workbench.dialog("Move to Trash");
    await workbench.quickInput.answer("shop");
    await eventually(
      "the file to be gone",
      async () => (await view.rows()).map(({ label }) => label),
      (labels) => !labels.includes("b.csv"),
    );
    assert.match(await dfs("-ls", "-R", "/user/hadoop/.Trash"), /edits\.ui\/b\.csv/);
  });
});
