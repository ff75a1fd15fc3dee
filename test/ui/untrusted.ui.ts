import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { servers } from "../servers/shared";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import type { TreeView } from "../workbench/tree-view";

// A folder from somebody else, of which VS Code has not been told yet whether its authors are trusted.
describe("a workspace that is not trusted", function () {
  this.timeout(400_000);
  const { redis } = servers();
  const folder = mkdtempSync(join(tmpdir(), "untrusted-ui-"));
  let workbench: OpenedWorkbench;
  let view: TreeView;

  before(async () => {
    const connections = [{ system: "redis", url: `redis://127.0.0.1:${redis.port}` }];
    mkdirSync(join(folder, ".vscode"));
    const theirs = { "clusterObserver.profiles": [{ name: "theirs", connections }] };
    writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify(theirs));
    const settings = {
      "clusterObserver.profiles": [{ name: "mine", connections }],
      "security.workspace.trust.enabled": true,
      "security.workspace.trust.startupPrompt": "never",
      "workbench.hover.delay": 600_000,
    };
    workbench = await openWorkbench({ settings, folder, asksForTrust: true, viewport: { width: 1440, height: 900 } });
    view = await workbench.view("Redis", { alone: true });
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const labels = async () => (await view.rows()).map(({ label }) => label);

  it("has no say in the profiles, and one's own profiles work", async () => {
    await view.find(["mine"]);
    await view.expand("mine");
    await view.find(["mine", "db0"]);
    assert.deepEqual(
      (await labels()).filter((label) => label.includes("theirs")),
      [],
    );
    await workbench.screenshot("untrusted");
  });

  it("is read once it is trusted, and still asks before it connects", async () => {
    // Not by the palette, which does not always have the command in time.
    await workbench.page.locator(".statusbar-item").filter({ hasText: "Restricted Mode" }).click();
    await workbench.page.getByRole("button", { name: "Trust", exact: true }).click();
    await eventually("their profile", labels, (all) => all.includes("theirs"));
    // The editor of what is trusted lies over the window.
    await workbench.page.locator(".monaco-modal-editor-block .codicon-close").first().click();
    await workbench.page.locator(".monaco-modal-editor-block").waitFor({ state: "hidden" });
    await (await view.row("theirs")).click();
    assert.match(await workbench.dialog("Cancel"), /this workspace's settings/);
  });
});
