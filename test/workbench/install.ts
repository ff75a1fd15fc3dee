import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../servers/process";

/** An installed VS Code server: run `entry` with `node`. */
export interface Installation {
  readonly node: string;
  readonly entry: string;
}

export interface Install {
  /** the whole installation; it appears there only when it is complete. Default: `.local/workbench` of the repository */
  readonly dir?: string;
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
}

export const REPOSITORY = join(__dirname, "..", "..");

const RECIPE = join(__dirname, "code-server");
const VSCODE = "node_modules/code-server/lib/vscode";
/** What nobody needs here: 250 MB and a chat in every window. */
const UNWANTED = ["extensions/copilot", "node_modules/@github", "node_modules/@microsoft/mxc-sdk"];
const STUBS = { "@vscode/spdlog": "spdlog.js", "@vscode/native-watchdog": "native-watchdog.js" };

/** Installs code-server from npm once, without a compiler and without running an install script. */
export async function installWorkbench(options: Install = {}): Promise<Installation> {
  const { dir = join(REPOSITORY, ".local", "workbench"), signal, log } = options;
  if (!isCurrent(dir)) {
    const started = Date.now();
    log?.("Installing the VS Code workbench from npm, once: about 240 MB, half a minute to some minutes");
    removeAbandoned(dir);
    const partial = `${dir}.partial-${process.pid}`;
    try {
      await build(partial, signal, log);
      publish(partial, dir);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
    log?.(`The workbench is installed (${Math.round((Date.now() - started) / 1000)} s)`);
  }
  return { node: findNode(dir), entry: join(dir, "node_modules/code-server/out/node/entry.js") };
}

/** True when what stands there was made by this very recipe. */
function isCurrent(dir: string): boolean {
  const files = ["package.json", "package-lock.json", ...Object.values(STUBS).map((name) => join("stubs", name))];
  return files.every((name) => {
    const installed = join(dir, name);
    return existsSync(installed) && readFileSync(installed).equals(readFileSync(join(RECIPE, name)));
  });
}

async function build(dir: string, signal?: AbortSignal, log?: (line: string) => void): Promise<void> {
  mkdirSync(dir, { recursive: true });
  cpSync(RECIPE, dir, { recursive: true, filter: (source) => !source.includes("node_modules") });
  log?.("  code-server, and a Node for it");
  await npm(["ci", "--ignore-scripts"], dir, signal);
  log?.("  the modules of VS Code's server");
  const vscode = join(dir, VSCODE);
  // Not `npm ci`: the shrinkwrap in there lacks a package.
  await npm(["install", "--omit=dev", "--ignore-scripts"], vscode, signal);
  for (const [name, stub] of Object.entries(STUBS)) {
    cpSync(join(dir, "stubs", stub), join(vscode, "node_modules", name, "index.js"));
  }
  for (const name of UNWANTED) rmSync(join(vscode, name), { recursive: true, force: true });
}

/** Puts a complete installation in its place. Another run may have been faster: then its work stands. */
function publish(partial: string, dir: string): void {
  if (isCurrent(dir)) return;
  const old = `${partial}-old`;
  if (existsSync(dir)) renameSync(dir, old);
  renameSync(partial, dir);
  rmSync(old, { recursive: true, force: true });
}

/** What a run left that was killed while it installed. */
function removeAbandoned(dir: string): void {
  const parent = join(dir, "..");
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const pid = /\.partial-(\d+)(-old)?$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** The Node of the installation where npm has one for this machine, else the one that runs this, if it is new enough. */
function findNode(dir: string): string {
  const packaged = join(dir, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  throw new Error(`The workbench needs Node 22 or newer on this machine, and this is ${process.versions.node}.`);
}

function npm(args: readonly string[], cwd: string, signal?: AbortSignal): Promise<void> {
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const child = spawn("npm", [...args, ...quiet], { cwd, signal, stdio: ["ignore", "pipe", "pipe"] });
  return finished(child, `npm ${args.join(" ")}`);
}

function finished(child: ChildProcess, what: string): Promise<void> {
  const output: Buffer[] = [];
  child.stdout?.on("data", (data: Buffer) => output.push(data));
  child.stderr?.on("data", (data: Buffer) => output.push(data));
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new Error(`${what}: ${cause.message}`, { cause })));
    child.once("close", (code) => {
      const said = Buffer.concat(output).toString().trim();
      if (code === 0) resolve();
      else reject(new Error(`${what} in the workbench's installation failed (${code}):\n${said}`));
    });
  });
}
