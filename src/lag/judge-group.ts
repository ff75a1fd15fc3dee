import type { GroupSample, MemberSample, PartitionSample, Retention } from "../core/lag-source";
import { oldestSlotSince, ratesOf } from "./course";
import type { GroupFacts } from "./facts";
import { groupVerdict } from "./group-verdict";
import type { GroupHistory } from "./history";
import { hotOnes } from "./hot";
import { JudgedGroup, JudgedPartition } from "./judged";
import type { Limits } from "./limits";
import type { Rule } from "./rules/rule";
import { ruleFor } from "./rules/rules";
import { AT_END } from "./rules/sample-rules";
import { seenOf } from "./seen";
import { type GroupLag, type Rates, type TimeLag, VERDICTS, type Verdict, type VerdictState } from "./snapshot";

/** rows that are judged before somebody else may have the thread */
const STEP = 500;
/** records, and records per second, below which a partition is not called hot, whatever the others have */
const HOT_LAG = 100;
const HOT_RATE = 1;

const RANKS: ReadonlyMap<VerdictState, number> = new Map(VERDICTS.map((state, rank) => [state, rank]));
export const rankOf = (state: VerdictState): number => RANKS.get(state) ?? VERDICTS.length;

export function factsOf(
  sample: GroupSample,
  takenAt: number,
  history: GroupHistory | undefined,
  limits: Limits,
): GroupFacts {
  const members = new Map((sample.members ?? []).map((member) => [member.id, member]));
  const phaseSince = history?.phase === sample.phase ? history.phaseSince : takenAt;
  return { sample, takenAt, phaseSince, limits, members, owners: ownersOf(sample, members) };
}

function ownersOf(
  { phase, members }: GroupSample,
  known: ReadonlyMap<string, MemberSample>,
): "none" | "known" | "unknown" {
  if (phase === "empty" || phase === "dead") return "none";
  if (!members) return "unknown";
  if (!known.size) return "none";
  return members.every(({ assigned }) => assigned) ? "known" : "unknown";
}

/** Judges a group whose sample the history holds already. Pauses (`yield`) now and then. */
export function* judgeGroup(
  group: GroupFacts,
  history: GroupHistory,
  retentions: ReadonlyMap<string, Retention>,
): Generator<void, GroupLag> {
  const oldest = oldestSlotSince(history, group.takenAt - group.limits.judged);
  const partitions: JudgedPartition[] = [];
  const summary = new Summary(history.rows);
  let row = 0;
  for (const sample of group.sample.partitions) {
    const rates = sample.lag === undefined ? {} : ratesOf(history, row, oldest);
    const judged = judgePartition(group, history, row, sample, rates, retentions);
    partitions.push(judged);
    summary.add(judged, row);
    row++;
    if (row % STEP === 0) yield;
  }
  summary.markHot(partitions);
  const verdict = groupVerdict(group) ?? partitions[summary.worst]?.verdict ?? NOTHING;
  const lag = { total: summary.total, complete: summary.complete && !unread(group.sample) };
  return new JudgedGroup(group, history, verdict, partitions, lag, summary.rates(), summary.timeLag);
}

const unread = ({ problem, partitions }: GroupSample): boolean => problem !== undefined && !partitions.length;

/** For the types only: a group without partitions has a verdict of its own. */
const NOTHING: Verdict = { state: "UNKNOWN", rule: { verbatim: "" }, inputs: {}, text: { verbatim: "" } };

function judgePartition(
  group: GroupFacts,
  history: GroupHistory,
  row: number,
  sample: PartitionSample,
  rates: Rates,
  retentions: ReadonlyMap<string, Retention>,
): JudgedPartition {
  if (isIdle(group.sample, sample)) return new JudgedPartition({ group, sample }, AT_END, rates, history, row);
  const seen =
    sample.lag === undefined || sample.problem
      ? undefined
      : seenOf(history, row, sample, group, retentions.get(sample.topic));
  const facts = { group, sample, seen };
  return new JudgedPartition(facts, ruleFor(facts), rates, history, row);
}

/** The most common case, told without asking the rules: read up to the end, and nothing is odd. */
function isIdle({ phase }: GroupSample, { problem, lag, committed, logStart, end }: PartitionSample): boolean {
  return (
    lag === 0n &&
    !problem &&
    phase !== "rebalancing" &&
    (committed === undefined || committed === end) &&
    (committed === undefined || logStart === undefined || committed >= logStart)
  );
}

/** What a group has of its partitions, gathered in one pass. */
class Summary {
  total = 0n;
  complete = true;
  worst = -1;
  timeLag?: TimeLag;
  private worstRank: number = VERDICTS.length;
  private worstNear = false;
  private worstLag = -1n;
  private in = 0;
  private out = 0;
  private rated = false;
  private allRead = true;
  private readonly lags: Float64Array;
  private readonly writes: Float64Array;

  constructor(rows: number) {
    this.lags = new Float64Array(rows);
    this.writes = new Float64Array(rows);
  }

  add({ facts, decided, rates }: JudgedPartition, row: number): void {
    const { sample, seen } = facts;
    const { lag } = sample;
    this.lags[row] = lag === undefined ? Number.NaN : Number(lag);
    this.writes[row] = rates.in ?? Number.NaN;
    // Nothing can wait in a partition without records, whether something was committed or not.
    if (lag === undefined)
      this.complete &&= !sample.problem && sample.end !== undefined && sample.end === sample.logStart;
    else if (lag) this.total += lag;
    if (rates.in !== undefined) {
      this.rated = true;
      this.in += rates.in;
      if (rates.out === undefined) this.allRead = false;
      else this.out += rates.out;
    }
    const { timeLag } = seen ?? {};
    if (timeLag && timeLag.ms > (this.timeLag?.ms ?? -1)) this.timeLag = timeLag;
    if (decided) this.compare(row, decided, seen?.loss?.near ?? false, lag ?? -1n);
  }

  private compare(row: number, { state }: Rule, near: boolean, lag: bigint): void {
    const rank = rankOf(state);
    const isWorse =
      rank !== this.worstRank ? rank < this.worstRank : near !== this.worstNear ? near : lag > this.worstLag;
    if (this.worst >= 0 && !isWorse) return;
    this.worst = row;
    this.worstRank = rank;
    this.worstNear = near;
    this.worstLag = lag;
  }

  markHot(partitions: readonly JudgedPartition[]): void {
    for (const row of [...hotOnes(this.lags, HOT_LAG), ...hotOnes(this.writes, HOT_RATE)]) {
      const partition = partitions[row];
      if (partition) partition.hot = true;
    }
  }

  rates(): Rates {
    if (!this.rated) return {};
    return this.allRead ? { in: this.in, out: this.out } : { in: this.in };
  }
}
