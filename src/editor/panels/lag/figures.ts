import type { GroupSample, PartitionSample, Problem } from "../../../core/lag-source";
import { count, duration, type Text, text, verbatim } from "../../../core/text";
import type { GroupLag, TimeLag } from "../../../lag/snapshot";

/** Figures as a person reads them. What is not known is a word or "–", never 0. */

/** Nothing is there, or it does not apply. */
export const NONE = verbatim("–");

/** Why something is not known, in a word. */
export function problemWord({ kind }: Problem): Text {
  switch (kind) {
    case "denied":
      return text("denied");
    case "unreachable":
      return text("unreachable");
    case "leaderless":
      return text("no leader");
    case "deleted":
      return text("deleted");
    case "loading":
      return text("loading");
    case "unsupported":
      return text("not supported");
    case "failed":
      return text("unknown");
  }
}

/** "1,204", "≥ 1,204" where some partitions are not known, "denied", "unknown", or "–" where nothing was committed. */
export function groupLag({ sample, lag, partitions }: GroupLag): Text {
  const known = partitions.some((partition) => partition.sample.lag !== undefined);
  if (known) return lag.complete ? count(lag.total) : text("≥ {0}", count(lag.total));
  const problem = sample.problem ?? partitions.find((partition) => partition.sample.problem)?.sample.problem;
  if (problem) return problemWord(problem);
  return lag.complete || partitions.length > 0 ? NONE : text("unknown");
}

export const partitionLag = ({ lag, problem }: PartitionSample): Text =>
  lag === undefined ? (problem ? problemWord(problem) : NONE) : count(lag);

/** An offset, or why there is none. Nothing was committed: "–". */
export const offset = (value: bigint | undefined, { problem }: PartitionSample): Text =>
  value === undefined ? (problem ? problemWord(problem) : NONE) : count(value);

/** "3 min", "≈ 3 min" where it is interpolated. */
export function timeLag(lag: TimeLag | undefined): Text {
  if (!lag) return NONE;
  return lag.method === "record" ? duration(lag.ms) : text("≈ {0}", duration(lag.ms));
}

export function timeLagMethod({ method }: TimeLag): Text {
  return method === "record"
    ? text("Exact: the time of the next record to read.")
    : text("Interpolated: from when this offset was the end of the log.");
}

/** Records per second; two digits that count, so that a slow reader is not shown as one that stands still. */
export function rate(perSecond: number | undefined): Text {
  if (perSecond === undefined) return NONE;
  const rounded = Math.abs(perSecond) < 10 ? Number(perSecond.toPrecision(2)) : Math.round(perSecond);
  return text("{0}/s", count(rounded));
}

export function members({ members: known, phase }: GroupSample): Text {
  if (known) return count(known.length);
  return phase === "empty" || phase === "dead" ? count(0) : NONE;
}
