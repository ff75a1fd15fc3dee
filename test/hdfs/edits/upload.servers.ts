import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasCode } from "../../../src/core/failure";
import { servers } from "../../servers/shared";
import { dfsOf } from "../../servers/toolbox/toolbox";
import { NEVER } from "../../support/session";
import { Files } from "../files";
import { at } from "../opened";
import { dataPort, Editor, planned, told, withFolder } from "./editing";
import { SlowProxy } from "./slow-proxy";

const TOP = "upload.servers";
const MB = 1024 * 1024;
const { hdfs } = servers();
const files = new Files(hdfs);

const names = async (path: string): Promise<string[]> =>
  (await dfsOf(hdfs, ["-ls", "-C", path]))
    .split("\n")
    .filter(Boolean)
    .map((line) => line.slice(path.length + 1))
    .sort();
const exists = (path: string): Promise<boolean> =>
  dfsOf(hdfs, ["-test", "-e", path]).then(
    () => true,
    () => false,
  );

describe("uploading to a real HDFS", function () {
  this.timeout(120_000);
  const proxy = new SlowProxy(dataPort(hdfs));
  let editor: Editor;
  /** whose DataNode is behind the proxy */
  let slow: Editor;

  before(async () => {
    await proxy.start();
    await files.mkdir(TOP);
    editor = await Editor.open(hdfs);
    slow = await Editor.open(hdfs, { hostMap: { [`localhost:${dataPort(hdfs)}`]: `127.0.0.1:${proxy.port}` } }, 3_000);
  });

  beforeEach(() => {
    proxy.rate = Number.POSITIVE_INFINITY;
    proxy.cuts = [];
  });

  after(async () => {
    await Promise.all([editor.close(), slow.close()]);
    await proxy.stop();
    await files.remove(TOP);
    await files.remove("user", "hdfs", ".Trash", "Current", TOP);
  });

  it("sends files of any name, byte by byte, and says how far it is", () =>
    withFolder(async (folder) => {
      const contents = new Map([
        ["订单 100%+#&?.csv", randomBytes(3 * MB + 17)],
        ["a%2Fb", Buffer.from("percent")],
        ["back\\slash", Buffer.from("slash")],
        ["e\u0301", Buffer.from("accent")],
        ["empty", Buffer.alloc(0)],
        ["名".repeat(85), Buffer.from("long")],
      ]);
      for (const [name, bytes] of contents) await writeFile(join(folder, name), bytes);
      await files.mkdir(TOP, "any");
      const steps: number[] = [];
      const chosen = [...contents.keys()].map((name) => join(folder, name));
      const plan = await editor.plan("upload", at(TOP, "any"), { files: chosen });
      assert.match(planned(plan), /^Upload 6 files with 3 MB to \/upload\.servers\/any\?/);
      assert.deepEqual(await names(`/${TOP}/any`), []);
      const outcome = await plan.apply(({ fraction }) => steps.push(fraction ?? -1), NEVER);
      assert.deepEqual(told(outcome).slice(0, 1), ["6 of 6 files were uploaded to /upload.servers/any."]);
      assert.deepEqual(await names(`/${TOP}/any`), [...contents.keys()].sort());
      for (const [name, bytes] of contents) {
        // The tool takes a backslash for its own.
        if (name.includes("\\")) continue;
        await dfsOf(hdfs, ["-get", "-f", `/${TOP}/any/${name}`, join(folder, "back")]);
        assert.ok((await readFile(join(folder, "back"))).equals(bytes), name);
      }
      assert.equal(steps.at(-1), 1);
      assert.deepEqual(
        steps,
        [...steps].sort((a, b) => a - b),
      );
    }));

  it("compares the checksum", () =>
    withFolder(async (folder) => {
      const file = join(folder, "summed");
      await writeFile(file, randomBytes(1_000_001));
      const outcome = await editor.do("upload", at(TOP), { files: [file] });
      assert.deepEqual(told(outcome), [
        "/upload.servers/summed was uploaded.",
        "The checksums are the same here and there.",
      ]);
      assert.deepEqual(outcome.reveal, at(TOP, "summed"));
    }));

  it("sends folders with all that is in them, but no links", () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, "tree", "深", "empty"), { recursive: true });
      await writeFile(join(folder, "tree", "a"), "a");
      await writeFile(join(folder, "tree", "深", "b"), "b");
      await symlink("/etc", join(folder, "tree", "link"));
      await files.write([TOP, "tree", "深", "b"], Buffer.from("old b"));
      const plan = await editor.plan("uploadFolder", at(TOP), { folder: join(folder, "tree") });
      assert.match(
        planned(plan),
        /and replace 1 there\?.*New directories: 1.*go to the trash.*Left out \(links and special files\): 1/,
      );
      const outcome = await plan.apply(() => {}, NEVER);
      assert.deepEqual(outcome.failed, []);
      const all = (await dfsOf(hdfs, ["-ls", "-R", "-C", `/${TOP}/tree`])).split("\n").filter(Boolean).sort();
      assert.deepEqual(
        all,
        ["/tree/a", "/tree/深", "/tree/深/b", "/tree/深/empty"].map((path) => `/${TOP}${path}`).sort(),
      );
      assert.equal(await dfsOf(hdfs, ["-cat", `/${TOP}/tree/深/b`]), "b");
      assert.equal(await dfsOf(hdfs, ["-cat", `/user/hdfs/.Trash/Current/${TOP}/tree/深/b`]), "old b");
    }));

  it("says what HDFS cannot hold before anything is sent", () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, "bad"));
      await writeFile(join(folder, "bad", "a:b"), "");
      await assert.rejects(editor.plan("uploadFolder", at(TOP), { folder: join(folder, "bad") }), (error: Error) => {
        assert.match(error.message, /cannot hold the name of .*a:b.*no colon/);
        return hasCode(error, "invalid");
      });
      await assert.rejects(editor.plan("upload", at(TOP), { files: [join(folder, "missing")] }), { code: "notFound" });
      await files.mkdir(TOP, "dir");
      await writeFile(join(folder, "dir"), "");
      await assert.rejects(editor.plan("upload", at(TOP), { files: [join(folder, "dir")] }), { code: "invalid" });
      assert.equal(await exists(`/${TOP}/bad`), false);
    }));

  it("never shows half a file under its name, and keeps the old one until the new one is complete", () =>
    withFolder(async (folder) => {
      const file = join(folder, "slow");
      const bytes = randomBytes(2 * MB);
      await writeFile(file, bytes);
      await files.write([TOP, "slow", "slow"], Buffer.from("old"));
      proxy.rate = MB;
      const plan = await slow.plan("upload", at(TOP, "slow"), { files: [file] });
      assert.match(planned(plan), /slow is there with 3 B/);
      let over = false;
      const applying = plan
        .apply(() => {}, NEVER)
        .finally(() => {
          over = true;
        });
      const seen = new Set<string>();
      while (!over) {
        const { FileStatuses } = (await (
          await fetch(`${hdfs.url}/webhdfs/v1/${TOP}/slow?op=LISTSTATUS&user.name=hdfs`)
        ).json()) as { FileStatuses: { FileStatus: { pathSuffix: string; length: number }[] } };
        for (const { pathSuffix, length } of FileStatuses.FileStatus)
          seen.add(pathSuffix === "slow" ? `slow ${length}` : pathSuffix.replace(/[0-9a-f]{8}/, "…"));
        await sleep(20);
      }
      assert.deepEqual((await applying).failed, []);
      seen.add(`slow ${bytes.length}`);
      assert.deepEqual([...seen].sort(), [".slow.cluster-observer-….part", `slow ${bytes.length}`, "slow 3"]);
    }));

  it("goes on where it was when the connection breaks", () =>
    withFolder(async (folder) => {
      const file = join(folder, "broken");
      const bytes = randomBytes(4 * MB + 5);
      await writeFile(file, bytes);
      proxy.cuts = [MB, MB];
      const outcome = await slow.do("upload", at(TOP), { files: [file] });
      assert.deepEqual(told(outcome), [
        "/upload.servers/broken was uploaded.",
        "The checksums are the same here and there.",
      ]);
      assert.equal(proxy.cuts.length, 0);
      await dfsOf(hdfs, ["-get", `/${TOP}/broken`, join(folder, "back")]);
      assert.ok((await readFile(join(folder, "back"))).equals(bytes));
    }));

  it("leaves nothing behind when it is cancelled", () =>
    withFolder(async (folder) => {
      for (const name of ["one", "two", "three"]) await writeFile(join(folder, name), randomBytes(16 * MB));
      await files.mkdir(TOP, "cancelled");
      proxy.rate = 8 * MB;
      const stop = new AbortController();
      const chosen = ["one", "two", "three"].map((name) => join(folder, name));
      const outcome = await slow.do(
        "upload",
        at(TOP, "cancelled"),
        { files: chosen },
        ({ fraction = 0 }) => fraction > 0.45 && stop.abort(),
        stop.signal,
      );
      assert.deepEqual(
        outcome.failed.map(({ code }) => code),
        ["cancelled"],
      );
      assert.deepEqual(told(outcome), [
        "1 of 3 files were uploaded to /upload.servers/cancelled.",
        "The checksums are the same here and there.",
        "The upload was cancelled, and what had arrived was deleted.",
        "1 of 3 files were not uploaded.",
      ]);
      assert.deepEqual(await names(`/${TOP}/cancelled`), ["one"]);
      await sleep(1_000);
      assert.deepEqual(await names(`/${TOP}/cancelled`), ["one"]);
      assert.equal(proxy.connections, 0);
    }));

  it("may take any time as long as it moves, and fails when it stands still", () =>
    withFolder(async (folder) => {
      const file = join(folder, "still");
      await writeFile(file, randomBytes(MB * 3));
      await files.mkdir(TOP, "still");
      proxy.rate = MB / 2;
      const begun = performance.now();
      const outcome = await slow.do("upload", at(TOP, "still"), { files: [file] });
      assert.ok(performance.now() - begun > 3_000, "longer than the time-out");
      assert.deepEqual(outcome.failed, []);
      await writeFile(file, randomBytes(MB * 32));
      proxy.rate = 8 * MB;
      let frozen = false;
      const failed = await slow.do("upload", at(TOP, "still"), { files: [file] }, ({ fraction = 0 }) => {
        if (fraction > 0.02 && !frozen) proxy.rate = 0;
        frozen ||= proxy.rate === 0;
      });
      assert.deepEqual(
        failed.failed.map(({ code }) => code),
        ["timeout"],
      );
      assert.deepEqual(await names(`/${TOP}/still`), ["still"]);
      assert.equal(Number((await dfsOf(hdfs, ["-stat", "%b", `/${TOP}/still/still`])).trim()), 3 * MB);
    }));

  it("is refused by a quota and a lack of permission in clear words, with nothing left", () =>
    withFolder(async (folder) => {
      const file = join(folder, "x");
      await writeFile(file, randomBytes(100));
      await files.mkdir(TOP, "closed");
      const stranger = await Editor.open(hdfs, { user: "stranger" });
      const outcome = await stranger.do("upload", at(TOP, "closed"), { files: [file] });
      await stranger.close();
      assert.deepEqual(
        outcome.failed.map(({ code }) => code),
        ["denied"],
      );
      assert.match(outcome.failed[0]?.message ?? "", /Permission denied: user=stranger/);
      assert.deepEqual(await names(`/${TOP}/closed`), []);
      await files.mkdir(TOP, "quota");
      await fetch(`${hdfs.url}/webhdfs/v1/${TOP}/quota?op=SETQUOTA&namespacequota=1&user.name=hdfs`, { method: "PUT" });
      const full = await editor.do("upload", at(TOP, "quota"), { files: [file] });
      assert.deepEqual(
        full.failed.map(({ code }) => code),
        ["denied"],
      );
      assert.match(full.failed[0]?.message ?? "", /quota does not allow/);
    }));

  it("does not replace what has changed, or has come, since it was planned", () =>
    withFolder(async (folder) => {
      const file = join(folder, "late");
      await writeFile(file, "new");
      const plan = await editor.plan("upload", at(TOP), { files: [file] });
      await files.write([TOP, "late"], Buffer.from("came"));
      assert.deepEqual(
        (await plan.apply(() => {}, NEVER)).failed.map(({ code }) => code),
        ["changed"],
      );
      const again = await editor.plan("upload", at(TOP), { files: [file] });
      await files.write([TOP, "late"], Buffer.from("changed"));
      assert.deepEqual(
        (await again.apply(() => {}, NEVER)).failed.map(({ code }) => code),
        ["changed"],
      );
      assert.equal(await dfsOf(hdfs, ["-cat", `/${TOP}/late`]), "changed");
    }));
});
