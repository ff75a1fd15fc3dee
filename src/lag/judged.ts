import type { GroupSample, PartitionSample } from "../core/lag-source";
import type { Facts, GroupFacts } from "./facts";
import { at, type GroupHistory } from "./history";
import type { Rule } from "./rules/rule";
import { ruleFor } from "./rules/rules";
import type { GroupLag, PartitionLag, Rates, TimeLag, TrendPoint, Verdict } from "./snapshot";
import { PartitionVerdict } from "./verdict";

/** A partition as the snapshot has it: small, because there may be 100,000; words and trends are made when they are read. */
export class JudgedPartition implements PartitionLag {
  hot = false;
  private made?: Verdict;
  private points?: readonly TrendPoint[];

  constructor(
    readonly facts: Facts,
    readonly decided: Rule | undefined,
    readonly rates: Rates,
    private readonly history: GroupHistory,
    private readonly row: number,
  ) {}

  get sample(): PartitionSample {
    return this.facts.sample;
  }

  get timeLag(): TimeLag | undefined {
    return this.facts.seen?.timeLag;
  }

  get verdict(): Verdict {
    this.made ??= new PartitionVerdict(this.decided ?? ruleFor(this.facts), this.facts);
    return this.made;
  }

  get trend(): readonly TrendPoint[] {
    const { history, row } = this;
    this.points ??= trendOf(history, this.facts.group.takenAt, (slot) => at(history.lags, history.cell(row, slot)));
    return this.points;
  }
}

export class JudgedGroup implements GroupLag {
  private points?: readonly TrendPoint[];

  constructor(
    private readonly facts: GroupFacts,
    private readonly history: GroupHistory,
    readonly verdict: Verdict,
    readonly partitions: readonly PartitionLag[],
    readonly lag: GroupLag["lag"],
    readonly rates: Rates,
    readonly timeLag: TimeLag | undefined,
  ) {}

  get sample(): GroupSample {
    return this.facts.sample;
  }

  get trend(): readonly TrendPoint[] {
    const { history } = this;
    this.points ??= trendOf(history, this.facts.takenAt, (slot) => at(history.totals, slot));
    return this.points;
  }
}

/** The history goes on while a snapshot is shown: what is newer than the snapshot is not part of it. */
function trendOf(history: GroupHistory, until: number, lagAt: (slot: number) => number): readonly TrendPoint[] {
  const points: TrendPoint[] = [];
  for (let age = history.kept - 1; age >= 0; age--) {
    const slot = history.slot(age);
    const time = at(history.times, slot);
    const lag = lagAt(slot);
    if (time <= until) points.push({ at: time, lag: Number.isNaN(lag) ? null : lag });
  }
  return points;
}
