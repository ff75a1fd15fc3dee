import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { manifest, words } from "../scripts/manifest";
import { messages } from "../scripts/messages";
import { systems } from "../src/systems";
import { filesEnding } from "./support/files";

const top = join(__dirname, "..");
const readText = (path: string) => readFileSync(join(top, path), "utf8");
const readJson = (path: string) => JSON.parse(readText(path)) as Record<string, string>;
const placeholders = (message: string) => [...new Set(message.match(/\{\d+\}/g))].sort();

describe("package.json", () => {
  it("is what the systems and their fields say (npm run manifest writes it)", () => {
    assert.equal(readText("package.json"), manifest(readText("package.json")));
    assert.equal(readText("package.nls.json"), words(readText("package.nls.json")));
    const chinese = readJson("l10n/bundle.l10n.zh-cn.json");
    assert.equal(readText("package.nls.zh-cn.json"), words(readText("package.nls.zh-cn.json"), chinese));
  });

  it("has every word in English and in Chinese, and no word too many", () => {
    const used = [...new Set([...readText("package.json").matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]))].sort();
    assert.deepEqual(Object.keys(readJson("package.nls.json")).sort(), used);
    assert.deepEqual(Object.keys(readJson("package.nls.zh-cn.json")).sort(), used);
  });

  it("tells the commands of the palette from one another", () => {
    const { contributes } = JSON.parse(readText("package.json")) as {
      contributes: { commands: { title: string; category: string }[] };
    };
    const english = readJson("package.nls.json");
    const lines = contributes.commands.map(({ category, title }) => `${category}: ${english[title.slice(1, -1)]}`);
    assert.deepEqual(
      lines.filter((line, index) => lines.indexOf(line) !== index),
      [],
    );
  });

  it("has a way to each edit's node in the palette", () => {
    for (const system of systems) {
      for (const { id, on, goTo } of system.edits ?? []) {
        const isEnough = goTo === undefined && on.includes("connection");
        assert.ok(isEnough || system.goTo.some((way) => way.id === goTo), `${system.id}.${id}`);
      }
    }
  });

  it("supports the VS Code whose types it is compiled with", () => {
    const { engines, devDependencies } = JSON.parse(readText("package.json"));
    assert.equal(engines.vscode, `^${devDependencies["@types/vscode"]}`);
  });
});

describe("l10n", () => {
  const bundle = readJson("l10n/bundle.l10n.zh-cn.json");
  const used = messages(join(top, "src"));

  it("has every sentence in Chinese, and no sentence too many", () => {
    assert.ok(used.length > 100);
    assert.deepEqual(Object.keys(bundle).sort(), used);
  });

  it("keeps the placeholders", () => {
    for (const [message, translation] of Object.entries(bundle)) {
      assert.deepEqual(placeholders(translation), placeholders(message), message);
    }
  });
});

describe("the layers", () => {
  const importsOf = (file: string) =>
    [...readText(file).matchAll(/(?:from|import\(|require\()\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
  const files = [".ts", ".tsx"]
    .flatMap((ending) => filesEnding(join(top, "src"), ending))
    .map((file) => file.slice(top.length + 1));

  it("import vscode only in the editor", () => {
    const outside = files.filter((file) => importsOf(file).includes("vscode"));
    const allowed = /^src\/(editor\/|extension\.ts|api\.ts)/;
    assert.deepEqual(
      outside.filter((file) => !allowed.test(file)),
      [],
    );
    assert.ok(outside.length > 10);
  });

  it("keep the core free of systems, and the systems free of each other and of the editor", () => {
    const folders = readdirSync(join(top, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const inner = folders.map(({ name }) => name).filter((name) => name !== "editor");
    for (const file of files) {
      const [, folder] = file.split("/");
      if (!folder || !inner.includes(folder)) continue;
      for (const path of importsOf(file).filter((name) => name.startsWith("."))) {
        const target = join(file, "..", path).split("/")[1];
        assert.ok(target === folder || target === "core", `${file} imports ${path}`);
      }
    }
  });

  it("let the panel's webview have nothing but itself, how filters are read, and what draws", () => {
    const panel = files.filter((file) => file.startsWith("src/panel/"));
    const allowed = /^(\.\/[a-z-]+|\.\.\/core\/matcher|preact(\/hooks)?|uplot)$/;
    for (const file of panel) {
      for (const path of importsOf(file)) assert.match(path, allowed, `${file} imports ${path}`);
    }
    assert.ok(panel.some((file) => file.endsWith(".tsx")));
  });

  it("load nothing of a system's client before its first use", () => {
    for (const { id } of systems) {
      const reached = new Set<string>();
      const walk = (file: string) => {
        if (reached.has(file)) return;
        reached.add(file);
        const statics = [...readText(file).matchAll(/^(?:import|export) (?!type)[^;]*from "([^"]+)"/gm)];
        for (const [, path = ""] of statics) {
          assert.ok(path.startsWith("."), `${file}, loaded at the start, imports ${path}`);
          if (!path.endsWith(".json")) walk(`${join(file, "..", path)}.ts`);
        }
      };
      walk(`src/${id}/system.ts`);
      assert.ok(!reached.has(`src/${id}/session.ts`));
    }
  });
});
