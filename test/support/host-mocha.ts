import { createRequire } from "node:module";
import type MochaClass from "mocha";

// Mocha is loaded from the project and not bundled: its reporters are files that it looks up by name.
const load = createRequire(`${__dirname}/../../package.json`);

/** Runs suites inside the extension host. `load` registers them with `describe`. */
export async function runMocha(suites: () => void): Promise<void> {
  const Mocha = load("mocha") as typeof MochaClass;
  const reporter = load.resolve("./test/support/counting-reporter.cjs");
  const mocha = new Mocha({ ui: "bdd", timeout: 120_000, reporter, forbidOnly: true });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  suites();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed.`);
}
