import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isAlive, isListening, launch, signalGroup, stop, waitUntil } from "../servers/process";
import { makeScratch, removeScratch } from "./cleanup";
import type { Installation } from "./install";

export interface CodeServer {
  /** existing or not; holds configuration, log, pid and temporary files */
  readonly dir: string;
  readonly port: number;
  readonly userData: string;
  readonly extensions: string;
  /** the display language: `zh-cn`. Its language pack must stand in the user's data. */
  readonly locale?: string;
  /** a folder must be trusted by a person first, as on a desktop; every folder is, when absent */
  readonly asksForTrust?: boolean;
  /** honours the `payload` of an address, which runs suites, and hides notifications */
  readonly smokeTestDriver?: boolean;
  /** seconds after the last window is gone (more than 60) until it ends by itself; never, when absent */
  readonly idleLimit?: number;
}

const NAME = "code-server";

export interface RunningCodeServer {
  readonly pid: number;
  isAlive(): boolean;
  stop(): Promise<void>;
  /** At once and synchronously, when this process itself is ending. */
  kill(): void;
}

/** Starts VS Code's server on 127.0.0.1, in a process group of its own, and waits until it answers. */
export async function startCodeServer(installation: Installation, server: CodeServer): Promise<RunningCodeServer> {
  const { dir, port } = server;
  if (await isListening(port)) throw new Error(`Port ${port} is in use: the workbench cannot start there.`);
  // Its sockets go there: the path of `dir` may be too long for them.
  const temporary = makeScratch();
  const args = [
    installation.entry,
    ...folders(server),
    ...["--session-socket", join(temporary, "session.sock")],
    ...["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"],
    ...["--disable-getting-started-override", "--disable-proxy", "--ignore-last-opened"],
    ...(server.asksForTrust ? [] : ["--disable-workspace-trust"]),
    ...(server.locale ? ["--locale", server.locale] : []),
    ...(server.smokeTestDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
    ...(server.idleLimit ? ["--idle-timeout-seconds", `${server.idleLimit}`] : []),
  ];
  const daemon = await launch({ name: NAME, dir, command: installation.node, args, env: environment(temporary) });
  const running: RunningCodeServer = {
    pid: daemon.pid,
    isAlive: () => isAlive(daemon.pid),
    kill: () => {
      signalGroup(daemon.pid, "SIGKILL");
      removeScratch(temporary);
    },
    stop: async () => {
      await stop(daemon, 5_000);
      // The server does not wait for its children: an extension host that is blocked would outlive it.
      running.kill();
    },
  };
  try {
    await waitUntil(daemon, () => answers(`http://127.0.0.1:${port}/`), 240_000);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

/** Installs a packed extension into the folder of extensions, as a user would. */
export async function installVsix(installation: Installation, server: CodeServer, vsix: string): Promise<void> {
  const args = [installation.entry, ...folders(server), "--force", "--install-extension", vsix];
  await promisify(execFile)(installation.node, args, { env: environment(server.dir) });
}

function folders({ dir, userData, extensions }: CodeServer): string[] {
  mkdirSync(dir, { recursive: true });
  return ["--config", join(dir, "config.yaml"), "--user-data-dir", userData, "--extensions-dir", extensions];
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  await response.arrayBuffer();
  return response.ok;
}

/** Taken for orders by code-server, VS Code or Node, whatever they were meant for. */
const ORDERS = /^(VSCODE_|CODE_SERVER_|CS_DISABLE_|ELECTRON_|NODE_OPTIONS$|NODE_V8_COVERAGE$|PORT$|LOG_LEVEL$)/;
const SECRETS = /^(PASSWORD|HASHED_PASSWORD|GITHUB_TOKEN)$/;

/** The environment of the server and with it of the extension host. */
function environment(temporary: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !ORDERS.test(name) && !SECRETS.test(name));
  return { ...Object.fromEntries(own), TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, EXTENSIONS_GALLERY: "{}" };
}
