import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as esbuild from "esbuild";

/** Bytes that are shipped, and milliseconds until the extension is active in a real host. */
export async function run({ smoke }: { readonly smoke: boolean }): Promise<object> {
  const work = mkdtempSync(join(tmpdir(), "cluster-observer-bench-"));
  try {
    node("scripts/build.mjs", "--production");
    const bundles = readdirSync("dist").map((name) => [name, statSync(join("dist", name)).size] as const);
    const vsix = join(work, "x.vsix");
    node(
      "node_modules/@vscode/vsce/vsce",
      "package",
      "--no-dependencies",
      "--no-rewrite-relative-links",
      "--out",
      vsix,
    );
    const activations: object[] = [];
    for (let round = 0; round < (smoke ? 1 : 5); round++) activations.push(await activation(work));
    return {
      vsixBytes: statSync(vsix).size,
      vsixLimit: 1.5 * 1024 * 1024,
      bundles: Object.fromEntries(bundles),
      activations,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** One activation in a fresh extension host: how long, and which of our bundles were loaded by it. */
async function activation(work: string): Promise<object> {
  const outfile = join(work, "suite.js");
  await esbuild.build({
    entryPoints: [resolve("test/bench/activation-suite.ts")],
    bundle: true,
    outfile,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
  });
  const result = join(work, "activation.json");
  node("test/workbench/run.mjs", "--suite", outfile, { CLUSTER_OBSERVER_BENCH_RESULT: result });
  return JSON.parse(readFileSync(result, "utf8")) as object;
}

function node(script: string, ...rest: (string | Record<string, string>)[]): void {
  const args = rest.filter((part) => typeof part === "string");
  const env = Object.assign({}, process.env, ...rest.filter((part) => typeof part !== "string"));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} failed:\n${stdout}${stderr}`);
}
