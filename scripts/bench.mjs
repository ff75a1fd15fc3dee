// npm run bench -- redis|hdfs|kafka|start [--smoke]: prints one JSON object; compares with the peers in the same run.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
await install();
const args = ["--expose-gc", "--import", "tsx", "test/bench/run.ts", ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: top, stdio: "inherit" });
process.exit(status ?? 1);
