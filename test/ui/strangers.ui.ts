import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { writer } from "../redis/own-server";
import { servers } from "../servers/shared";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import type { TreeView } from "../workbench/tree-view";

const DB = 9;
/** What VS Code would make an icon, a link or a command of, where it is let. */
const NAMES = [
  "$(trash) icon",
  "[link](command:workbench.action.quit)",
  "<img src=x onerror=alert(1)>",
  "\u001b[31mred\u001b[0m",
  "gpj.\u202eexe",
  "../../x",
];

/** Without what keeps a name from being a link or an icon. */
const visible = (said: string): string => said.replaceAll("\u200b", "");

// A folder from somebody else, and names that somebody else has chosen.
describe("strangers in the workbench", function () {
  this.timeout(400_000);
  const { redis } = servers();
  const client: Redis = writer(redis, DB);
  const folder = mkdtempSync(join(tmpdir(), "strangers-ui-"));
  let workbench: OpenedWorkbench;
  let view: TreeView;

  before(async () => {
    await client.flushdb();
    for (const name of NAMES) await client.set(name, name);
    const url = `redis://127.0.0.1:${redis.port}/${DB}`;
    const elsewhere = { system: "redis", name: "sneaky", url, natMap: { "10.0.0.1:6379": "evil.example:1" } };
    const theirs = { name: "theirs", access: "edit", connections: [{ system: "redis", url }, elsewhere] };
    mkdirSync(join(folder, ".vscode"));
    writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify({ "clusterObserver.profiles": [theirs] }));
    const settings = {
      "clusterObserver.profiles": [
        { name: "mine", access: "edit", connections: [{ system: "redis", url, delimiter: "\u0000" }] },
      ],
      "workbench.hover.delay": 600_000,
    };
    workbench = await openWorkbench({ settings, folder, viewport: { width: 1440, height: 900 } });
    view = await workbench.view("Redis", { alone: true });
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    await client.flushdb();
    client.disconnect();
    rmSync(folder, { recursive: true, force: true });
  });

  const ours = async () =>
    ((await client.client("LIST")) as string).split("\n").filter((line) => line.includes("name=cluster-observer"))
      .length;

  it("are not connected to before a person has said so", async () => {
    assert.equal(await ours(), 0);
    await (await view.row("theirs")).click();
    const said = await workbench.dialog("Cancel");
    assert.match(said, /Connect to Redis at 127\.0\.0\.1:\d+\?/);
    assert.match(said, /this workspace's settings/);
    assert.equal(await ours(), 0);
    await workbench.screenshot("strangers-refused");
  });

  it("show in the question where they lead to", async () => {
    await (await view.row("theirs › sneaky")).click();
    await workbench.page.locator(".monaco-dialog-box").waitFor();
    await workbench.screenshot("strangers-elsewhere");
    const said = await workbench.dialog("Cancel");
    assert.match(said, /10\.0\.0\.1:6379 → evil\.example:1/);
    // A row that is unfolded asks again after a reload of the window.
    await view.collapse("theirs › sneaky");
  });

  it("are not tested by the wizard before a person has said so", async () => {
    const { quickInput } = workbench;
    await workbench.runCommand("Cluster Observer: Edit Profile…");
    await quickInput.pick("theirs");
    await quickInput.pick("sneaky");
    await quickInput.pick("Test Connection");
    assert.match(await workbench.dialog("Cancel"), /Connect to Redis at .*evil\.example:1/s);
    await quickInput.asks("Edit Profile “theirs”: Redis");
    assert.equal(await ours(), 0);
    await quickInput.cancel();
  });

  it("give texts that a box shows as they are", async () => {
    const { quickInput } = workbench;
    await workbench.runCommand("Cluster Observer: Go to Address…");
    await quickInput.type("[x](command:workbench.action.quit) $(trash)");
    const said = await quickInput.message("is not an address");
    assert.equal(visible(said), "“[x](command:workbench.action.quit) $(trash)” is not an address.");
    const message = workbench.page.locator(".quick-input-message:visible");
    assert.equal(await message.locator("a, .codicon").count(), 0);
    await workbench.screenshot("strangers-box");
    await quickInput.cancel();
  });

  it("are asked about again, and remembered once they are allowed", async () => {
    const row = await view.row("theirs");
    await row.hover();
    await row.locator(".codicon-refresh").click();
    await workbench.page.locator(".monaco-dialog-box").waitFor();
    await workbench.screenshot("strangers-question");
    await workbench.dialog("Allow");
    await view.find(["theirs", `db${DB}`]);
    await workbench.reload();
    view = await workbench.view("Redis", { alone: true });
    await view.expand("theirs");
    await view.find(["theirs", `db${DB}`]);
  });

  it("cannot have a profile that edits", async () => {
    await view.expand("theirs", `db${DB}`);
    const entries = await view.entries("theirs", `db${DB}`);
    assert.deepEqual(
      entries.filter((entry) => /Set Key|Delete/.test(entry)),
      [],
    );
    await view.collapse("theirs");
  });

  it("give names that are shown as they are: no icon, link, tag or colour", async () => {
    await view.expand("mine", `db${DB}`);
    const shown = [...NAMES.slice(0, 3), "\\x1b[31mred\\x1b[0m", "gpj.\\u{202e}exe"];
    await eventually(
      "every name as it is",
      async () => (await view.rows()).map(({ label }) => label),
      (labels) => shown.every((name) => labels.includes(name)),
    );
    await workbench.screenshot("strangers-names");
  });

  for (const name of NAMES.slice(0, 2)) {
    it(`give names that questions and notifications show as they are: ${name}`, async () => {
      await view.menu(["mine", `db${DB}`, name], "Delete…");
      const box = workbench.page.locator(".monaco-dialog-box");
      await box.waitFor();
      assert.equal(await box.locator(".dialog-message-container a, .dialog-message-container .codicon").count(), 0);
      assert.match(
        visible(await workbench.dialog("Delete")),
        new RegExp(`Delete ${name.replace(/[$()[\]]/g, "\\$&")}\\?`),
      );
      const toast = await workbench.notification("was deleted");
      await workbench.screenshot("strangers-told");
      assert.equal(
        await toast.locator(".notification-list-item-message a, .notification-list-item-message .codicon").count(),
        0,
      );
      assert.match(visible((await toast.textContent()) ?? ""), new RegExp(name.replace(/[$()[\]]/g, "\\$&")));
      await workbench.dismiss("was deleted");
    });
  }
});
