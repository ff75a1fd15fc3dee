// Builds the extension into dist/. `--production` minifies and leaves out the source maps; `--watch` builds on change.
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const production = process.argv.includes("--production");

// A system's client library is loaded when the system is first used: `import("./session")` in src/<system>/system.ts
// is a bundle of its own, dist/<system>.js.
const systems = readdirSync(join(top, "src")).filter((name) => existsSync(join(top, "src", name, "session.ts")));

const loadSystemsLazily = {
  name: "load-systems-lazily",
  setup(build) {
    build.onResolve({ filter: /^\.\/session$/ }, ({ kind, resolveDir }) => {
      const system = resolve(resolveDir).split(/[\\/]/).at(-1);
      return kind === "dynamic-import" ? { path: `./${system}.js`, external: true } : undefined;
    });
  },
};

/** webhdfs runs on our own transport: what it brings for its own is never called and stays out of the bundle. */
const neverCalled = join(top, "src/hdfs/no-request.ts");
const alias = { request: neverCalled, "buffer-stream-reader": neverCalled };

const shared = {
  absWorkingDir: top,
  bundle: true,
  outdir: "dist",
  minify: production,
  sourcemap: production ? false : "linked",
  legalComments: "none",
};

const host = {
  ...shared,
  entryPoints: {
    extension: "src/extension.ts",
    ...Object.fromEntries(systems.map((name) => [name, `src/${name}/session.ts`])),
  },
  platform: "node",
  format: "cjs",
  target: "node22",
  external: ["vscode"],
  alias,
  plugins: [loadSystemsLazily],
  loader: { ".json": "json" },
};

/** What runs in the webview of every panel: dist/panel.js and, from the style sheets that it imports, dist/panel.css. */
const panel = {
  ...shared,
  entryPoints: { panel: "src/panel/main.tsx" },
  platform: "browser",
  format: "iife",
  target: ["es2022", "chrome134", "firefox135", "safari18"],
  jsx: "automatic",
  jsxImportSource: "preact",
  tsconfigRaw: {},
};

rmSync(join(top, "dist"), { recursive: true, force: true });
if (process.argv.includes("--watch")) {
  for (const bundle of [host, panel]) await (await esbuild.context(bundle)).watch();
} else {
  await Promise.all([host, panel].map((bundle) => esbuild.build(bundle)));
  if (production) {
    for (const file of readdirSync(join(top, "dist"))) {
      console.log(`dist/${file}: ${(statSync(join(top, "dist", file)).size / 1024).toFixed(1)} KB`);
    }
  }
}
