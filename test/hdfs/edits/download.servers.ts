import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Session } from "../../../src/core/contract";
import { servers } from "../../servers/shared";
import { dfsOf } from "../../servers/toolbox/toolbox";
import { NEVER } from "../../support/session";
import { Files } from "../files";
import { at } from "../opened";
import { dataPort, Editor, openedToEdit, planned, told, withFolder } from "./editing";
import { SlowProxy } from "./slow-proxy";

const TOP = "download.servers";
const MB = 1024 * 1024;
const { hdfs } = servers();
const files = new Files(hdfs);

describe("downloading from a real HDFS", function () {
  this.timeout(120_000);
  const big = randomBytes(3 * MB + 17);
  const proxy = new SlowProxy(dataPort(hdfs));
  const open: Session[] = [];
  /** of a profile that only observes: a download changes nothing */
  let reader: Editor;
  let slow: Editor;

  before(async () => {
    await proxy.start();
    const values = { url: hdfs.url, user: "hdfs" };
    const mapped = { ...values, hostMap: { [`localhost:${dataPort(hdfs)}`]: `127.0.0.1:${proxy.port}` } };
    open.push(await openedToEdit(values, 10_000, "observe"), await openedToEdit(mapped, 3_000, "observe"));
    [reader, slow] = open.map((session) => new Editor(session)) as [Editor, Editor];
    await files.write([TOP, "big"], big, { blocksize: String(MB) });
    await files.write([TOP, "one-block"], big);
    await files.write([TOP, "empty"], Buffer.alloc(0));
  });

  beforeEach(() => {
    proxy.rate = Number.POSITIVE_INFINITY;
    proxy.cuts = [];
  });

  after(async () => {
    for (const session of open) await session.close();
    await proxy.stop();
    await files.remove(TOP);
  });

  it("saves one file under the name that was chosen, and compares HDFS's own checksum", () =>
    withFolder(async (folder) => {
      for (const name of ["big", "one-block"]) {
        const [input] = await reader.form("download", at(TOP, name));
        assert.deepEqual([input?.type, input?.fallback], ["saveFile", name]);
        const file = join(folder, `my ${name}`);
        const outcome = await reader.do("download", at(TOP, name), { file });
        assert.deepEqual(told(outcome), [
          `/download.servers/${name} was saved as ${file}.`,
          "The checksums are the same here and there.",
        ]);
        assert.ok((await readFile(file)).equals(big));
      }
      assert.deepEqual((await readdir(folder)).sort(), ["my big", "my one-block"]);
    }));

  it("saves directories with all that is in them, as hdfs dfs -get does, under names that are safe here", () =>
    withFolder(async (folder) => {
      await files.write([TOP, "tree", "订单 100%+#&?.csv"], Buffer.from("中文"));
      await files.write([TOP, "tree", "deep", "a%2Fb"], Buffer.from("percent"));
      await files.write([TOP, "tree", "deep", "..\\..\\evil"], Buffer.from("evil"));
      await files.write([TOP, "tree", "A"], Buffer.from("A"));
      await files.write([TOP, "tree", "a"], Buffer.from("a"));
      await files.mkdir(TOP, "tree", "nothing");
      assert.equal((await reader.form("download", at(TOP, "tree")))[0]?.type, "saveFolder");
      const plan = await reader.plan("download", [at(TOP, "tree"), at(TOP, "empty")], { folder });
      assert.match(planned(plan), /^Download 6 files with \d+ B to .*Folders: 3\. Saved under another name.*: 2\./);
      assert.equal(plan.asks, true, "it says first which names are others here");
      assert.deepEqual(await readdir(folder), []);
      const outcome = await plan.apply(() => {}, NEVER);
      assert.deepEqual(outcome.failed, []);
      const all = await readdir(folder, { recursive: true });
      assert.deepEqual(
        all.sort(),
        [
          "empty",
          "tree",
          "tree/A",
          "tree/a (2)",
          "tree/deep",
          "tree/deep/.._.._evil",
          "tree/deep/a%2Fb",
          "tree/nothing",
          "tree/订单 100%+#&?.csv",
        ].sort(),
      );
      assert.equal(await readFile(join(folder, "tree", "订单 100%+#&?.csv"), "utf8"), "中文");
      assert.equal(await readFile(join(folder, "tree", "a (2)"), "utf8"), "a");
      assert.equal((await readFile(join(folder, "empty"))).length, 0);
    }));

  it("replaces a file here only where it was said, and follows no link out of the folder", () =>
    withFolder(async (folder) => {
      const target = at(TOP, "tree", "A");
      const plan = await reader.plan("download", target, { folder });
      assert.equal(plan.asks, false);
      await writeFile(join(folder, "A"), "mine");
      assert.deepEqual(
        (await plan.apply(() => {}, NEVER)).failed.map(({ code }) => code),
        ["changed"],
      );
      assert.equal(await readFile(join(folder, "A"), "utf8"), "mine");
      const again = await reader.plan("download", target, { folder });
      assert.match(planned(again), /and replace .*A\?/);
      assert.equal(again.asks, true, "nothing of this machine is replaced unasked");
      assert.deepEqual((await again.apply(() => {}, NEVER)).failed, []);
      assert.equal(await readFile(join(folder, "A"), "utf8"), "A");
      await mkdir(join(folder, "in"));
      await mkdir(join(folder, "out"));
      await symlink(join(folder, "out"), join(folder, "in", "tree"));
      await assert.rejects(reader.plan("download", at(TOP, "tree"), { folder: join(folder, "in") }), {
        code: "invalid",
      });
      const late = await reader.plan("download", at(TOP, "tree", "deep"), { folder: join(folder, "in") });
      await symlink(join(folder, "out"), join(folder, "in", "deep"));
      const outcome = await late.apply(() => {}, NEVER);
      assert.ok(outcome.failed.length >= 1 && outcome.done.length === 0, told(outcome).join("\n"));
      assert.deepEqual(await readdir(join(folder, "out")), []);
      await symlink("/etc/passwd", join(folder, "in", "big"));
      await assert.rejects(reader.plan("download", at(TOP, "big"), { folder: join(folder, "in") }), {
        code: "invalid",
      });
    }));

  it("goes on where it was when the connection breaks", () =>
    withFolder(async (folder) => {
      // The checksum's connection comes first.
      proxy.cuts = [Number.POSITIVE_INFINITY, MB, MB];
      const outcome = await slow.do("download", at(TOP, "big"), { folder });
      assert.deepEqual(outcome.failed, []);
      assert.equal(proxy.cuts.length, 0);
      assert.ok((await readFile(join(folder, "big"))).equals(big));
      assert.match(told(outcome).join(), /checksums are the same/);
    }));

  it("leaves nothing behind when it is cancelled, and never half a file under its name", () =>
    withFolder(async (folder) => {
      proxy.rate = MB;
      const stop = new AbortController();
      const seen = new Set<string>();
      const outcome = await slow.do(
        "download",
        [at(TOP, "big"), at(TOP, "one-block")],
        { folder },
        ({ fraction = 0 }) => {
          void readdir(folder).then((names) =>
            names.forEach((name) => void seen.add(name.replace(/[0-9a-f]{8}/, "…"))),
          );
          if (fraction > 0.3) stop.abort();
        },
        stop.signal,
      );
      assert.deepEqual(
        outcome.failed.map(({ code }) => code),
        ["cancelled"],
      );
      assert.deepEqual(told(outcome).slice(1), ["1 of 2 files were not downloaded."]);
      assert.deepEqual(await readdir(folder), []);
      assert.deepEqual([...seen], ["big.….part"]);
      assert.equal(proxy.connections, 0);
    }));

  it("fails when nothing comes any more, when the file changes, and when the disk does not take it", () =>
    withFolder(async (folder) => {
      proxy.rate = MB;
      let frozen = false;
      const still = await slow.do("download", at(TOP, "big"), { folder }, ({ fraction = 0 }) => {
        if (fraction > 0.2 && !frozen) proxy.rate = 0;
        frozen ||= proxy.rate === 0;
      });
      assert.deepEqual(
        still.failed.map(({ code }) => code),
        ["timeout"],
      );
      const plan = await reader.plan("download", at(TOP, "tree", "a"), { folder });
      await files.write([TOP, "tree", "a"], Buffer.from("another"));
      assert.deepEqual(
        (await plan.apply(() => {}, NEVER)).failed.map(({ code }) => code),
        ["changed"],
      );
      await assert.rejects(reader.plan("download", at(TOP, "big"), { folder: join(folder, "missing") }), {
        code: "notFound",
      });
      assert.deepEqual(await readdir(folder), []);
      if (process.getuid?.() === 0) return;
      await chmod(folder, 0o500);
      const denied = await reader.do("download", at(TOP, "big"), { folder });
      await chmod(folder, 0o700);
      assert.deepEqual(
        denied.failed.map(({ code }) => code),
        ["denied"],
      );
    }));

  it("is the one edit of a profile that observes: all others are refused", async () => {
    for (const id of [
      "makeDirectory",
      "rename",
      "move",
      "setPermission",
      "setReplication",
      "upload",
      "uploadFolder",
      "delete",
    ]) {
      await assert.rejects(reader.form(id, at(TOP)), { code: "forbidden" }, id);
      await assert.rejects(reader.plan(id, at(TOP), { name: "x", how: "forever" }), { code: "forbidden" }, id);
    }
    assert.match(await dfsOf(hdfs, ["-ls", "-C", `/${TOP}`]), /big/);
  });
});
