import { daemonsIn } from "../../servers/process";
import type { LagCluster } from "./cluster";
import { median, tenths, timed } from "./figures";
import type { Refresh } from "./ours";
import type { Peer } from "./peers";
import { ProcessorMeter, type ProcessorTime } from "./processor";
import { describeAllGroups, type Row } from "./tool";
import type { Worker } from "./worker";

/** Milliseconds. */
export interface Runs {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
  readonly processor: ProcessorTime;
}

/** Of a process that stays: `cold` is its first refresh. */
export interface WarmRuns extends Runs {
  readonly cold: number;
  /** how many partitions of groups it found */
  readonly rows: number;
}

export interface Rounds {
  readonly counted: number;
  /** refreshes that are not counted: a virtual machine compiles while it runs */
  readonly warmUp: number;
  /** of kafka-consumer-groups, which takes much longer */
  readonly tool: number;
}

export type Racer = Peer | "ours";

export interface Race {
  readonly workers: ReadonlyMap<Racer, WarmRuns>;
  readonly tool: Runs;
  readonly toolRows: readonly Row[];
}

/** All of them in turn, so that whatever else the machine does falls upon all of them. */
export async function race(
  { server }: LagCluster,
  workers: ReadonlyMap<Racer, Worker>,
  { counted, warmUp, tool }: Rounds,
  dir: string,
): Promise<Race> {
  const pids = daemonsIn(server.dir).map(({ pid }) => pid);
  const clocks = new Map([...workers.keys()].map((name) => [name, new Clock(pids)]));
  const toolClock = new Clock(pids);
  const firsts = new Map<Racer, Refresh>();
  let toolRows: readonly Row[] = [];
  let toolProcessor = 0;
  for (let round = -warmUp; round < counted; round++) {
    for (const [name, worker] of workers) {
      const ask = () => worker.ask<Refresh>("refresh");
      const refresh = await (round < 0
        ? ask()
        : clocks.get(name)?.run(
            () => worker.processor,
            ask,
            ({ ms }) => ms,
          ));
      if (!refresh) continue;
      const { lag } = firsts.get("ours") ?? refresh;
      if (refresh.lag !== lag) throw new Error(`${name} finds a lag of ${refresh.lag}, where ours is ${lag}.`);
      if (!firsts.has(name)) firsts.set(name, refresh);
    }
    if (round >= 0 && Math.floor((round * tool) / counted) === toolClock.runs) {
      const describe = async () => {
        const { ms, result } = await timed(() => describeAllGroups(server, dir));
        toolRows = result.rows;
        toolProcessor += result.processor;
        return ms;
      };
      await toolClock.run(
        () => toolProcessor,
        describe,
        (ms) => ms,
      );
    }
  }
  const told = [...clocks].map(([name, clock]): [Racer, WarmRuns] => {
    const { ms, rows } = firsts.get(name) ?? { ms: Number.NaN, rows: 0 };
    return [name, { cold: tenths(ms), ...clock.told, rows }];
  });
  return { workers: new Map(told), tool: toolClock.told, toolRows };
}

/** The times of one racer. */
class Clock {
  private readonly times: number[] = [];
  private readonly meter: ProcessorMeter;

  constructor(brokers: readonly number[]) {
    this.meter = new ProcessorMeter(brokers);
  }

  get runs(): number {
    return this.times.length;
  }

  /** @param ms how long a call took by itself */
  async run<T>(client: () => number, call: () => Promise<T>, ms: (result: T) => number): Promise<T> {
    const result = await this.meter.measure(client, call);
    this.times.push(ms(result));
    return result;
  }

  get told(): Runs {
    const { times, meter } = this;
    return {
      median: tenths(median(times)),
      least: tenths(Math.min(...times)),
      most: tenths(Math.max(...times)),
      runs: times.length,
      processor: meter.average,
    };
  }
}
