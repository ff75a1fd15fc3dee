import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopKafka } from "../servers/kafka";
import { folderOf, openCluster, type Shape } from "./lag/cluster";
import { type Comparison, compare } from "./lag/compare";
import { measurePanel, type PanelCost } from "./lag/panel";
import { PEERS } from "./lag/peers";
import type { Rounds } from "./lag/race";

interface Scene {
  readonly shape: Shape;
  readonly rounds: Rounds;
}

const SMOKE: Scene = {
  shape: { brokers: 1, topics: 10, partitions: 4, groups: 20, topicsPerGroup: 3 },
  rounds: { counted: 2, warmUp: 1, tool: 1 },
};
/** 200 groups with 500 partitions each, of 10,000 */
const LARGE_GROUPS: Scene = {
  shape: { brokers: 3, topics: 1_000, partitions: 10, groups: 200, topicsPerGroup: 50 },
  rounds: { counted: 11, warmUp: 8, tool: 3 },
};
/** 2,000 groups with 20 partitions each, of 40,000 */
const MANY_GROUPS: Scene = {
  shape: { brokers: 3, topics: 2_000, partitions: 20, groups: 2_000, topicsPerGroup: 1 },
  rounds: { counted: 5, warmUp: 3, tool: 1 },
};
const TOOL_AIM = 1 / 30;
/** milliseconds of script for a refresh of the panel */
const PANEL_AIM = 50;

interface Aim {
  readonly aim: number;
  readonly met: boolean;
}

export interface LagBench extends Comparison {
  readonly shape: Shape;
  /** what filling the cluster took; absent where an earlier run did it */
  readonly filled?: string;
  /** with the large clusters only: a small one says nothing of scale */
  readonly aims?: Readonly<Record<string, Aim>>;
}

export interface LagBenches {
  readonly smoke?: LagBench;
  readonly largeGroups?: LagBench;
  readonly manyGroups?: LagBench;
  readonly panel?: PanelCost & Aim;
}

export async function run({ smoke }: { readonly smoke: boolean }): Promise<LagBenches> {
  if (smoke) return { smoke: await measure(SMOKE) };
  const largeGroups = await measure(LARGE_GROUPS);
  const manyGroups = await measure(MANY_GROUPS);
  const panel = await measurePanel(MANY_GROUPS.shape.groups, 21);
  return {
    largeGroups: { ...largeGroups, aims: aimsOf(largeGroups) },
    manyGroups: { ...manyGroups, aims: aimsOf(manyGroups) },
    panel: { ...panel, ...below(panel.script.median, PANEL_AIM) },
  };
}

async function measure({ shape, rounds }: Scene): Promise<LagBench> {
  const dir = mkdtempSync(join(tmpdir(), "observer-bench-lag-"));
  try {
    const cluster = await openCluster(shape);
    return { shape, filled: cluster.filled, ...(await compare(cluster, rounds, dir)) };
  } finally {
    await stopKafka(folderOf(shape));
    rmSync(dir, { recursive: true, force: true });
  }
}

function aimsOf({ ratios }: Comparison): LagBench["aims"] {
  const faster = PEERS.map((name) => [name, below(ratios[name], 1)] as const);
  return { kafkaConsumerGroups: below(ratios.kafkaConsumerGroups, TOOL_AIM), ...Object.fromEntries(faster) };
}

const below = (value: number, aim: number): Aim => ({ aim, met: value <= aim });
