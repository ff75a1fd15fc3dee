import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { systems } from "../src/systems";

const run = promisify(execFile);
const top = join(__dirname, "..");
const PARTS = [
  "package.json",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
  ".vscodeignore",
  "tsconfig.json",
  "src",
  "media",
  "l10n",
  "scripts",
];

describe("the vsix", () => {
  let work: string;
  let names: string[];
  let vsix: string;

  before(async function () {
    this.timeout(120_000);
    work = mkdtempSync(join(tmpdir(), "cluster-observer-vsix-"));
    for (const part of [...PARTS, "package.nls.json", "package.nls.zh-cn.json", "test"]) {
      cpSync(join(top, part), join(work, part), { recursive: true, filter: (path) => !path.includes("node_modules") });
    }
    symlinkSync(join(top, "node_modules"), join(work, "node_modules"), "dir");
    await run(process.execPath, ["scripts/build.mjs", "--production"], { cwd: work });
    vsix = join(work, "x.vsix");
    const vsce = join(top, "node_modules/@vscode/vsce/vsce");
    await run(process.execPath, [vsce, "package", "--no-dependencies", "--no-rewrite-relative-links", "--out", vsix], {
      cwd: work,
    });
    const { stdout } = await run(process.execPath, [vsce, "ls", "--no-dependencies"], { cwd: work });
    names = stdout.trim().split("\n");
  });

  after(() => rmSync(work, { recursive: true, force: true }));

  it("is at most 1.5 MB", () => {
    assert.ok(statSync(vsix).size <= 1.5 * 1024 * 1024, `${statSync(vsix).size} B`);
  });

  it("holds what runs", () => {
    const wanted = [
      "package.json",
      "package.nls.json",
      "package.nls.zh-cn.json",
      "dist/extension.js",
      "l10n/bundle.l10n.zh-cn.json",
    ];
    for (const name of [...wanted, "media/activity-bar.svg", ...systems.map(({ id }) => `dist/${id}.js`)]) {
      assert.ok(names.includes(name), name);
    }
  });

  it("holds no source, no test, no map, and nothing of the workshop", () => {
    const foreign = names.filter((name) =>
      /\.(ts|map|vsix)$|(^|\/)(src|test|scripts|node_modules|examples|\.local|\.ci)\//.test(name),
    );
    assert.deepEqual(foreign, []);
  });
});
