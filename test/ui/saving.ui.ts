import assert from "node:assert/strict";
import type { Redis } from "ioredis";
import { writer } from "../redis/own-server";
import { servers } from "../servers/shared";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import type { TreeView } from "../workbench/tree-view";

const DB = 13;

// A value is opened, changed and saved as a person would, and keys come and go by the tree's menus.
describe("saving and deleting in the workbench", function () {
  this.timeout(400_000);
  const { redis } = servers();
  const client: Redis = writer(redis, DB);
  const connections = [{ system: "redis", url: `redis://127.0.0.1:${redis.port}/${DB}` }];
  let workbench: OpenedWorkbench;
  let view: TreeView;

  before(async () => {
    await client.flushdb();
    await client.set("note:1", "hello");
    await client.hset("user", { name: "Ada", city: "London" });
    await client.mset("tmp:a", "1", "tmp:b", "2");
    const profiles = [
      { name: "looks", connections },
      { name: "shop", access: "edit", connections },
    ];
    const settings = {
      "clusterObserver.profiles": profiles,
      "workbench.hover.delay": 600_000,
      "editor.autoClosingBrackets": "never",
    };
    workbench = await openWorkbench({ settings, viewport: { width: 1440, height: 900 } });
    view = await workbench.view("Redis", { alone: true });
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    await client.flushdb();
    client.disconnect();
  });

  const rewrite = async (content: string) => {
    await workbench.page.locator(".monaco-editor .view-lines").first().click();
    await workbench.page.keyboard.press("Control+A");
    await workbench.page.keyboard.press("Delete");
    await workbench.page.keyboard.insertText(content);
  };
  const save = () => workbench.page.keyboard.press("Control+S");
  const dirty = () => workbench.page.locator(".tabs-container .tab.active.dirty").count();

  it("opens a value read-only in a profile that observes", async () => {
    await view.expand("looks", `db${DB}`, "note:");
    await workbench.openDocument(view, ["looks", `db${DB}`, "note:", "1"], "note:1");
    assert.equal(await workbench.editorText("hello"), "hello");
    await rewrite("mine");
    assert.equal(await workbench.editorText("hello"), "hello");
    assert.equal(await dirty(), 0);
    await workbench.screenshot("saving-read-only");
    // The other profile's document has the same title: what comes next must not be typed into this one.
    await workbench.runCommand("View: Close All Editors");
    await eventually(
      "the editor to be closed",
      () => workbench.activeTab(),
      (tab) => tab === "",
    );
    await view.collapse("looks");
  });

  it("saves what was changed, once it is confirmed", async () => {
    await view.expand("shop", `db${DB}`, "note:");
    await workbench.openDocument(view, ["shop", `db${DB}`, "note:", "1"], "note:1");
    await rewrite("hello world");
    await save();
    const said = await workbench.dialog("Save");
    assert.match(said, /Save note:1\?/);
    assert.match(said, /Profile shop, redis\./);
    await eventually(
      "the value to be written",
      () => client.get("note:1"),
      (value) => value === "hello world",
    );
    await eventually("the editor to be clean", dirty, (count) => count === 0);
    await workbench.dismiss("note:1 was saved");
  });

  it("keeps the text, and writes nothing, where it is not confirmed", async () => {
    await rewrite("never");
    await save();
    await workbench.dialog("Cancel");
    await workbench.dismiss("Nothing was saved");
    assert.equal(await client.get("note:1"), "hello world");
    assert.equal(await dirty(), 1);
  });

  it("shows both where somebody else changed it meanwhile, and overwrites nothing", async () => {
    await client.set("note:1", "theirs");
    await save();
    await workbench.notification("newer");
    await workbench.screenshot("saving-conflict");
    await workbench.dismiss("newer", "Compare");
    await workbench.page.locator(".monaco-diff-editor").first().waitFor();
    await workbench.screenshot("saving-compare");
    assert.equal(await client.get("note:1"), "theirs");
    await workbench.runCommand("File: Revert File");
    await eventually("the editor to be clean", dirty, (count) => count === 0);
  });

  it("does so, too, where what they wrote is as long as what was there", async () => {
    await workbench.runCommand("View: Close All Editors");
    await workbench.openDocument(view, ["shop", `db${DB}`, "note:", "1"], "note:1");
    await rewrite("mine");
    await client.set("note:1", "others");
    await save();
    await workbench.dismiss("newer", "Compare");
    await workbench.page.locator(".monaco-diff-editor").first().waitFor();
    assert.equal(await client.get("note:1"), "others");
    await workbench.runCommand("File: Revert File");
    await eventually("the editor to be clean", dirty, (count) => count === 0);
  });

  it("saves a hash as JSON, and says what is wrong with one that is none", async () => {
    await workbench.openDocument(view, ["shop", `db${DB}`, "user"]);
    await rewrite('{ "name": "Ada", "city": 7 }');
    await save();
    await workbench.dismiss("neither a text in quotes nor bytes");
    await rewrite('{ "name": "Ada", "city": "Paris" }');
    await save();
    const said = await workbench.dialog("Save");
    assert.match(said, /Fields that are set: 1\./);
    await eventually(
      "the field to be written",
      () => client.hget("user", "city"),
      (value) => value === "Paris",
    );
    await eventually(
      "the document as the server has it",
      () => workbench.editorText('"city"'),
      (text) => text.split("\n").length > 2,
    );
    await workbench.screenshot("saving-hash");
  });

  it("sets a key, and deletes by a pattern after its matches were read", async () => {
    await view.menu(["shop", `db${DB}`], "Set Key…");
    await workbench.quickInput.answer("tmp:c");
    await workbench.quickInput.pick("string");
    await workbench.quickInput.pick("Type It");
    await workbench.quickInput.answer("3");
    await workbench.quickInput.asks("Set Key: Time to live (4/4)");
    await workbench.quickInput.answer("1h");
    assert.match(await workbench.dialog("Make Key"), /Make the key tmp:c\?[\s\S]*It lives for 1 h/);
    await view.expand("shop", `db${DB}`, "tmp:");
    await view.find(["shop", `db${DB}`, "tmp:", "c"]);
    assert.equal(await client.get("tmp:c"), "3");

    await view.menu(["shop", `db${DB}`, "tmp:"], "Delete Keys by Pattern…");
    await workbench.quickInput.answer("tmp:[ab]");
    assert.match(
      await workbench.editorText("tmp:a"),
      /^Delete the 2 keys that match tmp:\[ab\]\?\nProfile shop, redis\.\n *\ntmp:a\ntmp:b\n?$/,
    );
    await workbench.screenshot("saving-review");
    await workbench.quickInput.asks("Delete the 2 keys that match tmp:[ab]?");
    await workbench.quickInput.pick("Continue…");
    assert.match(await workbench.dialog("Delete"), /Delete the 2 keys that match/);
    await eventually(
      "the keys to be gone",
      () => client.exists("tmp:a", "tmp:b"),
      (count) => count === 0,
    );
    assert.equal(await client.get("tmp:c"), "3");
  });
});
