import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { Session } from "../../../src/core/contract";
import { servers } from "../../servers/shared";
import { NEVER } from "../../support/session";
import { eventually } from "../../workbench/eventually";
import { Files } from "../files";
import { at } from "../opened";
import { dataPort, Editor, openedToEdit, planned, told, withFolder } from "./editing";
import { SlowProxy } from "./slow-proxy";

const TOP = "fetch-file.servers";
const MB = 1024 * 1024;
const { hdfs } = servers();
const files = new Files(hdfs);

describe("downloading what is not as it should be", function () {
  this.timeout(120_000);
  let session: Session;
  let reader: Editor;

  before(async () => {
    session = await openedToEdit({ url: hdfs.url, user: "hdfs" }, 4_000, "observe");
    reader = new Editor(session);
    await files.mkdir(TOP);
  });

  after(async () => {
    await session.close();
    await files.remove(TOP);
  });

  // HDFS counts finished blocks: of a file that is being written, all or the most is in a block that is not.
  for (const [how, params] of [
    ["its first block", {}],
    ["a later block", { blocksize: String(MB) }],
  ] as const)
    it(`saves of a file that is being written (${how}) what can be read, and says so`, () =>
      withFolder(async (folder) => {
        const bytes = randomBytes(3 * MB - 100_000);
        const name = `growing ${how}`;
        const body = new PassThrough();
        const writing = files.write([TOP, name], body, params);
        body.write(bytes);
        const read = async () => {
          const url = `${hdfs.url}/webhdfs/v1/${TOP}/${encodeURIComponent(name)}?op=OPEN&user.name=hdfs`;
          return (await (await fetch(url)).arrayBuffer()).byteLength;
        };
        await eventually("the bytes to be there", read, (length) => length > 2.5 * MB);
        const outcome = await reader.do("download", at(TOP, name), { folder });
        assert.deepEqual(told(outcome), [
          `/${TOP}/${name} was saved as ${join(folder, name)}.`,
          `/${TOP}/${name} is still being written: saved is what could be read of it.`,
        ]);
        const saved = await readFile(join(folder, name));
        assert.ok(saved.length > 2.5 * MB && saved.equals(bytes.subarray(0, saved.length)), String(saved.length));
        body.end();
        await writing;
        const again = await reader.do("download", at(TOP, name), { folder });
        assert.match(told(again).join(), /The checksums are the same here and there\.$/);
        assert.ok((await readFile(join(folder, name))).equals(bytes));
      }));

  it("compares a file that was put together of others, block by block", () =>
    withFolder(async (folder) => {
      const parts = [MB + 100, MB + 7, 300].map((length) => randomBytes(length));
      for (const [index, part] of parts.entries())
        await files.write([TOP, "of", `p${index}`], part, { blocksize: String(MB) });
      const url = `${hdfs.url}/webhdfs/v1/${TOP}/of/p0?op=CONCAT&user.name=hdfs&sources=/${TOP}/of/p1,/${TOP}/of/p2`;
      assert.equal((await fetch(url, { method: "POST" })).status, 200);
      const outcome = await reader.do("download", at(TOP, "of", "p0"), { folder });
      assert.match(told(outcome).join(), /The checksums are the same here and there\.$/);
      assert.ok((await readFile(join(folder, "p0"))).equals(Buffer.concat(parts)));
    }));

  it("goes on with the others where the bytes of one do not come", () =>
    withFolder(async (folder) => {
      for (const name of ["a", "b", "c"]) await files.write([TOP, "lost", name], Buffer.from(name));
      const proxy = await new SlowProxy(dataPort(hdfs)).start();
      const hostMap = { [`localhost:${dataPort(hdfs)}`]: `127.0.0.1:${proxy.port}` };
      const cut = new Editor(await openedToEdit({ url: hdfs.url, user: "hdfs", hostMap }, 10_000, "observe"));
      try {
        // Of the first file: the question for its checksum, and each attempt.
        proxy.cuts = [1, 1, 1, 1, 1];
        const outcome = await cut.do("download", at(TOP, "lost"), { folder });
        assert.deepEqual(proxy.cuts, []);
        assert.deepEqual(
          outcome.failed.map(({ code }) => code),
          ["unavailable"],
        );
        assert.match(told(outcome)[0] ?? "", /^2 of 3 files were saved/);
        assert.deepEqual((await readdir(join(folder, "lost"))).sort(), ["b", "c"]);
      } finally {
        await cut.close();
        await proxy.stop();
      }
    }));

  it("tells of directories that are closed to its user, and saves the others", () =>
    withFolder(async (folder) => {
      await files.write([TOP, "some", "open", "f"], Buffer.from("x"));
      await files.write([TOP, "some", "closed", "g"], Buffer.from("y"));
      await files.set("SETPERMISSION", [TOP, "some", "closed"], { permission: "700" });
      const stranger = new Editor(await openedToEdit({ url: hdfs.url, user: "stranger" }, 4_000, "observe"));
      try {
        const plan = await stranger.plan("download", at(TOP, "some"), { folder });
        assert.match(planned(plan), /^Download \/.*open\/f with 1 B.*Directories that are not open to you: 1\./);
        const outcome = await plan.apply(() => {}, NEVER);
        assert.equal(outcome.done.length, 2);
        assert.match(told(outcome)[2] ?? "", /^You may not look at \/fetch-file\.servers\/some\/closed\./);
        assert.equal(await readFile(join(folder, "some", "open", "f"), "utf8"), "x");
        await assert.rejects(stranger.plan("download", at(TOP, "some", "closed"), { folder }), { code: "denied" });
      } finally {
        await stranger.close();
      }
    }));

  it("asks nothing more where the very file was chosen, and asks where it goes into a folder", () =>
    withFolder(async (folder) => {
      await files.write([TOP, "asked", "f"], Buffer.from("there"));
      const chosen = await reader.plan("download", at(TOP, "asked", "f"), { file: join(folder, "g") });
      assert.equal(chosen.asks, false);
      await writeFile(join(folder, "f"), "here");
      const plan = await reader.plan("download", at(TOP, "asked", "f"), { folder });
      assert.deepEqual([plan.asks, planned(plan).includes("and replace")], [true, true]);
    }));
});
