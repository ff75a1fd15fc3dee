import assert from "node:assert/strict";
import { Redis } from "ioredis";
import {
  type CodeLens,
  commands,
  FilePermission,
  FileType,
  languages,
  TabInputText,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
} from "vscode";
import { child, root } from "../../src/core/address";
import { uriOf } from "../../src/editor/documents/uris";
import { servers } from "../servers/shared";
import { api, eventually, localProfile, setProfiles, textOf } from "./profiles";

const NAMES = [
  "../../x",
  "a/b",
  ".",
  "..",
  "~",
  "100%",
  "pct%41x",
  "q?x#y",
  "中文 键",
  "🙂",
  "back\\slash",
  "new\nline",
  " ",
  "",
];

describe("documents", () => {
  let redis: Redis;
  const key = (name: string | Uint8Array) => uriOf(child(root("local", "redis"), "0", name));

  before(async () => {
    await setProfiles([localProfile()]);
    await api();
    redis = new Redis(servers().redis.port, "127.0.0.1");
    for (const name of NAMES) await redis.set(`doc:${name}`, `value of ${name}`);
    await redis.set(Buffer.from([0xff, 0x00, 0x2f]), "binary name");
    await redis.set("doc:binary", Buffer.from([0, 1, 2, 0xff]));
    await redis.hset("doc:hash", { field: "value", 名: "值" });
  });

  after(async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    await redis.del(...NAMES.map((name) => `doc:${name}`), Buffer.from([0xff, 0x00, 0x2f]), "doc:binary", "doc:hash");
    redis.disconnect();
  });

  it("open any name exactly, through the Uri's text too", async () => {
    for (const name of NAMES) {
      const uri = key(`doc:${name}`);
      assert.equal(await textOf(uri), `value of ${name}`, name);
      const document = await workspace.openTextDocument(Uri.parse(uri.toString(), true));
      assert.equal(document.getText(), `value of ${name}`, name);
    }
    assert.equal(await textOf(key(Buffer.from([0xff, 0x00, 0x2f]))), "binary name");
  });

  it("keep their address case-blind in the authority, as editors do", async () => {
    const document = await workspace.openTextDocument(Uri.parse("cluster://LOCAL/redis/0/key"));
    assert.equal(document.getText(), "value");
  });

  it("show collections and records as JSON", async () => {
    const document = await workspace.openTextDocument(key("doc:hash"));
    await eventually("language json", () =>
      workspace.textDocuments.some(
        (open) => open.uri.toString() === document.uri.toString() && open.languageId === "json",
      ),
    );
    assert.match(document.getText(), /"名": "值"/);
    assert.ok((await languages.getLanguages()).includes("json"));
  });

  it("cannot be changed in a profile that observes", async () => {
    const uri = key("doc:hash");
    await assert.rejects(workspace.fs.writeFile(uri, new Uint8Array()) as Promise<void>, /NoPermissions|read-?only/i);
    await assert.rejects(workspace.fs.delete(uri) as Promise<void>, /NoPermissions|read-?only/i);
    assert.equal((await workspace.fs.stat(uri)).permissions, FilePermission.Readonly);
  });

  it("know files from directories", async () => {
    const entries = await workspace.fs.readDirectory(Uri.parse("cluster://local/hdfs/user/hadoop/test"));
    assert.deepEqual(entries, [["test.txt", FileType.File]]);
    assert.equal((await workspace.fs.stat(Uri.parse("cluster://local/hdfs/user"))).type, FileType.Directory);
    await assert.rejects(
      workspace.fs.stat(Uri.parse("cluster://local/hdfs/no/such")) as Promise<unknown>,
      /FileNotFound|EntryNotFound/,
    );
  });

  it("can be compared, whatever systems they come from", async () => {
    const left = Uri.parse("cluster://local/hdfs/user/hadoop/test/test.txt");
    await commands.executeCommand("vscode.diff", left, key("doc:hash"), "test.txt ↔ doc:hash");
    await eventually(
      "the diff is open",
      () => window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputTextDiff,
    );
    await commands.executeCommand("workbench.action.closeActiveEditor");
  });

  it("open in parts when they are large, and say which part it is", async () => {
    await redis.set("doc:large", "line\n".repeat(700_000));
    try {
      const document = await workspace.openTextDocument(key("doc:large"));
      assert.equal(document.getText().length, 1024 * 1024);
      await window.showTextDocument(document);
      const titles = async () =>
        (await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", document.uri)).map(
          (lens) => lens.command?.title,
        );
      await eventually("the notice", async () => (await titles()).length > 1);
      assert.match((await titles())[0] ?? "", /^Bytes 1 to 1,048,576 of 3,500,000$/);
      assert.deepEqual((await titles()).slice(1), ["Next Part", "Last Part"]);
      const lenses = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", document.uri);
      const next = lenses[1]?.command;
      await commands.executeCommand(next?.command ?? "", ...(next?.arguments ?? []));
      await eventually("the next part", () => window.activeTextEditor?.document.uri.query !== "");
      assert.equal(window.activeTextEditor?.document.getText().length, 1024 * 1024);
    } finally {
      await redis.del("doc:large");
    }
  });

  it("open binary content as a hex dump", async () => {
    await commands.executeCommand("clusterObserver.openAsHex", key("doc:binary"));
    const hex = window.activeTextEditor?.document;
    assert.match(hex?.getText() ?? "", /^00000000 {2}00 01 02 ff .*\|\.\.\.\.\|/);
  });

  it("follow when they are refreshed", async () => {
    const uri = key("doc:~");
    await commands.executeCommand("vscode.open", uri);
    await eventually("it is open", () => window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputText);
    await redis.set("doc:~", "changed meanwhile");
    await commands.executeCommand("clusterObserver.refreshDocument", uri);
    await eventually(
      "the new value is shown",
      () => window.activeTextEditor?.document.getText() === "changed meanwhile",
    );
  });
});
