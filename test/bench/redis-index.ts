import { monitorEventLoopDelay } from "node:perf_hooks";
import { child, root } from "../../src/core/address";
import { openSession } from "../../src/redis/session";

/** One complete index of database 0, as the tree asks for it. Times in milliseconds, memory in MB. */
export interface Indexing {
  readonly open: number;
  /** from the question to the first rows */
  readonly first: number;
  /** from the question until every key is counted, the rows of each step included */
  readonly whole: number;
  readonly steps: number;
  readonly keys: number;
  /** what the process takes more than before, garbage aside: heap and buffers */
  readonly memory: number;
  /** the longest time for which the process answered to nobody */
  readonly longestBlock: number;
}

const NEVER = new AbortController().signal;
const MB = 1024 * 1024;
const LIMIT = 500;

const used = (): number => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MB;
};

async function main(url = ""): Promise<Indexing> {
  const connection = {
    profile: { id: "bench", name: "bench", access: "observe" },
    name: "redis",
    system: "redis",
    values: { url },
  } as const;
  const settings: Readonly<Record<string, unknown>> = { scanLimit: Number.MAX_SAFE_INTEGER };
  const context = {
    secret: async () => undefined,
    timeout: () => 60_000,
    setting: <T>(name: string, fallback: T): T => (settings[name] as T | undefined) ?? fallback,
    lost: (reason: unknown) => {
      throw reason;
    },
    log: () => {},
  };
  const parent = child(root("bench", "redis"), "0");
  const before = used();
  const begin = performance.now();
  const session = await openSession(connection, context, NEVER);
  const opened = performance.now();
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  let page = await session.children(parent, { limit: LIMIT }, NEVER);
  const first = performance.now();
  let steps = 1;
  for (; !page.complete; steps++) page = await session.children(parent, { limit: LIMIT, resume: true }, NEVER);
  const end = performance.now();
  delay.disable();
  const memory = used() - before;
  const [row] = page.nodes;
  const [keys] = row?.detail ?? [];
  const counted = keys && "args" in keys ? keys.args[0] : undefined;
  const found = typeof counted === "object" && "value" in counted ? Number(counted.value) : 0;
  await session.close();
  return {
    open: tenths(opened - begin),
    first: tenths(first - opened),
    whole: Math.round(end - opened),
    steps,
    keys: found,
    memory: tenths(memory),
    longestBlock: tenths(delay.max / 1e6),
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

main(process.argv[2]).then(
  (indexing) => console.log(JSON.stringify(indexing)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
