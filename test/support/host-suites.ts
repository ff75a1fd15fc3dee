import { join, resolve } from "node:path";
import * as esbuild from "esbuild";

/**
 * Bundles test files into one CommonJS module that exports `run()`, as `extensionTestsPath` expects.
 * Mocha stays outside the bundle. Returns the path of the module.
 */
export async function buildHostSuites(suites: readonly string[]): Promise<string> {
  const imports = suites.map((file) => `require(${JSON.stringify(resolve(file))});`).join("\n");
  const outfile = resolve("out/host/suite.js");
  await esbuild.build({
    stdin: {
      contents: `import { runMocha } from "./test/support/host-mocha";
export const run = () => runMocha(() => { ${imports} });`,
      resolveDir: resolve("."),
      loader: "ts",
    },
    bundle: true,
    outfile,
    platform: "node",
    format: "cjs",
    target: "node22",
    packages: "external",
    external: ["vscode"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return join("out", "host", "suite.js");
}
