import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import type { Session } from "../../../src/core/contract";
import type { GroupSample, LagSample, LagSource, PartitionSample } from "../../../src/core/lag-source";
import { openSession } from "../../../src/kafka/session";
import { median, tenths, timed } from "./figures";
import type { Row } from "./tool";

// The answers to one command a line: what is measured is a process of its own, which has nothing else to do.

/** Times in milliseconds. */
export interface Refresh {
  readonly ms: number;
  readonly rows: number;
  readonly lag: string;
}

/** Memory in MB, garbage aside. */
export interface Strain {
  /** the longest time in milliseconds for which the process answered to nobody during one refresh: the median of nine */
  readonly longestBlock: number;
  /** what one sample takes while it is held */
  readonly sample: number;
  /** what nine more refreshes leave behind when nothing is held */
  readonly left: number;
}

const NEVER = new AbortController().signal;
const MB = 1024 * 1024;

function open(values: Readonly<Record<string, unknown>>): Promise<Session> {
  const connection = {
    profile: { id: "bench", name: "bench", access: "observe" },
    name: "kafka",
    system: "kafka",
    values: values as never,
  } as const;
  const context = {
    secret: async () => undefined,
    timeout: () => 120_000,
    setting: <T>(_: string, fallback: T) => fallback,
    lost: () => {},
    log: () => {},
  };
  return openSession(connection, context, NEVER);
}

function sourceOf({ lag }: Session): LagSource {
  if (!lag) throw new Error("The session has no lag.");
  return lag;
}

async function sample(session: Session): Promise<LagSample> {
  const taken = await sourceOf(session).sample({ describe: "all" }, NEVER);
  const problem = taken.groups.find((group) => group.problem)?.problem;
  if (taken.missing.length || problem) throw new Error(`Missing: ${JSON.stringify(problem ?? taken.missing)}`);
  return taken;
}

async function refresh(session: Session): Promise<Refresh> {
  const { ms, result } = await timed(() => sample(session));
  const partitions = result.groups.flatMap((group) => group.partitions);
  const lag = partitions.reduce((sum, partition) => sum + (partition.lag ?? 0n), 0n);
  return { ms, rows: partitions.length, lag: String(lag) };
}

async function strain(session: Session): Promise<Strain> {
  const heap = () => {
    for (let time = 0; time < 3; time++) globalThis.gc?.();
    return process.memoryUsage().heapUsed / MB;
  };
  const holding = heap();
  const held: LagSample[] = [await sample(session)];
  const one = heap() - holding;
  held.length = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const blocks: number[] = [];
  const before = heap();
  for (let time = 0; time < 9; time++) {
    delay.reset();
    delay.enable();
    await sample(session);
    delay.disable();
    blocks.push(delay.max / 1e6);
  }
  return { longestBlock: tenths(median(blocks)), sample: tenths(one), left: tenths(heap() - before) };
}

/** The rows as Kafka's tool prints them. */
const rowsOf = (group: GroupSample): readonly Row[] =>
  group.partitions.map((partition) => ({ group: group.id, ...partitionRow(partition), ...ownerOf(group, partition) }));

function partitionRow({ topic, partition, committed, end, lag }: PartitionSample) {
  const figure = (value: bigint | undefined) => (value === undefined ? "-" : String(value));
  return { topic, partition: String(partition), committed: figure(committed), end: figure(end), lag: figure(lag) };
}

function ownerOf({ members = [] }: GroupSample, { member: id }: PartitionSample) {
  const owner = members.find((member) => member.id === id);
  // Java writes an address without a name as "/127.0.0.1".
  return { member: owner?.id ?? "-", host: owner ? `/${owner.host}` : "-", client: owner?.clientId ?? "-" };
}

async function main(): Promise<void> {
  let session: Session | undefined;
  for await (const line of createInterface(process.stdin)) {
    const [command = "", argument = ""] = line.split(/ (.*)/s);
    if (command === "open") {
      await session?.close();
      const opened = await timed(() => open(JSON.parse(argument) as Readonly<Record<string, unknown>>));
      session = opened.result;
      console.log(JSON.stringify({ ms: opened.ms }));
    } else if (!session) throw new Error("Nothing is open.");
    else if (command === "rows") {
      writeFileSync(argument, JSON.stringify((await sample(session)).groups.flatMap(rowsOf)));
      console.log("{}");
    } else console.log(JSON.stringify(await (command === "strain" ? strain(session) : refresh(session))));
  }
  await session?.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
