import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Daemon, freePort, isListening, launch, stop, waitUntil } from "../servers/process";
import { facts, NEVER } from "../support/session";
import { allRows, opened, ROOT, rowsOf, withSession } from "./opened";
import { type OwnServer, ownServer } from "./own-server";

describe("a master that Sentinels watch", () => {
  const dir = mkdtempSync(join(tmpdir(), "observer-sentinel-"));
  let master: OwnServer;
  let sentinel: Daemon;
  let port = 0;

  before(async () => {
    master = await ownServer([], "master");
    port = await freePort();
    const file = join(dir, "sentinel.conf");
    writeFileSync(file, `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${master.port} 1\n`);
    sentinel = await launch({ name: "sentinel", dir, command: "redis-server", args: [file, "--sentinel"] });
    await waitUntil(sentinel, () => isListening(port));
  });

  after(async () => {
    await stop(sentinel);
    await master.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it("is found by its name, also where the first Sentinel is down", async () => {
    const down = await freePort();
    for (const values of [
      { url: `redis://127.0.0.1:${port}/2`, master: "main", sentinels: [] },
      { url: `redis://127.0.0.1:${down}/2`, master: "main", sentinels: [`127.0.0.1:${port}`] },
    ]) {
      await withSession(values, {}, async (session) => {
        assert.equal(facts(await session.check(NEVER)).Mode, "sentinel");
        assert.deepEqual(rowsOf(await allRows(session, ROOT)), ["db0: 0 keys", "db2: 0 keys"]);
      });
    }
  });

  it("is reached where its address is translated", async () => {
    const natMap = { [`127.0.0.1:${master.port}`]: "127.0.0.1:1" };
    await assert.rejects(opened({ url: `redis://127.0.0.1:${port}`, master: "main", natMap }), { code: "refused" });
  });

  it("is not known by this name", async () => {
    await assert.rejects(opened({ url: `redis://127.0.0.1:${port}`, master: "other" }), {
      code: "notFound",
      message: /knows no master “other”/,
    });
  });

  it("cannot be asked for: no Sentinel is there", async () => {
    const down = await freePort();
    await assert.rejects(opened({ url: `redis://127.0.0.1:${down}`, master: "main" }), { code: "refused" });
  });
});
