// Makes node_modules what package-lock.json says. Does nothing when it is so already. Plain Node: nothing is installed yet.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const OLDEST_NODE = 20;

/** Throws where this Node is too old or npm fails; the message is one line with the way out. */
export async function install(progress = console.log, folder = top) {
  const { node } = process.versions;
  if (Number(node.split(".")[0]) < OLDEST_NODE) {
    throw new Error(
      `This is Node ${node}, and ${OLDEST_NODE} or newer is needed. Install one (nodejs.org, or: nvm install --lts).`,
    );
  }
  const why = stale(folder);
  if (!why) return;
  progress(`Dependencies: ${why}; installing them with npm ci`);
  const began = Date.now();
  await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  progress(`Dependencies: installed (${((Date.now() - began) / 1000).toFixed(1)} s)`);
}

/**
 * Why node_modules is not what the lock file asks for, or undefined when it is.
 * The mark that is compared is npm's own: node_modules/.package-lock.json, which npm writes as the last step.
 */
export function stale(folder) {
  const mark = join(folder, "node_modules/.package-lock.json");
  if (!existsSync(mark)) return "they are missing";
  const read = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const wanted = read(join(folder, "package-lock.json"));
  const present = read(mark);
  for (const [path, { version, optional, devOptional, os, cpu, libc, inBundle }] of Object.entries(wanted)) {
    if (!path || inBundle) continue;
    const found = present[path];
    const fits = (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch));
    const needed = fits || !(optional || devOptional);
    if (found ? found.version !== version : needed && !optional) return "they are not those of package-lock.json";
    // Copied from another kind of machine: the programs inside would not run here.
    if (!found && needed && (os || cpu) && !libc) return "they are those of another kind of machine";
  }
  const extra = Object.keys(present).find((path) => !wanted[path]);
  return extra ? "they are not those of package-lock.json" : undefined;
}

function npm(args, cwd) {
  // Under `npm run`, the very npm that runs this; a shell is only needed where npm is a batch file.
  const own = process.env.npm_execpath?.endsWith(".js") ? process.env.npm_execpath : undefined;
  const child = own
    ? spawn(process.execPath, [own, ...args], { cwd, stdio: ["ignore", "inherit", "inherit"] })
    : spawn("npm", args, { cwd, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" });
  const end = () => child.kill();
  const leave = () => process.exit(130);
  process.once("exit", end);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, leave);
  return new Promise((resolve, reject) => {
    child.once("error", () =>
      reject(new Error("npm is missing: it comes with Node (nodejs.org; Debian: apt install npm).")),
    );
    child.once("close", (code) => {
      process.off("exit", end);
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, leave);
      if (code === 0) resolve();
      else reject(new Error(`npm ${args[0]} failed (${code}): see its lines above.`));
    });
  });
}

/** Runs `main`, and prints what it throws as plain lines. */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    for (const line of error.lines ?? [error.message]) console.error(line);
    process.exit(1);
  }
}

/** The project's TypeScript, run as it is. */
export async function load(file) {
  const { tsImport } = await import("tsx/esm/api");
  return tsImport(join(top, file), import.meta.url);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await run(() => install());
}
