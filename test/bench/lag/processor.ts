import { readFileSync } from "node:fs";

/** milliseconds of one tick in /proc */
const TICK = 10;

/** The milliseconds of processor time that a process has taken so far; NaN where nobody tells (it is Linux that does). */
export function processorTime(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program stands in brackets and may have any characters.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  } catch {
    return Number.NaN;
  }
}

/** Milliseconds of processor time for one refresh, on average: it is less moved by what else the machine does. */
export interface ProcessorTime {
  readonly client: number;
  /** of all brokers together, the heartbeats of the groups' members included */
  readonly brokers: number;
}

/** Adds up what some calls cost a client and the brokers. */
export class ProcessorMeter {
  private client = 0;
  private brokers = 0;
  private calls = 0;

  constructor(private readonly pids: readonly number[]) {}

  /** @param client the processor time that the client has taken so far */
  async measure<T>(client: () => number, call: () => Promise<T>): Promise<T> {
    const [own, theirs] = [client(), this.brokersTime()];
    const result = await call();
    this.client += client() - own;
    this.brokers += this.brokersTime() - theirs;
    this.calls++;
    return result;
  }

  get average(): ProcessorTime {
    const { client, brokers, calls } = this;
    return { client: Math.round(client / calls), brokers: Math.round(brokers / calls) };
  }

  private brokersTime(): number {
    return this.pids.reduce((sum, pid) => sum + processorTime(pid), 0);
  }
}
