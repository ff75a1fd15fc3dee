import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import type { Page } from "playwright-core";

/** Exit codes of a run, as VS Code itself gives them, and one for a suite that does not come to an end. */
export const FAILED = 1;
export const HANGS = 2;
export const INTERRUPTED = 130;

/** What the workbench says of itself in every run, among what the suite says. */
const CHATTER =
  /^(Resolv(ing|ed) connection token|Creating a socket|(Ignoring fetching|Updating) additional|Timed out waiting for authentication|No search provider registered|No extension gallery service|Canceled: Canceled|\[(reconnection-grace-time|Service Worker|AgentHost:|AccountPolicyGate))/;

export interface Expectation {
  /** the page that will load the workbench with the suite */
  readonly page: Page;
  /** what `wrapSuite` gave */
  readonly suite: WrappedSuite;
  readonly isServing: () => boolean;
  /** seconds that the suite may take */
  readonly limit: number;
  readonly interrupted: AbortSignal;
}

export interface WrappedSuite {
  readonly file: string;
  /** a file that is there once the suite has come to its end without a failure */
  readonly passed: string;
}

/**
 * Puts a suite into another one that leaves a proof of its success: the workbench reports success as well when the
 * extension host has died in the middle of a suite.
 *
 * @param tests path of a CommonJS module that exports `run()`, or `run(path, callback)` as VS Code takes it too
 */
export function wrapSuite(tests: string, dir: string): WrappedSuite {
  const suite = { file: join(dir, "suite.js"), passed: join(dir, "passed") };
  const path = JSON.stringify(tests);
  const lines = [
    // VS Code passes on only what begins with a text, and lets nobody replace the functions of its console.
    'const { format } = require("node:util");',
    "const { log, info, warn, error } = console;",
    "const said = (say) => (...args) => say(format(...args));",
    "const own = { log: said(log), info: said(info), warn: said(warn), error: said(error) };",
    "globalThis.console = new Proxy(console, { get: (all, name) => own[name] ?? all[name] });",
    "exports.run = () => new Promise((pass, fail) => {",
    "  const fault = (error, failures) => error ?? (failures > 0 ? new Error(failures + ' tests failed.') : undefined);",
    "  const done = (...result) => (fault(...result) ? fail(fault(...result)) : pass());",
    `  const running = require(${path}).run(${path}, done);`,
    "  if (running?.then) running.then(pass, fail);",
    `}).then(() => require("node:fs").writeFileSync(${JSON.stringify(suite.passed)}, ""));`,
  ];
  writeFileSync(suite.file, `${lines.join("\n")}\n`);
  return suite;
}

/**
 * Prepares a page for the suite that it will run, and prints what the suite prints.
 *
 * @returns `code` is the exit code once it is known: by the suite's result, or by anything that leaves it without one
 */
export async function expectOutcome(expectation: Expectation): Promise<{ code: Promise<number> }> {
  const { page, suite, isServing, limit, interrupted } = expectation;
  let resolve: (code: number) => void = () => {};
  const code = new Promise<number>((settle) => {
    resolve = settle;
  });
  const fail = (why: string, as = FAILED) => {
    console.error(why);
    resolve(as);
  };
  await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
    const line = `${format(...args)}\n`;
    if (CHATTER.test(line)) return;
    if (type === "error" || type === "warn") process.stderr.write(line);
    else process.stdout.write(line);
  });
  await page.exposeFunction("codeAutomationExit", (result: number) => {
    if (result !== 0) resolve(FAILED);
    else if (existsSync(suite.passed)) resolve(0);
    else fail("The extension host has ended before the suite.");
  });
  page.once("crash", () => fail("The workbench's page has crashed."));
  const timer = setTimeout(() => fail(`The suite has not ended within ${limit} s.`, HANGS), limit * 1_000);
  const watch = setInterval(() => {
    if (!isServing()) fail("The VS Code server has ended.");
  }, 1_000);
  interrupted.addEventListener("abort", () => resolve(INTERRUPTED), { once: true });
  if (interrupted.aborted) resolve(INTERRUPTED);
  const clear = () => {
    clearTimeout(timer);
    clearInterval(watch);
  };
  return { code: code.finally(clear) };
}
