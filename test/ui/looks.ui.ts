import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openWorkbench } from "../workbench/browser";
import { localSettings } from "./local-profile";

// No tooltip may come late and lie over a row: these tests are about how things look.
const calm = () => ({ ...localSettings(), "workbench.hover.delay": 600_000 });

// The same sidebar in another theme and another language; and out of the vsix that a user installs.
describe("looks", function () {
  this.timeout(300_000);

  it("dark, in Chinese", async () => {
    const workbench = await openWorkbench({ settings: calm(), theme: "dark", locale: "zh-cn" });
    try {
      const profiles = await workbench.view("配置");
      assert.match((await profiles.find(["local"])).description, /\p{Script=Han}/u);
      const redis = await workbench.view("Redis");
      await redis.expand("local", "db0");
      assert.match((await redis.find(["local", "db0"])).description, /\p{Script=Han}/u);
      const kafka = await workbench.view("Kafka");
      await kafka.expand("local");
      await workbench.screenshot("sidebar-dark-zh-cn");
    } finally {
      await workbench.close();
    }
  });

  it("high contrast, from the vsix", async () => {
    const work = mkdtempSync(join(tmpdir(), "cluster-observer-vsix-"));
    const vsix = join(work, "cluster-observer.vsix");
    const vsce = "node_modules/@vscode/vsce/vsce";
    await promisify(execFile)(process.execPath, [
      vsce,
      "package",
      "--no-dependencies",
      "--no-rewrite-relative-links",
      "--out",
      vsix,
    ]);
    const workbench = await openWorkbench({ settings: calm(), theme: "hc-dark", extension: vsix });
    try {
      for (const name of ["HDFS", "Redis", "Kafka"]) {
        const view = await workbench.view(name);
        await view.expand("local");
        assert.ok(
          (await view.rows()).some((row) => row.level === 2),
          name,
        );
      }
      await workbench.screenshot("sidebar-high-contrast");
    } finally {
      await workbench.close();
      rmSync(work, { recursive: true, force: true });
    }
  });
});
