import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { servers } from "../../servers/shared";
import { NEVER } from "../../support/session";
import { Files } from "../files";
import { at } from "../opened";
import { Editor, told, withFolder } from "./editing";
import { NameNodeProxy } from "./name-node-proxy";

const TOP = "upload-one.servers";
const { hdfs } = servers();
const files = new Files(hdfs);
const PART = /\/\.\w+\.cluster-observer-[0-9a-f]{8}\.part/g;

const TRASH = ["user", "hdfs", ".Trash", "Current", TOP];

describe("an upload that fails half-way", function () {
  this.timeout(120_000);
  const proxy = new NameNodeProxy(hdfs.url);
  let editor: Editor;
  /** whose NameNode is behind the proxy */
  let spoilt: Editor;

  before(async () => {
    await proxy.start();
    await files.mkdir(TOP);
    editor = await Editor.open(hdfs);
    spoilt = await Editor.open({ ...hdfs, url: proxy.url });
  });

  beforeEach(() => {
    proxy.spoil = () => undefined;
  });

  after(async () => {
    await Promise.all([editor.close(), spoilt.close()]);
    await proxy.stop();
    await files.remove(TOP);
    await files.remove(...TRASH);
  });

  it("tells which directories it made, and which not", () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, "tree", "a", "b"), { recursive: true });
      const tree = { folder: join(folder, "tree") };
      await files.mkdir(TOP, "closed");
      const stranger = await Editor.open(hdfs, { user: "stranger" });
      const denied = await stranger.do("uploadFolder", at(TOP, "closed"), tree);
      await stranger.close();
      assert.deepEqual([denied.done, denied.failed.map(({ code }) => code)], [[], ["denied"]]);
      await writeFile(join(folder, "tree", "a", "file"), "x");
      const stop = new AbortController();
      const outcome = await editor.do("uploadFolder", at(TOP), tree, () => stop.abort(), stop.signal);
      assert.deepEqual(told(outcome), [
        "Directories made: 3.",
        "The upload was cancelled, and what had arrived was deleted.",
      ]);
      assert.deepEqual(await files.names(TOP, "tree", "a"), ["b"]);
    }));

  it("does not make a directory anew that is gone meanwhile", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "late"), "x");
      await files.mkdir(TOP, "gone");
      const plan = await editor.plan("upload", at(TOP, "gone"), { files: [join(folder, "late")] });
      await files.remove(TOP, "gone");
      const outcome = await plan.apply(() => {}, NEVER);
      assert.equal(outcome.failed[0]?.code, "notFound");
      assert.match(told(outcome).join(), /^The directory \/upload-one\.servers\/gone is not there any more\./);
      assert.ok(!(await files.names(TOP)).includes("gone"));
    }));

  it("says that something was left only where it was", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "x"), "x");
      await files.mkdir(TOP, "kept");
      const put = (query: string) =>
        fetch(`${hdfs.url}/webhdfs/v1/${TOP}/kept?user.name=hdfs&${query}`, { method: "PUT" });
      await put("op=ALLOWSNAPSHOT");
      await put("op=CREATESNAPSHOT&snapshotname=s");
      try {
        const outcome = await editor.do("upload", at(TOP, "kept", ".snapshot", "s"), { files: [join(folder, "x")] });
        assert.equal(outcome.failed[0]?.code, "denied");
        assert.match(told(outcome).join(), /lies in a snapshot, which nobody can change\./);
        assert.doesNotMatch(told(outcome).join(), /was left/);
      } finally {
        const url = `${hdfs.url}/webhdfs/v1/${TOP}/kept?user.name=hdfs&op=DELETESNAPSHOT&snapshotname=s`;
        await fetch(url, { method: "DELETE" });
      }
      await files.mkdir(TOP, "left");
      proxy.spoil = (asked) => (/^(PUT RENAME|DELETE DELETE) .*\.part/.test(asked) ? "refuse" : undefined);
      const outcome = await spoilt.do("upload", at(TOP, "left"), { files: [join(folder, "x")] });
      const [left] = await files.names(TOP, "left");
      assert.match(
        told(outcome).join(),
        /IOException: spoilt\. The whole of it was left in \/upload-one\.servers\/left\/\.x\./,
      );
      assert.ok(left && told(outcome).join().includes(left));
    }));

  it("puts the old file back, or says where both are", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "x"), "new");
      const trash = `/${[...TRASH, "old", "x"].join("/")}`;
      for (const back of [true, false]) {
        await files.write([TOP, "old", "x"], Buffer.from("old"));
        proxy.spoil = (asked) =>
          /^PUT RENAME .*\.part /.test(asked) || (!back && asked.startsWith(`PUT RENAME ${trash}`))
            ? "refuse"
            : undefined;
        const outcome = await spoilt.do("upload", at(TOP, "old"), { files: [join(folder, "x")] });
        assert.deepEqual([outcome.done, outcome.failed.length], [[], 1]);
        if (back) {
          assert.deepEqual(await files.names(TOP, "old"), ["x"]);
          assert.equal(await files.content(TOP, "old", "x"), "old");
          continue;
        }
        const [part = ""] = await files.names(TOP, "old");
        assert.match(
          told(outcome).join().replace(PART, "/PART"),
          /lies in the trash as \/user\/hdfs\/\.Trash\/Current\/upload-one\.servers\/old\/x, and the new one is whole in \/upload-one\.servers\/old\/PART: rename/,
        );
        assert.ok(told(outcome).join().includes(part));
        assert.equal(await files.content(TOP, "old", part), "new");
        assert.equal(await files.content(...TRASH, "old", "x"), "old");
      }
    }));

  it("is well where a rename was done and only its answer was lost", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "x"), "newer");
      await files.write([TOP, "lost", "x"], Buffer.from("old"));
      proxy.spoil = (asked) => (asked.startsWith("PUT RENAME") ? "lose" : undefined);
      const outcome = await spoilt.do("upload", at(TOP, "lost"), { files: [join(folder, "x")] });
      assert.deepEqual(told(outcome), [
        "/upload-one.servers/lost/x was uploaded.",
        "The checksums are the same here and there.",
      ]);
      assert.deepEqual(await files.names(TOP, "lost"), ["x"]);
      assert.equal(await files.content(TOP, "lost", "x"), "newer");
      const moved = await spoilt.do("rename", at(TOP, "lost", "x"), { name: "y" });
      assert.deepEqual([moved.failed, await files.names(TOP, "lost")], [[], ["y"]]);
    }));
});
