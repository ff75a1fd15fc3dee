import type { LagSample, Position, RecordTime } from "../core/lag-source";
import { patienceFor, positionOf } from "./facts";
import { at, type GroupHistory } from "./history";
import { factsOf } from "./judge-group";
import type { Limits } from "./limits";
import { knownRecord } from "./seen";

/** positions whose records are read at once, and topics whose retention is: the rest waits for the next time */
const MOST = 1_000;
/** part of its patience after which a silent consumer is looked at closely, so that the verdict knows when it is due */
const SOON = 0.5;

/** What a closer look is needed at. */
export class Wants {
  /** groups whose members decide between stalled and stopped */
  readonly members = new Set<string>();
  readonly topics = new Set<string>();
  private readonly rows: { history: GroupHistory; row: number; position: Position; end: bigint; lag: bigint }[] = [];

  positions(): readonly Position[] {
    const unique = new Map(this.chosen().map(({ position }) => [keyOf(position), position]));
    return [...unique.values()];
  }

  /** Keeps the answers in the histories. */
  learn(times: readonly RecordTime[]): void {
    const byKey = new Map(times.map((time) => [keyOf(time), time]));
    for (const { history, row, position, end } of this.chosen()) {
      const found = byKey.get(keyOf(position));
      if (!found) continue;
      const { offset, timestamp } = found;
      history.records.set(row, { offset, end, timestamp, found: found.found });
    }
  }

  want(history: GroupHistory, row: number, position: Position, end: bigint, lag: bigint): void {
    this.rows.push({ history, row, position, end, lag });
  }

  /** The largest lags first, where there are too many. */
  private chosen() {
    if (this.rows.length <= MOST) return this.rows;
    return this.rows.sort((one, other) => (one.lag < other.lag ? 1 : one.lag > other.lag ? -1 : 0)).slice(0, MOST);
  }
}

const keyOf = ({ topic, partition, offset }: Position): string => `${topic}/${partition}@${offset}`;

/**
 * What to look at after a sample: every lagging partition of a group in sight, and wherever a consumer has been silent
 * for so long that it may be called stalled soon.
 */
export function* wantsOf(
  sample: LagSample,
  histories: ReadonlyMap<string, GroupHistory>,
  inSight: ReadonlySet<string>,
  limits: Limits,
): Generator<void, Wants> {
  const wants = new Wants();
  for (const group of sample.groups) {
    const history = histories.get(group.id);
    if (!history) continue;
    const facts = factsOf(group, sample.takenAt, history, limits);
    const seen = inSight.has(group.id);
    const tells = group.phase !== "empty" && group.phase !== "dead" && !group.problem;
    let row = -1;
    for (const partition of group.partitions) {
      row++;
      const { lag, end, problem } = partition;
      if (!lag || problem || end === undefined) continue;
      const gap = at(history.gap, row);
      const patience = patienceFor(Number.isNaN(gap) ? undefined : gap, limits);
      const close = facts.takenAt - at(history.waitingSince, row) >= SOON * patience;
      if (tells && (close || group.phase === "unknown")) wants.members.add(group.id);
      if (!seen && !close) continue;
      if (wants.topics.size < MOST) wants.topics.add(partition.topic);
      const offset = positionOf(partition);
      if (offset === undefined || knownRecord(history, row, partition)) continue;
      wants.want(history, row, { topic: partition.topic, partition: partition.partition, offset }, end, lag);
    }
    yield;
  }
  return wants;
}
