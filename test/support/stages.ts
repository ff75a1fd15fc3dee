// Runs the stages of `npm test`, one after the other, and says at the end how many tests passed and failed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startCluster } from "../servers/cluster";
import { fillExamples } from "../servers/examples";
import { SERVERS_VARIABLE } from "../servers/shared";
import { audit } from "./audit";
import { add, COUNTS_VARIABLE, type Counts, countsFile, NONE, readCounts } from "./counts";
import { type Only, testFiles } from "./files";
import { buildHostSuites } from "./host-suites";
import { run } from "./run";

const STAGES = ["check", "unit", "servers", "host", "ui"] as const;
/** run only where they are named */
const MORE_STAGES = ["faults", "load"] as const;
/** seconds */
const LOAD_LIMIT = "3600";
const ALL_STAGES = [...STAGES, ...MORE_STAGES] as const;
type Stage = (typeof ALL_STAGES)[number];

const NODE = process.execPath;
const bin = (name: string): string => join("node_modules", ...name.split("/"));

/** A command that is one test: it passes when it ends with 0. */
async function single(name: string, ...command: string[]): Promise<Counts> {
  console.log(`\n— ${name}`);
  return (await run({ command })) === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
}

/** milliseconds of a test with servers, where it says nothing else: two cores may be busy with something else */
const PATIENCE = "120000";

async function mocha(ending: string, only: Only, env: Record<string, string> = {}): Promise<Counts> {
  return mochaOf(ending, testFiles(ending, only), env);
}

/** What uses Kafka, and what watches all of the servers: the rest of the tests with servers touch neither. */
const KAFKA = /^test.(kafka|lag|interop.kafka|servers.shop.living\.)/;
const ALL = /^test.safety/;

/**
 * Those with Kafka beside those with the others: most of what they do is waiting for servers of their own. Whoever watches
 * all servers comes last, and alone.
 */
async function withServers(only: Only, env: Record<string, string>): Promise<Counts> {
  const found = testFiles(".servers.ts", only);
  const lane = (files: readonly string[], later = false) =>
    files.length ? mochaOf(".servers.ts", files, env, later) : NONE;
  const shared = found.filter((file) => !ALL.test(file));
  const beside = await Promise.all([
    lane(shared.filter((file) => KAFKA.test(file))),
    lane(
      shared.filter((file) => !KAFKA.test(file)),
      true,
    ),
  ]);
  return [...beside, await lane(found.filter((file) => ALL.test(file)))].reduce(add);
}

async function mochaOf(
  ending: string,
  found: readonly string[],
  env: Record<string, string>,
  later?: boolean,
): Promise<Counts> {
  const counts = countsFile();
  const reporter = ["--reporter", "test/support/counting-reporter.cjs"];
  const patience = ending === ".test.ts" ? [] : ["--timeout", PATIENCE];
  const code = await run({
    command: [NODE, bin("mocha/bin/mocha.js"), ...reporter, ...patience, ...found],
    env: { ...env, [COUNTS_VARIABLE]: counts, CLUSTER_OBSERVER_TEST_ENDS: "1" },
    later,
  });
  return readCounts(counts, code);
}

async function host(ending: string, only: Only, env: Record<string, string>): Promise<Counts> {
  const suite = await buildHostSuites(testFiles(ending, only));
  const counts = countsFile();
  const code = await run({
    command: [NODE, "test/workbench/run.mjs", "--suite", suite],
    env: { ...env, [COUNTS_VARIABLE]: counts },
  });
  return readCounts(counts, code);
}

async function check(): Promise<Counts> {
  const tsc = bin("typescript/bin/tsc");
  const types = await single("types", NODE, tsc, "--noEmit");
  const panel = await single("types of the panel", NODE, tsc, "--noEmit", "-p", "src/panel");
  const lint = await single("lint", NODE, bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", ".");
  return [types, panel, lint, await audit()].reduce(add);
}

/** Starts the cluster when the first stage wants it; all stages share it. */
class SharedCluster {
  private cluster: Cluster | undefined;
  private readonly dir = mkdtempSync(join(tmpdir(), "cluster-observer-"));

  async env(): Promise<Record<string, string>> {
    if (!this.cluster) {
      this.cluster = await startCluster({ dir: this.dir, libs: ".local/lib", ports: "free", progress: console.log });
      await fillExamples(this.cluster, console.log);
    }
    const { redis, kafka, hdfs } = this.cluster;
    return { [SERVERS_VARIABLE]: JSON.stringify({ redis, kafka, hdfs }) };
  }

  async stop(): Promise<void> {
    await this.cluster?.stop();
    this.cluster = undefined;
    rmSync(this.dir, { recursive: true, force: true });
  }
}

async function runStage(stage: Stage, only: Only, cluster: SharedCluster): Promise<Counts> {
  switch (stage) {
    case "check":
      return check();
    case "unit":
      return mocha(".test.ts", only);
    case "servers":
      return withServers(only, await cluster.env());
    case "host":
      return host(".host.ts", only, await cluster.env());
    case "load":
      return host(".load.ts", only, { ...(await cluster.env()), CLUSTER_OBSERVER_SUITE_LIMIT: LOAD_LIMIT });
    case "faults":
      return mocha(".faults.ts", only);
    case "ui":
      return mocha(".ui.ts", only, await cluster.env());
  }
}

/** @param args stages, and parts of the names of test files: `servers redis/edits` */
async function main(args: readonly string[]): Promise<number> {
  const only = args.filter((arg) => /[/.]/.test(arg));
  const names = args.filter((arg) => !only.includes(arg));
  if (only.length && names.length !== 1) throw new Error(`${only.join(", ")}: name the one stage they belong to, too.`);
  const unknown = names.filter((name) => !ALL_STAGES.some((stage) => stage === name));
  if (unknown.length) throw new Error(`Unknown stage ${unknown.join(", ")}: there are ${ALL_STAGES.join(", ")}.`);
  const cluster = new SharedCluster();
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= cluster.stop();
    return stopping;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  }
  let all = NONE;
  try {
    await single("build", NODE, "scripts/build.mjs");
    for (const stage of names.length === 0 ? STAGES : ALL_STAGES.filter((stage) => names.includes(stage))) {
      console.log(`\n=== ${stage}`);
      const begin = Date.now();
      const counts = await runStage(stage, only, cluster);
      console.log(
        `=== ${stage}: ${counts.passed} passed, ${counts.failed} failed, ${Math.round((Date.now() - begin) / 1000)} s`,
      );
      all = add(all, counts);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    all = add(all, { ...NONE, failed: 1 });
  } finally {
    await stop();
  }
  const skipped = all.skipped ? `, ${all.skipped} skipped` : "";
  console.log(`\n${all.passed} passed, ${all.failed} failed${skipped}`);
  return all.failed === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
