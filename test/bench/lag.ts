import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopKafka } from "../servers/kafka";
import { folderOf, openCluster, type Shape } from "./lag/cluster";
import { type Comparison, compare } from "./lag/compare";
import { PEERS } from "./lag/peers";

const SMOKE: Shape = { brokers: 1, topics: 10, partitions: 4, groups: 20, topicsPerGroup: 3 };
const WHOLE: Shape = { brokers: 3, topics: 1_000, partitions: 10, groups: 200, topicsPerGroup: 50 };
const TOOL_AIM = 1 / 30;

export interface LagBench extends Comparison {
  readonly shape: Shape;
  /** what filling the cluster took; absent where an earlier run did it */
  readonly filled?: string;
  /** with the whole cluster only: a small one says nothing of scale */
  readonly aims?: Readonly<Record<string, { readonly ratio: number; readonly met: boolean }>>;
}

export async function run({ smoke }: { readonly smoke: boolean }): Promise<LagBench> {
  const shape = smoke ? SMOKE : WHOLE;
  const rounds = smoke ? { counted: 2, warmUp: 1, tool: 1 } : { counted: 11, warmUp: 8, tool: 3 };
  const dir = mkdtempSync(join(tmpdir(), "observer-bench-lag-"));
  try {
    const cluster = await openCluster(shape);
    const comparison = await compare(cluster, rounds, dir);
    return { shape, filled: cluster.filled, ...comparison, ...(smoke ? {} : { aims: aimsOf(comparison) }) };
  } finally {
    await stopKafka(folderOf(shape));
    rmSync(dir, { recursive: true, force: true });
  }
}

function aimsOf({ ratios }: Comparison): LagBench["aims"] {
  const aim = (value: number, ratio: number) => ({ ratio, met: value <= ratio });
  const faster = PEERS.map((name) => [name, aim(ratios[name], 1)] as const);
  return { kafkaConsumerGroups: aim(ratios.kafkaConsumerGroups, TOOL_AIM), ...Object.fromEntries(faster) };
}
