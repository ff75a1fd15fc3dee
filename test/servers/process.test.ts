import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { birth, daemonsIn, isAlive, launch, running, stop } from "./process";
import { whileStarting } from "./starting";

describe("a server's process", () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "co-process-"));
  });

  afterEach(async () => {
    for (const daemon of daemonsIn(dir)) await stop(daemon);
    rmSync(dir, { recursive: true, force: true });
  });

  it("is found again by its pid file, and ends when it is stopped", async () => {
    const args = ["-e", "setInterval(() => {}, 1000)"];
    const { pid } = await launch({ name: "idle", dir, command: process.execPath, args });
    assert.equal(running("idle", dir)?.pid, pid);
    assert.deepEqual(
      daemonsIn(dir).map(({ name }) => name),
      ["idle"],
    );
    await stop({ name: "idle", dir, pid });
    assert.equal(isAlive(pid), false);
    assert.equal(running("idle", dir), undefined);
  });

  it("is not taken for another one that has got its number", () => {
    writeFileSync(join(dir, "other.pid"), `${process.pid}\nborn some other day\n`);
    assert.equal(running("other", dir), undefined);
    writeFileSync(join(dir, "other.pid"), `${process.pid}\n${birth(process.pid)}\n`);
    assert.equal(running("other", dir)?.pid, process.pid);
    rmSync(join(dir, "other.pid"));
  });

  it("is started by one at a time, and a claim left by a dead process holds nobody up", async () => {
    writeFileSync(join(dir, "starting.pid"), `${process.pid}\nborn some other day\n`);
    const order: string[] = [];
    const work = (name: string) =>
      whileStarting(
        dir,
        () => {},
        async () => {
          order.push(`${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, 20));
          order.push(`${name} ends`);
        },
      );
    await Promise.all([work("a"), work("b")]);
    assert.equal(order[0]?.[0], order[1]?.[0]);
    assert.deepEqual(
      order.map((line) => line.slice(2)),
      ["begins", "ends", "begins", "ends"],
    );
  });
});
