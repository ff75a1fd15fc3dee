// npm test: installs what the tests need, then runs the stages named, or all of them.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
await install();
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", "test/support/stages.ts", ...process.argv.slice(2)],
  {
    cwd: top,
    stdio: "inherit",
  },
);
process.exit(status ?? 1);
