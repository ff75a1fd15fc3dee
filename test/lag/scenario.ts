import type { GroupSample, LagSample, MemberSample, PartitionSample, RecordTime } from "../../src/core/lag-source";
import { LagJudge } from "../../src/lag/judge";
import type { Limits } from "../../src/lag/limits";
import type { GroupLag, LagSnapshot, PartitionLag } from "../../src/lag/snapshot";

export const START = Date.UTC(2026, 10, 24, 12, 0, 0);
export const SECOND = 1_000;
export const MINUTE = 60_000;
const never = new AbortController().signal;

/** `[committed, end]`, or more of a partition. */
export type Point = readonly [committed: number | bigint, end: number | bigint] | Partial<PartitionSample>;

/** A partition as a source would tell it: the lag is what committed, log start and end say. */
export function partition(point: Point, topic = "orders", index = 3): PartitionSample {
  const given: Partial<PartitionSample> = isPair(point)
    ? { committed: BigInt(point[0]), end: BigInt(point[1]) }
    : point;
  const { committed, end, logStart = end === undefined ? undefined : 0n } = given;
  const lag = committed === undefined || end === undefined ? undefined : behind(committed, logStart ?? 0n, end);
  return { topic, partition: index, logStart, lastStable: end, ...(lag === undefined ? {} : { lag }), ...given };
}

const isPair = (point: Point): point is readonly [number | bigint, number | bigint] => Array.isArray(point);

function behind(committed: bigint, logStart: bigint, end: bigint): bigint {
  const position = logStart > committed ? logStart : committed;
  return end > position ? end - position : 0n;
}

export const member = (id: string, ...partitions: number[]): MemberSample => ({
  id,
  clientId: id,
  host: "10.0.0.1",
  assigned: [{ topic: "orders", partitions }],
});

export const STABLE: Partial<GroupSample> = { type: "classic", state: "Stable", phase: "stable" };
export const EMPTY: Partial<GroupSample> = { type: "classic", state: "Empty", phase: "empty" };
/** consumer-1 owns orders/3 */
export const OWNED: Partial<GroupSample> = { ...STABLE, members: [member("consumer-1", 3)] };

export function group(partitions: readonly PartitionSample[], more: Partial<GroupSample> = STABLE): GroupSample {
  return { id: "billing", phase: "stable", partitions, ...more };
}

/** Samples in, a snapshot out, with a clock of its own. */
export class Scenario {
  readonly judge: LagJudge;
  last?: LagSnapshot;

  constructor(
    public now = START,
    limits: Partial<Limits> = {},
  ) {
    this.judge = new LagJudge(limits);
  }

  /** One sample after so many milliseconds. @param records answers to what is asked for, by offset */
  async take(after: number, groups: readonly GroupSample[], records: readonly RecordTime[] = []): Promise<LagSnapshot> {
    this.now += after;
    const sample: LagSample = { takenAt: this.now, groups, missing: [] };
    const wants = await this.judge.take(sample, new Set(records.length ? groups.map(({ id }) => id) : []), never);
    wants.learn(records);
    this.last = await this.judge.snapshot(sample, [], never);
    return this.last;
  }

  /** Samples of one partition, so many milliseconds apart; returns what is thought at the end. */
  async run(every: number, points: readonly Point[], more: Partial<GroupSample> = OWNED): Promise<PartitionLag> {
    for (const point of points) {
      const sample = partition(point);
      const owner = more.members?.some(({ assigned }) => assigned?.some(({ partitions }) => partitions.includes(3)));
      await this.take(every, [group([owner ? { ...sample, member: "consumer-1" } : sample], more)]);
    }
    return this.partition();
  }

  group(): GroupLag {
    const found = this.last?.groups[0];
    if (!found) throw new Error("there is no group");
    return found;
  }

  partition(): PartitionLag {
    const found = this.group().partitions[0];
    if (!found) throw new Error("there is no partition");
    return found;
  }
}

/** `[0, 1, 2, …]` as points. */
export const times = (count: number, point: (n: number) => Point): Point[] =>
  Array.from({ length: count }, (_, n) => point(n));
