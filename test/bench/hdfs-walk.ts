import { root } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import { openSession } from "../../src/hdfs/session";

/** Times in milliseconds, memory in MB. */
export interface Walk {
  /** connecting, and one status of `/` */
  readonly open: number;
  /** the first 500 rows, on a session that is open: the median of nine */
  readonly firstPage: number;
  /** all rows, page by page as the tree asks */
  readonly whole: number;
  readonly rows: number;
  /** until the last file is found by a filter, over as many questions as it takes */
  readonly filter: number;
  readonly filterQuestions: number;
  /** how much the heap had grown at most during the walk, and what was left after it */
  readonly heapPeak: number;
  readonly heapLeft: number;
}

const NEVER = new AbortController().signal;
const MB = 1024 * 1024;
const LIMIT = 500;

async function open(url: string): Promise<Session> {
  const connection = {
    profile: { id: "bench", name: "bench", access: "observe" },
    name: "hdfs",
    system: "hdfs",
    values: { url },
  } as const;
  const context = {
    secret: async () => undefined,
    timeout: () => 60_000,
    setting: <T>(_: string, fallback: T) => fallback,
    lost: () => {},
    log: () => {},
  };
  return openSession(connection, context, NEVER);
}

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const begin = performance.now();
  const result = await run();
  return [result, performance.now() - begin];
}

async function main([url = "", directory = ""]: readonly string[]): Promise<Walk> {
  const parent = { ...root("bench", "hdfs"), path: [directory] };
  const first: number[] = [];
  const opening: number[] = [];
  for (let round = 0; round < 9; round++) {
    const [session, connected] = await timed(() => open(url));
    const [, passed] = await timed(() => session.children(parent, { limit: LIMIT }, NEVER));
    opening.push(connected);
    first.push(passed);
    await session.close();
  }

  const session = await open(url);
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / MB;
  };
  const before = heap();
  let peak = 0;
  let rows = 0;
  let last = "";
  const [, whole] = await timed(async () => {
    let cursor: string | undefined;
    do {
      const page = await session.children(parent, { limit: LIMIT, cursor }, NEVER);
      rows += page.nodes.length;
      last = page.nodes.at(-1)?.label ?? last;
      cursor = page.next;
      peak = Math.max(peak, process.memoryUsage().heapUsed / MB - before);
    } while (cursor);
  });
  const left = heap() - before;

  let questions = 1;
  const [, filter] = await timed(async () => {
    let page = await session.children(parent, { limit: LIMIT, filter: last }, NEVER);
    for (; page.partial; questions++)
      page = await session.children(parent, { limit: LIMIT, filter: last, resume: true }, NEVER);
    if (page.nodes.length !== 1) throw new Error(`${page.nodes.length} rows for ${last}`);
  });
  await session.close();

  return {
    open: tenths(median(opening)),
    firstPage: tenths(median(first)),
    whole: Math.round(whole),
    rows,
    filter: Math.round(filter),
    filterQuestions: questions,
    heapPeak: tenths(peak),
    heapLeft: tenths(left),
  };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const tenths = (value: number): number => Math.round(value * 10) / 10;

main(process.argv.slice(2)).then(
  (walk) => console.log(JSON.stringify(walk)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
