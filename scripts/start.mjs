// `npm start`: everything from a fresh clone to VS Code on a real Redis, Kafka and HDFS.
//   --no-open   only prints where VS Code is
//   --browser   VS Code in the browser, even where there is one on the desktop
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install, load, run } from "./install.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const OPTIONS = ["--no-open", "--browser"];

await run(async () => {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => !OPTIONS.includes(arg));
  if (unknown) throw new Error(`${unknown} is not known; known are ${OPTIONS.join(" and ")}.`);
  await install();
  await build();
  const { start } = await load("test/servers/start.ts");
  await start({ show: !args.includes("--no-open"), browser: args.includes("--browser") });
});

async function build() {
  const began = Date.now();
  const child = spawn(process.execPath, [join(top, "scripts/build.mjs")], { stdio: "inherit" });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error("The extension could not be built: see the lines above.");
  console.log(`Extension: built (${((Date.now() - began) / 1000).toFixed(1)} s)`);
}
