import { count, text, time } from "../../core/text";
import { isShare } from "../facts";
import { iso, nameOf, type Rule } from "./rule";

/** What one sample alone decides. */

export const PROBLEM: Rule = {
  state: "UNKNOWN",
  holds: ({ sample }) => sample.problem !== undefined,
  rule: () => text("What could not be read is not judged."),
  inputs: ({ sample }) => ({ problem: sample.problem?.kind ?? null }),
  text: (facts) => text("{0} is not judged. {1}", nameOf(facts), facts.sample.problem?.why ?? ""),
};

export const REBALANCING: Rule = {
  state: "REBALANCING",
  holds: ({ group }) => group.sample.phase === "rebalancing",
  rule: () => text("While the partitions of a group are being reassigned, nothing else is judged."),
  inputs: ({ group }) => ({ rebalancingSince: iso(group.phaseSince) }),
  text: (facts) => {
    const { sample, takenAt, phaseSince } = facts.group;
    return text(
      "{0}: the group {1} has been rebalancing since {2} or longer, as seen at {3}.",
      nameOf(facts),
      sample.id,
      time(phaseSince),
      time(takenAt),
    );
  },
};

export const EMPTY_LOG: Rule = {
  state: "OK",
  holds: ({ sample: { committed, lag, logStart, end } }) =>
    committed === undefined && lag === undefined && end !== undefined && end === logStart,
  rule: () => text("A partition without records leaves nothing to read, whether something was committed or not."),
  text: (facts) =>
    text("{0}: the log starts and ends at {1}, so no record waits.", nameOf(facts), count(facts.sample.end ?? 0n)),
};

export const NO_COMMIT: Rule = {
  state: "NO_COMMIT",
  holds: ({ sample: { committed, lag } }) => committed === undefined && lag === undefined,
  rule: () => text("Nothing was committed, so only the consumer itself knows how far it has read."),
  text: (facts) => {
    const { logStart, end } = facts.sample;
    const { id } = facts.group.sample;
    if (logStart === undefined || end === undefined) {
      return text("{0}: the group {1} has committed nothing.", nameOf(facts), id);
    }
    return text(
      "{0}: the group {1} has committed nothing, and the log goes from {2} to {3}.",
      nameOf(facts),
      id,
      count(logStart),
      count(end),
    );
  },
};

export const DATA_LOSS: Rule = {
  state: "DATA_LOSS",
  holds: ({ sample: { committed, logStart } }) =>
    committed !== undefined && logStart !== undefined && committed < logStart,
  rule: () => text("The commit lies before the log start: what was between them is deleted and can no longer be read."),
  inputs: ({ sample: { committed = 0n, logStart = 0n } }) => ({ lost: (logStart - committed).toString() }),
  text: (facts) => {
    const { committed = 0n, logStart = 0n } = facts.sample;
    return text(
      "{0}: committed {1}, but the log starts at {2}: {3} offsets were deleted before the group read them.",
      nameOf(facts),
      count(committed),
      count(logStart),
      count(logStart - committed),
    );
  },
};

export const BEYOND_END: Rule = {
  state: "UNKNOWN",
  holds: ({ sample: { committed, end } }) => committed !== undefined && end !== undefined && committed > end,
  rule: () =>
    text(
      "A commit beyond the end says nothing about what was read: the topic was recreated or truncated, or the offset was set by hand.",
    ),
  inputs: ({ sample: { committed = 0n, end = 0n } }) => ({ beyond: (committed - end).toString() }),
  text: (facts) =>
    text(
      "{0}: committed {1}, but the log ends at {2}; the consumer will go on where auto.offset.reset tells it to.",
      nameOf(facts),
      count(facts.sample.committed ?? 0n),
      count(facts.sample.end ?? 0n),
    ),
};

export const LAG_UNKNOWN: Rule = {
  state: "UNKNOWN",
  holds: ({ sample }) => sample.lag === undefined,
  rule: () => text("What could not be read is not judged."),
  text: (facts) => text("{0} is not judged: the end of its log is not known.", nameOf(facts)),
};

export const AT_END: Rule = {
  state: "OK",
  holds: ({ sample }) => sample.lag === 0n,
  rule: () => text("Nothing waits: the group has read up to the end."),
  text: (facts) => {
    const { committed, end } = facts.sample;
    if (isShare(facts.group) || committed === undefined || committed !== end) {
      return text("{0}: no record waits before the end at {1}.", nameOf(facts), count(end ?? 0n));
    }
    return text("{0}: committed {1}, which is the end of the log.", nameOf(facts), count(committed));
  },
};
