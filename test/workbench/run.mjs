#!/usr/bin/env node
// Runs any suite in a real extension host, against the built extension, and exits with its result:
//   node test/workbench/run.mjs --suite FILE.js [--settings FILE.json] [--workspace DIR] [--locale zh-cn]
// FILE.js is a CommonJS module that exports run(). Desktop VS Code is used when VSCODE_PATH (its executable) or
// VSCODE_VERSION (which is downloaded) is set, otherwise VS Code's server and a headless Chromium.
// This file needs nothing but Node: it makes what the rest needs, and ends all of it.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const USAGE =
  "node test/workbench/run.mjs --suite FILE.js [--settings FILE.json] [--workspace DIR] [--extension DIR] [--locale NAME]";
/** Seconds that a suite may take, and those that what is around it may take more. */
const LIMIT = Number(process.env.CLUSTER_OBSERVER_SUITE_LIMIT || 900);
const GRACE = 300;
/** Seconds that everything has to end when asked to. */
const PATIENCE = 15;
const HANGS = 2;

const top = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
let child;
let endedBy;

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]) {
  process.on(signal, () => end(code));
}

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) end(143);
}, 1_000).unref();

/** Runs a script of the project in a process group of its own, so that nothing of it can be left. */
async function run(args, env = process.env) {
  if (endedBy) return endedBy;
  child = spawn(process.execPath, args, { cwd: top, env, detached: true, stdio: ["ignore", "inherit", "inherit"] });
  const code = await new Promise((settle, fail) => {
    child.once("error", fail);
    child.once("exit", (exit) => settle(exit ?? 1));
  });
  signalGroup(child?.pid, "SIGKILL");
  return endedBy ?? code;
}

function end(code) {
  if (endedBy) return;
  endedBy = code;
  signalGroup(child?.pid, "SIGINT");
  setTimeout(() => signalGroup(child?.pid, "SIGKILL"), PATIENCE * 1_000).unref();
}

function signalGroup(pid, signal) {
  try {
    if (pid > 0) process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Empties the run's folder. A runner that was killed has left its own in there, and what it had started. */
async function clear(scratch) {
  const left = readdirSync(scratch).filter((name) => name.startsWith("co-"));
  for (const name of left) endLeft(join(scratch, name));
  if (left.length > 0) await sleep(1_000);
  for (let tries = 1; existsSync(scratch); tries++) {
    try {
      rmSync(scratch, { recursive: true, force: true });
    } catch (error) {
      if (tries === 40) throw error;
      await sleep(250);
    }
  }
}

/** Server and browser are in process groups of their own. */
function endLeft(dir) {
  const server = join(dir, "code-server.pid");
  if (existsSync(server)) signalGroup(Number.parseInt(readFileSync(server, "utf8"), 10), "SIGKILL");
  try {
    // Chromium's lock on its profile: a link to <host>-<pid>.
    const lock = readlinkSync(join(dir, "chromium", "SingletonLock"));
    signalGroup(Number(lock.split("-").at(-1)), "SIGKILL");
  } catch {
    // No browser there, or it is ending by itself.
  }
}

async function runSuite(options) {
  const main = join(options.extension, "package.json");
  if (!existsSync(join(top, "node_modules", "tsx"))) {
    const code = await run(["scripts/install.mjs"]);
    if (code !== 0) return code;
  }
  if (options.extension === top && !existsSync(join(top, "dist", "extension.js"))) {
    const code = await run(["scripts/build.mjs"]);
    if (code !== 0) return code;
  }
  if (!existsSync(main)) throw new Error(`There is no extension in ${options.extension}.`);
  const scratch = mkdtempSync(join(tmpdir().length > 32 ? "/tmp" : tmpdir(), "co-"));
  const limit = setTimeout(() => end(HANGS), (LIMIT + GRACE) * 1_000);
  try {
    const env = { ...process.env, TMPDIR: scratch };
    return await run(["--require", "tsx/cjs", "test/workbench/run.ts", JSON.stringify(options)], env);
  } finally {
    clearTimeout(limit);
    await clear(scratch);
  }
}

function readOptions() {
  const value = { type: "string" };
  const { values } = parseArgs({
    options: { suite: value, settings: value, workspace: value, extension: value, locale: value },
  });
  const { suite, settings, workspace, extension, locale } = values;
  if (!suite) throw new Error("Which suite?");
  for (const path of [settings, workspace].filter(Boolean)) {
    if (!existsSync(path)) throw new Error(`There is no ${path}.`);
  }
  return {
    suite: resolve(suite),
    settings: settings && resolve(settings),
    workspace: workspace && resolve(workspace),
    extension: resolve(extension ?? top),
    locale,
  };
}

let options;
try {
  options = readOptions();
} catch (error) {
  console.error(`${error.message}\nUsage: ${USAGE}`);
  process.exit(1);
}
try {
  process.exitCode = await runSuite(options);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
