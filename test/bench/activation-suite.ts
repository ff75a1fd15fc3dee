import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { extensions } from "vscode";

/** Runs in the extension host: activates the extension and writes what it took. */
export async function run(): Promise<void> {
  const extension = extensions.getExtension("cluster-observer.cluster-observer");
  if (!extension || extension.isActive) throw new Error("The extension is not there, or active before its time.");
  const begin = performance.now();
  await extension.activate();
  const milliseconds = performance.now() - begin;
  const loaded = Object.keys(require.cache)
    .filter((file) => file.startsWith(extension.extensionPath))
    .map((file) => basename(file));
  writeFileSync(process.env.CLUSTER_OBSERVER_BENCH_RESULT ?? "", JSON.stringify({ milliseconds, loaded }));
}
