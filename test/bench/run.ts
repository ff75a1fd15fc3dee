import { availableParallelism, totalmem } from "node:os";

interface Benchmark {
  /** Starts and stops its own servers. `smoke`: a small run that only shows that the benchmark works. */
  run(options: { readonly smoke: boolean }): Promise<object>;
}

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  redis: () => import("./redis"),
  hdfs: () => import("./hdfs"),
  kafka: () => import("./kafka"),
  lag: () => import("./lag"),
  locks: () => import("./locks"),
  start: () => import("./start"),
};

async function main(args: readonly string[]): Promise<void> {
  const smoke = args.includes("--smoke");
  const names = args.filter((arg) => !arg.startsWith("--"));
  const unknown = names.filter((name) => !(name in BENCHMARKS));
  if (unknown.length || names.length === 0) {
    throw new Error(`Usage: npm run bench -- ${Object.keys(BENCHMARKS).join("|")} [--smoke]`);
  }
  const results: Record<string, object> = {};
  for (const name of names) {
    const benchmark = await BENCHMARKS[name]?.();
    if (benchmark) results[name] = await benchmark.run({ smoke });
  }
  const machine = { node: process.version, cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 2 ** 30) };
  console.log(JSON.stringify({ machine, smoke, ...results }, undefined, 2));
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
