import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LagCluster } from "./cluster";
import { byName, RequestCounter } from "./counter";
import { tenths, thousandths } from "./figures";
import type { Strain } from "./ours";
import { ours, PEERS, type Peer, peers } from "./peers";
import { type Racer, type Rounds, type Runs, race, type WarmRuns } from "./race";
import { assertSameRows, type Row } from "./tool";
import { type Command, Worker } from "./worker";

/** The lag of all groups of a cluster: our whole refresh against Kafka's tool and three clients, in turn. */
export interface Comparison {
  readonly rows: number;
  /** every column of every row is as kafka-consumer-groups prints it: anything else is an error */
  readonly equal: true;
  readonly ours: WarmRuns &
    Strain & {
      /** milliseconds to open a session */
      readonly open: number;
      /** of one refresh on an open session, by API, as they pass on the wire */
      readonly requests: Readonly<Record<string, number>>;
    };
  /** a process for each run, as it is used */
  readonly kafkaConsumerGroups: Runs;
  /** processes that stay; they connect with their first refresh */
  readonly peers: Readonly<Record<Peer, WarmRuns>>;
  /** ours / theirs, by the medians */
  readonly ratios: Readonly<Record<Peer | "kafkaConsumerGroups", number>>;
}

export async function compare(cluster: LagCluster, rounds: Rounds, dir: string): Promise<Comparison> {
  const started: Worker[] = [];
  const start = (name: string, command: Command): Worker => {
    const worker = new Worker(name, command);
    started.push(worker);
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
    const { workers, tool, toolRows } = await race(cluster, racers, rounds, dir);
    const told = (name: Racer): WarmRuns => {
      const runs = workers.get(name);
      if (!runs) throw new Error(`${name} did not run.`);
      return runs;
    };
    const file = join(dir, "rows.json");
    await own.ask(`rows ${file}`);
    assertSameRows(JSON.parse(readFileSync(file, "utf8")) as readonly Row[], toolRows);
    // The relays close at their end, and the session with them: everything else comes before.
    const strain = await own.ask<Strain>("strain");
    const requests = await requestsOf(own, brokers);
    const ratio = (other: Runs) => thousandths(told("ours").median / other.median);
    const each = <T>(value: (runs: WarmRuns) => T) =>
      Object.fromEntries(PEERS.map((name) => [name, value(told(name))])) as Record<Peer, T>;
    return {
      rows: toolRows.length,
      equal: true,
      ours: { open: tenths(open.ms), ...told("ours"), ...strain, requests },
      kafkaConsumerGroups: tool,
      peers: each((runs) => runs),
      ratios: { kafkaConsumerGroups: ratio(tool), ...each(ratio) },
    };
  } finally {
    await Promise.all(started.map((worker) => worker.close()));
  }
}

/** Through relays that count. The second refresh of a session is what a panel does all the time. */
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
