import type { LagSample, Position, RecordTime } from "../core/lag-source";
import { patienceFor, positionOf } from "./facts";
import { at, type GroupHistory } from "./history";
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
  private rows: Wanted[] = [];
  /** what lags less and is not in sight is not read this time: there is too much else */
  private least = 0n;

  positions(): readonly Position[] {
    this.cut(MOST);
    return [...new Map(this.rows.map(({ position }) => [keyOf(position), position])).values()];
  }

  /** Keeps the answers in the histories. */
  learn(times: readonly RecordTime[]): void {
    const byKey = new Map(times.map((time) => [keyOf(time), time]));
    for (const { history, row, position, end } of this.rows) {
      const answer = byKey.get(keyOf(position));
      if (!answer) continue;
      const { offset, timestamp, found } = answer;
      history.records.set(row, { offset, end, timestamp, found });
    }
  }

  want(wanted: Wanted): void {
    if (!wanted.isSeen && wanted.lag < this.least) return;
    this.rows.push(wanted);
    if (this.rows.length >= 4 * MOST) this.cut(MOST);
  }

  /** Leaves what is in sight, then the largest lags, where there are too many. */
  private cut(most: number): void {
    if (this.rows.length <= most) return;
    this.rows = this.rows.sort(firstWanted).slice(0, most);
    const last = this.rows.at(-1);
    if (last) this.least = last.isSeen ? BEYOND_ANY : last.lag;
  }
}

const BEYOND_ANY = 2n ** 64n;

function firstWanted(one: Wanted, other: Wanted): number {
  if (one.isSeen !== other.isSeen) return one.isSeen ? -1 : 1;
  return one.lag < other.lag ? 1 : one.lag > other.lag ? -1 : 0;
}

interface Wanted {
  readonly history: GroupHistory;
  readonly row: number;
  readonly position: Position;
  readonly end: bigint;
  readonly lag: bigint;
  readonly isSeen: boolean;
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
    const isSeen = inSight.has(group.id);
    const tells = group.phase !== "empty" && group.phase !== "dead" && !group.problem;
    let row = -1;
    for (const partition of group.partitions) {
      row++;
      const { lag, end, problem } = partition;
      if (!lag || problem || end === undefined) continue;
      const gap = at(history.gap, row);
      const patience = patienceFor(Number.isNaN(gap) ? undefined : gap, limits);
      const close = sample.takenAt - at(history.waitingSince, row) >= SOON * patience;
      if (tells && (close || group.phase === "unknown")) wants.members.add(group.id);
      if (!isSeen && !close) continue;
      if (wants.topics.size < MOST) wants.topics.add(partition.topic);
      const offset = positionOf(partition);
      if (offset === undefined || knownRecord(history, row, partition)) continue;
      const position = { topic: partition.topic, partition: partition.partition, offset };
      wants.want({ history, row, position, end, lag, isSeen });
    }
    yield;
  }
  return wants;
}
