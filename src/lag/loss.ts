import type { PartitionSample, Retention } from "../core/lag-source";
import { type Loss, positionOf } from "./facts";
import type { StartMoves } from "./history";
import type { Limits } from "./limits";

export interface LossInputs {
  readonly sample: PartitionSample;
  readonly takenAt: number;
  readonly limits: Limits;
  readonly retention?: Retention;
  /** milliseconds since 1970 at which the next record to read was written, as far as that is known */
  readonly writtenAt?: number;
  readonly start?: StartMoves;
  /** records per second that the group reads */
  readonly out?: number;
}

/** Two moves make a pace; one may be somebody's hand. */
const MOVES = 2;

/** When retention can take the next record that the group would read; undefined where nothing speaks of it. */
export function lossOf(inputs: LossInputs): Loss | undefined {
  const { retention } = inputs;
  if (retention && !retention.deletes) return undefined;
  const byTime = lossByRetention(inputs);
  const byMove = lossByMovement(inputs);
  if (!byTime || !byMove) return byTime ?? byMove;
  return byMove.in < byTime.in ? byMove : byTime;
}

/** At the earliest: Kafka deletes whole segments, so a record goes when the last one of its segment is old enough. */
function lossByRetention({ retention, writtenAt, takenAt, limits }: LossInputs): Loss | undefined {
  if (retention?.ms === undefined || writtenAt === undefined) return undefined;
  const left = Math.max(0, writtenAt + retention.ms - takenAt);
  return { in: left, by: "retention", near: left <= retention.ms * limits.lossShare };
}

function lossByMovement({ sample, start, out = 0, takenAt, limits }: LossInputs): Loss | undefined {
  const position = positionOf(sample);
  const { logStart } = sample;
  if (!start || start.moves < MOVES || position === undefined || logStart === undefined) return undefined;
  const seconds = (takenAt - start.since) / 1000;
  const nearer = Number(logStart - start.from) / seconds - out;
  if (!(seconds > 0) || !(nearer > 0)) return undefined;
  const left = (Number(position - logStart) / nearer) * 1000;
  return { in: left, by: "movement", near: left <= limits.lossNear };
}
