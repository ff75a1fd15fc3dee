import type { GroupSample, LagSample, Missing, Retention } from "../core/lag-source";
import { GroupHistory } from "./history";
import { slotsFor } from "./history-size";
import { factsOf, judgeGroup, rankOf } from "./judge-group";
import { LIMITS, type Limits } from "./limits";
import { observe } from "./observe";
import type { GroupLag, LagSnapshot } from "./snapshot";
import { inSteps } from "./steps";
import { type Wants, wantsOf } from "./wants";

/** The history shrinks at once when there are more partitions, and grows only where there is room to spare. */
const SPARE = 1.25;

/** Samples in, verdicts out: keeps the history of a connection's groups. One call at a time. */
export class LagJudge {
  private readonly histories = new Map<string, GroupHistory>();
  private readonly retentions = new Map<string, Retention>();
  private readonly limits: Limits;
  private slots = slotsFor(1);

  /** @param limits other ones than usual, for tests that cannot wait for minutes */
  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...LIMITS, ...limits };
  }

  /** Takes a sample in; tells what a closer look is needed at before it is judged. */
  async take(sample: LagSample, inSight: ReadonlySet<string>, signal: AbortSignal): Promise<Wants> {
    this.forget(sample);
    this.resize(sample);
    await inSteps(this.observeAll(sample), signal);
    return inSteps(wantsOf(sample, this.histories, inSight, this.limits), signal);
  }

  learnRetention(retentions: ReadonlyMap<string, Retention>): void {
    for (const [topic, retention] of retentions) this.retentions.set(topic, retention);
  }

  /** Judges the sample that was taken in last. */
  async snapshot(sample: LagSample, missing: readonly Missing[], signal: AbortSignal): Promise<LagSnapshot> {
    const groups = await inSteps(this.judgeAll(sample), signal);
    return { takenAt: sample.takenAt, groups, missing: [...sample.missing, ...missing] };
  }

  private *observeAll({ groups, takenAt }: LagSample): Generator<void> {
    for (const group of groups) {
      yield* observe(this.historyOf(group, takenAt), group, takenAt, this.limits);
      yield;
    }
  }

  private *judgeAll({ groups, takenAt }: LagSample): Generator<void, readonly GroupLag[]> {
    const judged: GroupLag[] = [];
    for (const group of groups) {
      const history = this.histories.get(group.id);
      if (!history) continue;
      judged.push(yield* judgeGroup(factsOf(group, takenAt, history, this.limits), history, this.retentions));
      yield;
    }
    return judged.sort(worstFirst);
  }

  private historyOf({ id, partitions }: GroupSample, takenAt: number): GroupHistory {
    const known = this.histories.get(id);
    // Where the clock was set back, "since" and "ago" mean nothing any more.
    const usable = known && !(takenAt <= known.takenAt) ? known : new GroupHistory(partitions, this.slots);
    const history = usable.fits(partitions, this.slots) ? usable : usable.moved(partitions, this.slots);
    this.histories.set(id, history);
    return history;
  }

  /** A group may be missing for a while (its coordinator is down); then its past is of no use any more. */
  private forget({ groups, takenAt }: LagSample): void {
    const present = new Set(groups.map(({ id }) => id));
    for (const [id, history] of this.histories) {
      if (!present.has(id) && Math.abs(takenAt - history.takenAt) > this.limits.judged) this.histories.delete(id);
    }
  }

  private resize({ groups }: LagSample): void {
    const rows = new Map([...this.histories].map(([id, history]) => [id, history.rows]));
    for (const { id, partitions } of groups) rows.set(id, partitions.length);
    let all = 0;
    for (const count of rows.values()) all += count;
    const fitting = slotsFor(all);
    if (fitting < this.slots || slotsFor(all * SPARE) > this.slots) this.slots = fitting;
  }
}

function worstFirst(one: GroupLag, other: GroupLag): number {
  const [rank, theirs] = [rankOf(one.verdict.state), rankOf(other.verdict.state)];
  if (rank !== theirs) return rank - theirs;
  if (one.lag.total !== other.lag.total) return one.lag.total > other.lag.total ? -1 : 1;
  return one.sample.id < other.sample.id ? -1 : 1;
}
