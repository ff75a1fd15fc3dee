import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LagCluster } from "./cluster";
import { byName, RequestCounter } from "./counter";
import { median, tenths, thousandths, timed } from "./figures";
import type { Refresh, Strain } from "./ours";
import { ours, PEERS, type Peer, peers } from "./peers";
import { assertSameRows, describeAllGroups, type Row } from "./tool";
import { type Command, Worker } from "./worker";

/** Milliseconds. */
export interface Runs {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

/** The lag of all groups of a cluster: our whole refresh against Kafka's tool and three clients, in turn. */
export interface Comparison {
  readonly rows: number;
  /** every column of every row is as kafka-consumer-groups prints it: anything else is an error */
  readonly equal: true;
  readonly ours: Strain & {
    /** milliseconds to open a session, and for the first refresh on it */
    readonly cold: { readonly open: number; readonly refresh: number };
    readonly warm: Runs;
    /** of one refresh on an open session, by API, as they pass on the wire */
    readonly requests: Readonly<Record<string, number>>;
  };
  /** a process for each run, as it is used */
  readonly kafkaConsumerGroups: Runs;
  /** processes that stay; `cold` is their first refresh, connecting included */
  readonly peers: Readonly<Record<Peer, Runs & { readonly cold: number }>>;
  /** ours / theirs, by the medians */
  readonly ratios: Readonly<Record<Peer | "kafkaConsumerGroups", number>>;
}

export interface Rounds {
  readonly counted: number;
  /** refreshes that are not counted: a virtual machine compiles while it runs */
  readonly warmUp: number;
  /** of kafka-consumer-groups, which takes much longer */
  readonly tool: number;
}

export async function compare(cluster: LagCluster, rounds: Rounds, dir: string): Promise<Comparison> {
  const workers: Worker[] = [];
  const start = (name: string, command: Command): Worker => {
    const worker = new Worker(name, command);
    workers.push(worker);
    return worker;
  };
  try {
    if ((await start("LagMembers", cluster.members).line()) !== "ready") throw new Error("LagMembers is not ready.");
    const own = start("Ours", await ours(dir));
    const { brokers } = cluster.server;
    const open = await own.ask<{ readonly ms: number }>(`open ${JSON.stringify({ brokers })}`);
    const commands = await peers(cluster);
    const racers = new Map<Racer, Worker>([["ours", own]]);
    for (const name of PEERS) racers.set(name, start(name, commands[name]));
    const { times, tool, toolRows, cold } = await race(cluster, racers, rounds);
    const file = join(dir, "rows.json");
    await own.ask(`rows ${file}`);
    assertSameRows(JSON.parse(readFileSync(file, "utf8")) as readonly Row[], toolRows);
    const warm = runs(times.get("ours"));
    const theirs = (name: Peer) => ({ cold: tenths(cold.get(name) ?? Number.NaN), ...runs(times.get(name)) });
    const others = Object.fromEntries(PEERS.map((name) => [name, theirs(name)])) as Comparison["peers"];
    const slow = runs(tool);
    const ratio = (other: Runs) => thousandths(warm.median / other.median);
    const ratios = Object.fromEntries(PEERS.map((name) => [name, ratio(others[name])])) as Record<Peer, number>;
    return {
      rows: toolRows.length,
      equal: true,
      ours: {
        cold: { open: tenths(open.ms), refresh: tenths(cold.get("ours") ?? Number.NaN) },
        warm,
        requests: await requestsOf(own, brokers),
        ...(await own.ask<Strain>("strain")),
      },
      kafkaConsumerGroups: slow,
      peers: others,
      ratios: { kafkaConsumerGroups: ratio(slow), ...ratios },
    };
  } finally {
    for (const worker of workers) await worker.close();
  }
}

type Racer = Peer | "ours";

/** All of them in turn, so that whatever else the machine does falls upon all of them. */
async function race({ server }: LagCluster, racers: ReadonlyMap<Racer, Worker>, { counted, warmUp, tool }: Rounds) {
  const cold = new Map<Racer, number>();
  const times = new Map<Racer, number[]>([...racers.keys()].map((name) => [name, []]));
  const toolTimes: number[] = [];
  let toolRows: readonly Row[] = [];
  let lag: string | undefined;
  for (let round = -warmUp; round < counted; round++) {
    for (const [name, worker] of racers) {
      const refresh = await worker.ask<Refresh>("refresh");
      lag ??= refresh.lag;
      if (refresh.lag !== lag) throw new Error(`${name} finds a lag of ${refresh.lag}, where ours is ${lag}.`);
      if (!cold.has(name)) cold.set(name, refresh.ms);
      if (round >= 0) times.get(name)?.push(refresh.ms);
    }
    if (round >= 0 && Math.floor((round * tool) / counted) === toolTimes.length) {
      const { ms, result } = await timed(() => describeAllGroups(server));
      toolTimes.push(ms);
      toolRows = result;
    }
  }
  return { cold, times, tool: toolTimes, toolRows };
}

/** Beside the race: through relays that count. The second refresh of a session is what a panel does all the time. */
async function requestsOf(own: Worker, brokers: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const counter = new RequestCounter();
  try {
    const hostMap = await counter.open(brokers);
    await own.ask(`open ${JSON.stringify({ brokers, hostMap })}`);
    await own.ask("refresh");
    counter.take();
    await own.ask("refresh");
    return byName(counter.take());
  } finally {
    counter.close();
  }
}

const runs = (times: readonly number[] = []): Runs => ({
  median: tenths(median(times)),
  least: tenths(Math.min(...times)),
  most: tenths(Math.max(...times)),
  runs: times.length,
});
