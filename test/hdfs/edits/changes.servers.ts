import assert from "node:assert/strict";
import { hasCode } from "../../../src/core/failure";
import { servers } from "../../servers/shared";
import { dfsOf } from "../../servers/toolbox/toolbox";
import { NEVER, say } from "../../support/session";
import { Files } from "../files";
import { at } from "../opened";
import { Editor, planned, told } from "./editing";

const TOP = "changes.servers";
const { hdfs } = servers();
const files = new Files(hdfs);
/** Names that go wrong in some client; HDFS allows no colon. */
const NAMES = [
  "订单 100%+#.csv",
  "a%2Fb",
  "pct%41x",
  "back\\slash",
  "é",
  "e\u0301",
  "a=b&op=DELETE",
  "?x",
  "'q' \"d\"",
];

const paths = async (...args: string[]): Promise<string[]> =>
  (await dfsOf(hdfs, ["-ls", "-C", ...args])).split("\n").filter(Boolean).sort();

describe("changing a real HDFS", function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async () => {
    await files.mkdir(TOP);
    await dfsOf(hdfs, ["-chmod", "777", `/${TOP}`]);
    editor = await Editor.open(hdfs);
  });

  after(async () => {
    await editor.close();
    await files.remove(TOP);
    await files.remove("user", "hdfs", ".Trash", "Current", TOP);
  });

  it("makes directories of any name, and nothing before it was said yes to", async () => {
    await files.mkdir(TOP, "made");
    for (const name of NAMES) {
      const plan = await editor.plan("makeDirectory", at(TOP, "made"), { name });
      assert.match(planned(plan), /^Make the directory \/changes\.servers\/made\//);
      assert.equal(await exists("made", name), false);
      const outcome = await plan.apply(() => {}, NEVER);
      assert.deepEqual(outcome.reveal, at(TOP, "made", name));
      assert.deepEqual(outcome.changed, [at(TOP, "made")]);
      assert.deepEqual(outcome.failed, []);
      await assert.rejects(
        plan.apply(() => {}, NEVER),
        { code: "invalid" },
      );
    }
    assert.deepEqual(await paths(`/${TOP}/made`), NAMES.map((name) => `/${TOP}/made/${name}`).sort());
    await editor.do("makeDirectory", at(TOP, "made"), { name: "deep/er" });
    assert.ok(await exists("made", "deep", "er"));
  });

  it("says what HDFS would not take, before it is asked", async () => {
    const [input] = await editor.form("makeDirectory", at(TOP));
    assert.match(say(input?.check?.("a:b")), /no colon/);
    assert.match(say(input?.check?.("..")), /not names/);
    assert.match(say(input?.check?.("名".repeat(86))), /255 bytes/);
    assert.equal(input?.check?.("名".repeat(85)), undefined);
    assert.match(say(input?.check?.(".snapshot")), /for its snapshots/);
    await assert.rejects(editor.plan("makeDirectory", at(TOP), { name: "made" }), { code: "changed" });
    await assert.rejects(editor.plan("makeDirectory", at(TOP, "missing"), { name: "x" }), { code: "notFound" });
  });

  it("renames, and never onto something", async () => {
    for (const name of NAMES) await files.write([TOP, "names", name], Buffer.from(name));
    for (const [index, name] of NAMES.entries())
      assert.deepEqual((await editor.do("rename", at(TOP, "names", name), { name: `${name}-${index}` })).failed, []);
    assert.deepEqual(await paths(`/${TOP}/names`), NAMES.map((name, index) => `/${TOP}/names/${name}-${index}`).sort());
    await files.write([TOP, "names", "old"], Buffer.from("old"));
    await files.write([TOP, "names", "new"], Buffer.from("new"));
    const old = at(TOP, "names", "old");
    await assert.rejects(editor.plan("rename", old, { name: "new" }), { code: "changed" });
    const plan = await editor.plan("rename", old, { name: "later" });
    await files.mkdir(TOP, "names", "later");
    // A rename onto a directory would move it into that one.
    await assert.rejects(
      plan.apply(() => {}, NEVER),
      { code: "changed" },
    );
    assert.equal(await dfsOf(hdfs, ["-cat", `/${TOP}/names/old`]), "old");
    assert.deepEqual(await paths(`/${TOP}/names/later`), []);
  });

  it("does not go on where the file has changed since it was planned", async () => {
    await files.write([TOP, "moving"], Buffer.from("1"));
    const plan = await editor.plan("rename", at(TOP, "moving"), { name: "moved" });
    await files.write([TOP, "moving"], Buffer.from("22"));
    await assert.rejects(
      plan.apply(() => {}, NEVER),
      { code: "changed" },
    );
    assert.ok(await exists("moving"));
  });

  it("moves many, tells of each that failed, and goes on", async () => {
    for (const name of ["a", "b", "c"]) await files.write([TOP, "from", name], Buffer.from(name));
    await files.mkdir(TOP, "to");
    const targets = ["a", "b", "c"].map((name) => at(TOP, "from", name));
    const plan = await editor.plan("move", targets, { directory: `/${TOP}/to` });
    await files.write([TOP, "to", "b"], Buffer.from("in the way"));
    const outcome = await plan.apply(() => {}, NEVER);
    assert.deepEqual(told(outcome), [
      "2 of 3 were moved to /changes.servers/to.",
      "/changes.servers/to/b is there already. Refresh to see it. Choose another name or place, or move it away first.",
    ]);
    assert.deepEqual(await paths(`/${TOP}/from`), [`/${TOP}/from/b`]);
    await assert.rejects(editor.plan("move", at(TOP), { directory: `/${TOP}/to` }), { code: "invalid" });
    await assert.rejects(editor.plan("move", at(TOP, "from"), { directory: "/nowhere/x" }), { code: "notFound" });
  });

  it("sets permissions, octal and symbolic, as hdfs dfs shows them", async () => {
    await files.write([TOP, "mode"], Buffer.from("x"));
    await files.mkdir(TOP, "mode-d");
    await dfsOf(hdfs, ["-chmod", "640", `/${TOP}/mode`]);
    const both = [at(TOP, "mode"), at(TOP, "mode-d")];
    const plan = await editor.plan("setPermission", both, { mode: "u+x,go=rX" });
    assert.match(
      planned(plan),
      /changes\.servers\/mode to rwxr--r-- \(0744\)\? It is rw-r----- \(0640\) now\. Already so: 1/,
    );
    await plan.apply(() => {}, NEVER);
    assert.equal(
      (await dfsOf(hdfs, ["-stat", "%a", `/${TOP}/mode`, `/${TOP}/mode-d`])).replace(/\s+/g, " "),
      "744 755 ",
    );
    await editor.do("setPermission", at(TOP, "mode-d"), { mode: "1777" });
    assert.equal((await dfsOf(hdfs, ["-stat", "%a", `/${TOP}/mode-d`])).trim(), "1777");
    await assert.rejects(editor.plan("setPermission", at(TOP, "mode-d"), { mode: "1777" }), { code: "invalid" });
  });

  it("understands a symbolic permission as hdfs dfs does", async () => {
    await files.write([TOP, "ours"], Buffer.from("x"));
    await files.write([TOP, "theirs"], Buffer.from("x"));
    for (const mode of ["u+x,go-r", "a=rX,u+w", "g=rw,o=r", "ug+rwX"]) {
      await editor.do("setPermission", at(TOP, "ours"), { mode });
      await dfsOf(hdfs, ["-chmod", mode, `/${TOP}/theirs`]);
      const [ours, theirs] = (await dfsOf(hdfs, ["-stat", "%a", `/${TOP}/ours`, `/${TOP}/theirs`])).split(/\s+/);
      assert.equal(ours, theirs, mode);
    }
  });

  it("sets the replication of files", async () => {
    await files.write([TOP, "replicated"], Buffer.from("x"));
    const outcome = await editor.do("setReplication", at(TOP, "replicated"), { replication: "3" });
    assert.deepEqual(outcome.failed, []);
    assert.equal((await dfsOf(hdfs, ["-stat", "%r", `/${TOP}/replicated`])).trim(), "3");
    await assert.rejects(editor.plan("setReplication", at(TOP), { replication: "3" }), { code: "invalid" });
    await assert.rejects(editor.plan("setReplication", at(TOP, "replicated"), { replication: "0" }), {
      code: "invalid",
    });
  });

  it("deletes into the trash of its user, and keeps what lay there", async () => {
    for (const round of ["first", "second"]) {
      await files.write([TOP, "trashed", "数据%.txt"], Buffer.from(round));
      const plan = await editor.plan("delete", at(TOP, "trashed"));
      assert.match(
        planned(plan),
        /^Move \/changes\.servers\/trashed to the trash\? Files: 1\. Directories: 1\. Size: \d+ B/,
      );
      assert.match(planned(plan), /It goes to \/user\/hdfs\/\.Trash\/Current\/changes\.servers\/trashed\./);
      assert.deepEqual((await plan.apply(() => {}, NEVER)).failed, []);
      assert.equal(await exists("trashed"), false);
    }
    const trash = `/user/hdfs/.Trash/Current/${TOP}`;
    const [first, second = ""] = await paths(trash);
    assert.equal(first, `${trash}/trashed`);
    assert.match(second, /\/trashed\d{13}$/);
    assert.equal(await dfsOf(hdfs, ["-cat", `${first}/数据%.txt`, `${second}/数据%.txt`]), "firstsecond");
    const inTrash = at("user", "hdfs", ".Trash", "Current", TOP, "trashed");
    await assert.rejects(editor.plan("delete", inTrash, { how: "trash" }), { code: "invalid" });
    await editor.do("delete", inTrash, { how: "forever" });
    assert.deepEqual(await paths(trash), [second]);
  });

  it("deletes into the trash as hdfs dfs does where a file lies there under the name of a directory", async () => {
    await files.write([TOP, "once"], Buffer.from("a file"));
    await editor.do("delete", at(TOP, "once"), { how: "trash" });
    await files.write([TOP, "once", "in it"], Buffer.from("in a directory"));
    const outcome = await editor.do("delete", at(TOP, "once", "in it"), { how: "trash" });
    assert.deepEqual(outcome.failed, []);
    const [, lies = ""] = /it lies there as (.*)\.$/.exec(told(outcome).join()) ?? [];
    assert.match(lies, /^\/user\/hdfs\/\.Trash\/Current\/changes\.servers\/once\d{13}\/in it$/);
    assert.equal(await files.content(...lies.slice(1).split("/")), "in a directory");
  });

  it("deletes into the trash what holds a directory that is closed to its user", async () => {
    await files.write([TOP, "mine", "closed", "f"], Buffer.from("x"));
    await files.set("SETOWNER", [TOP, "mine"], { owner: "bob" });
    await files.set("SETPERMISSION", [TOP, "mine", "closed"], { permission: "700" });
    await files.mkdir("user", "bob");
    await files.set("SETOWNER", ["user", "bob"], { owner: "bob" });
    const bob = await Editor.open(hdfs, { user: "bob" });
    try {
      const plan = await bob.plan("delete", at(TOP, "mine"), { how: "trash" });
      assert.match(planned(plan), /How much that is cannot be told: You may not look at/);
      assert.deepEqual(told(await plan.apply(() => {}, NEVER)), [`/${TOP}/mine is in the trash.`]);
    } finally {
      await bob.close();
      await files.remove("user", "bob");
    }
  });

  it("deletes for ever where that is wanted; never the root; a nested target once", async () => {
    await files.write([TOP, "gone", "x"], Buffer.from("12345"));
    const targets = [at(TOP, "gone", "x"), at(TOP, "gone")];
    const plan = await editor.plan("delete", targets, { how: "forever" });
    assert.match(
      planned(plan),
      /^Delete \/changes\.servers\/gone for ever\? Files: 1\. Directories: 1\. Size: 5 B.* cannot be brought back/,
    );
    assert.deepEqual(told(await plan.apply(() => {}, NEVER)), ["/changes.servers/gone was deleted."]);
    assert.equal(await exists("gone"), false);
    await assert.rejects(editor.plan("delete", at(), { how: "forever" }), { code: "invalid" });
  });

  it("is refused by HDFS in words that name the path and the cause", async () => {
    await files.mkdir(TOP, "closed");
    await dfsOf(hdfs, ["-chmod", "755", `/${TOP}/closed`]);
    const stranger = await Editor.open(hdfs, { user: "stranger" });
    try {
      const error: unknown = await stranger
        .do("makeDirectory", at(TOP, "closed"), { name: "x" })
        .catch((cause) => cause);
      assert.ok(hasCode(error, "denied"), String(error));
      assert.match(
        String(error),
        /You may not change \/changes\.servers\/closed\/x\..*Permission denied: user=stranger/,
      );
      const outcome = await stranger.do("setPermission", at(TOP, "closed"), { mode: "777" });
      assert.deepEqual(
        outcome.failed.map(({ code }) => code),
        ["denied"],
      );
      assert.deepEqual(outcome.done, []);
    } finally {
      await stranger.close();
    }
  });

  const exists = (...path: string[]): Promise<boolean> =>
    dfsOf(hdfs, ["-test", "-e", `/${[TOP, ...path].join("/")}`]).then(
      () => true,
      () => false,
    );
});
