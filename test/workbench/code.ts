import { join } from "node:path";
import { chromium } from "playwright-core";
import { freePort } from "../servers/process";
import { chromiumOptions } from "./chromium";
import { atExit, interruption, makeScratch, removeScratch } from "./cleanup";
import { type CodeArguments, readArguments } from "./code-arguments";
import { startCodeServer } from "./code-server";
import { installWorkbench } from "./install";
import { writeLanguagePack } from "./language";
import { expectOutcome, FAILED, INTERRUPTED, wrapSuite } from "./outcome";
import { address } from "./workbench";

/** The suite's limit in seconds: CLUSTER_OBSERVER_SUITE_LIMIT, or 15 minutes. */
const LIMIT = Number(process.env.CLUSTER_OBSERVER_SUITE_LIMIT || 900);

/** Does what desktop VS Code does with these arguments, for suites: runs one in the extension host. The exit code. */
export async function runAsCode(argv: readonly string[]): Promise<number> {
  const asked = readArguments(argv);
  if (!asked.tests) {
    console.error("This VS Code only runs suites: --extensionTestsPath is missing.");
    return FAILED;
  }
  const interrupted = interruption();
  const scratch = makeScratch();
  const forget = atExit(() => removeScratch(scratch));
  try {
    return await run(asked, asked.tests, scratch, interrupted);
  } catch (error) {
    if (interrupted.aborted) return INTERRUPTED;
    console.error(error instanceof Error ? error.message : error);
    return FAILED;
  } finally {
    removeScratch(scratch);
    forget();
  }
}

async function run(asked: CodeArguments, tests: string, scratch: string, interrupted: AbortSignal): Promise<number> {
  const options = chromiumOptions(scratch);
  const installation = await installWorkbench({ signal: interrupted, log: console.error });
  const { userData = join(scratch, "user-data"), extensions = join(scratch, "extensions"), locale } = asked;
  if (locale) writeLanguagePack(userData, locale);
  const suite = wrapSuite(tests, scratch);
  const port = await freePort();
  const place = { dir: scratch, port, userData, extensions, locale };
  const server = await startCodeServer(installation, { ...place, smokeTestDriver: true, idleLimit: 300 });
  const forget = atExit(server.kill);
  try {
    const browser = await chromium.launchPersistentContext(join(scratch, "chromium"), options);
    try {
      const page = browser.pages()[0] ?? (await browser.newPage());
      const { code } = await expectOutcome({ page, suite, isServing: server.isAlive, limit: LIMIT, interrupted });
      const at = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
      const url = address(port, asked.folder, [
        ...asked.development.map((path) => ["extensionDevelopmentPath", at(path)] as const),
        ["extensionTestsPath", at(suite.file)],
      ]);
      const opened = page.goto(url, { timeout: 120_000, waitUntil: "commit" });
      return await Promise.race([code, opened.then(() => code)]);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    forget();
  }
}
