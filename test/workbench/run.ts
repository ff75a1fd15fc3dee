import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runTests, TestRunFailedError } from "@vscode/test-electron";
import { interruption, makeScratch, removeScratch } from "./cleanup";
import { REPOSITORY } from "./install";
import { type Settings, writeSettings } from "./settings";

/** What `run.mjs` asks for; all paths are absolute. */
interface SuiteRun {
  readonly suite: string;
  readonly extension: string;
  readonly settings?: string;
  readonly workspace?: string;
  readonly locale?: string;
}

/** Runs the suite in a VS Code with a fresh profile. The exit code. */
async function runSuite({ suite, extension, settings, workspace, locale }: SuiteRun): Promise<number> {
  const scratch = makeScratch();
  const interrupted = interruption();
  // Only this signal makes test-electron end the VS Code that it has started.
  interrupted.addEventListener("abort", () => process.emit("SIGINT"), { once: true });
  const userData = join(scratch, "user-data");
  const folder = workspace ?? join(scratch, "workspace");
  mkdirSync(folder, { recursive: true });
  writeSettings(userData, settings ? (JSON.parse(readFileSync(settings, "utf8")) as Settings) : {});
  delete process.env.ELECTRON_RUN_AS_NODE;
  try {
    return await runTests({
      ...chooseCode(),
      extensionDevelopmentPath: extension,
      extensionTestsPath: suite,
      launchArgs: [
        folder,
        `--user-data-dir=${userData}`,
        `--extensions-dir=${join(scratch, "extensions")}`,
        ...(locale ? [`--locale=${locale}`] : []),
      ],
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  } finally {
    removeScratch(scratch);
  }
}

/** Desktop VS Code where the environment names one, otherwise the executable that takes its place. */
function chooseCode(): { vscodeExecutablePath?: string; version?: string; cachePath?: string } {
  const { VSCODE_PATH: path, VSCODE_VERSION: version } = process.env;
  if (path) return { vscodeExecutablePath: path };
  if (version) return { version, cachePath: join(REPOSITORY, ".local", "vscode") };
  return { vscodeExecutablePath: join(__dirname, "code.mjs") };
}

runSuite(JSON.parse(process.argv[2] ?? "{}") as SuiteRun).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
