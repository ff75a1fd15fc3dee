import { count, duration, type Text, text, time } from "../../core/text";
import { type Facts, isShare, patience, positionOf, waited } from "../facts";
import { iso, nameOf, offset, type Rule, reader } from "./rule";

/** What is said where records wait and the commit does not move. */

const waiting = (facts: Facts) => ({
  waitingSince: iso(facts.seen?.waitingSince),
  waitedMs: waited(facts),
  endThen: offset(facts.seen?.endThen),
});

/** "committed 1,204 at 12:01:10 and still at 12:06:10 while the end went from 1,204 to 1,311" */
function stood(facts: Facts): Text {
  const { group, sample, seen } = facts;
  const { end = 0n } = sample;
  const position = positionOf(sample) ?? 0n;
  if (!seen || seen.waitingSince === group.takenAt) {
    return text("{0}: committed {1} at {2}, end {3}; {4}.", ...where(facts), count(end), reader(facts));
  }
  const times = [time(seen.waitingSince), time(group.takenAt)] as const;
  if (isShare(group)) {
    const lag = count(sample.lag ?? 0n);
    return text("{0}: nothing was settled from {1} to {2}, lag {3}; {4}.", nameOf(facts), ...times, lag, reader(facts));
  }
  return text(
    "{0}: committed {1} at {2} and still at {3} while the end went from {4} to {5}; {6}.",
    nameOf(facts),
    count(sample.committed ?? position),
    ...times,
    count(seen.endThen),
    count(end),
    reader(facts),
  );
}

const where = (facts: Facts) =>
  [nameOf(facts), count(facts.sample.committed ?? positionOf(facts.sample) ?? 0n), time(facts.group.takenAt)] as const;

export const TXN_TAIL: Rule = {
  state: "TXN_TAIL",
  holds: ({ sample, seen }) => {
    const record = seen?.record;
    return record !== undefined && nothingFound(record) && record.end === sample.end;
  },
  rule: () =>
    text(
      "Between the commit and the end there is no record left, only transaction markers or offsets that were compacted away.",
    ),
  inputs: ({ seen }) => ({ readAt: offset(seen?.record?.offset), readTo: offset(seen?.record?.end) }),
  text: (facts) =>
    text(
      "{0}: committed {1}, end {2}; a read from {1} on found no record.",
      nameOf(facts),
      count(facts.seen?.record?.offset ?? 0n),
      count(facts.sample.end ?? 0n),
    ),
};

const nothingFound = (record: { timestamp?: number; found?: bigint }): boolean =>
  record.timestamp === undefined && record.found === undefined;

export const REWOUND: Rule = {
  state: "REWOUND",
  holds: ({ group, seen }) => seen?.rewind !== undefined && group.takenAt - seen.rewind.at <= group.limits.judged,
  rule: ({ group }) =>
    text(
      "The commit went back less than {0} ago and has not yet returned to where it was.",
      duration(group.limits.judged),
    ),
  inputs: ({ seen }) => ({
    rewoundFrom: offset(seen?.rewind?.from),
    rewoundTo: offset(seen?.rewind?.to),
    rewoundAt: iso(seen?.rewind?.at),
  }),
  text: (facts) => {
    const { from = 0n, to = 0n, at = 0 } = facts.seen?.rewind ?? {};
    return text(
      "{0}: the commit went back from {1} to {2}, seen at {3}; now it is {4}.",
      nameOf(facts),
      count(from),
      count(to),
      time(at),
      count(facts.sample.committed ?? 0n),
    );
  },
};

export const NOBODY: Rule = {
  state: "STOPPED",
  // Consumers that take their partitions themselves commit without joining: who was seen to do so is not stopped.
  holds: (facts) => {
    const { group, seen } = facts;
    const commits = seen?.committedSince !== undefined && seen.committedSince > group.phaseSince;
    return group.owners === "none" && !(commits && waited(facts) < patience(facts));
  },
  rule: () => text("Records wait, and the group has no member that could read them."),
  inputs: (facts) => ({ ...waiting(facts), members: 0 }),
  text: stood,
};

export const TXN_BLOCKED: Rule = {
  state: "TXN_BLOCKED",
  holds: (facts) => {
    const { group, sample, seen } = facts;
    const { lastStable, end } = sample;
    if (!seen?.open || lastStable === undefined || end === undefined || lastStable >= end) return false;
    // Only markers may lie between the commit and the open transaction: then the next record found is part of it.
    const next = seen.record?.found ?? positionOf(sample);
    const open = group.takenAt - seen.open.since;
    return next !== undefined && next >= lastStable && Math.min(open, waited(facts)) >= group.limits.transaction;
  },
  rule: ({ group }) =>
    text(
      "A transaction has been open for {0} or more, and a consumer that reads only committed records cannot read past its beginning.",
      duration(group.limits.transaction),
    ),
  inputs: (facts) => ({ ...waiting(facts), openSince: iso(facts.seen?.open?.since) }),
  text: (facts) => {
    const { committed = 0n, lastStable = 0n, end = 0n } = facts.sample;
    return text(
      "{0}: the last stable offset has been {1} since {2} while the end is {3}; committed {4}.",
      nameOf(facts),
      count(lastStable),
      time(facts.seen?.open?.since ?? facts.group.takenAt),
      count(end),
      count(committed),
    );
  },
};

export const UNOWNED: Rule = {
  state: "STOPPED",
  holds: (facts) => {
    const { group, sample } = facts;
    if (group.owners !== "known" || sample.member !== undefined || isShare(group)) return false;
    const settled = Math.min(waited(facts), group.takenAt - group.phaseSince);
    return group.sample.phase === "stable" && settled >= group.limits.settle;
  },
  rule: ({ group }) =>
    text("Records have waited for {0} or more, and no member of the group owns the partition.", settleOf(group)),
  inputs: (facts) => ({ ...waiting(facts), members: facts.group.members.size }),
  text: stood,
};

const settleOf = (group: Facts["group"]) => duration(group.limits.settle);

export const STALLED: Rule = {
  state: "STALLED",
  holds: (facts) => waited(facts) >= patience(facts),
  rule: (facts) => {
    const { gap } = facts.seen ?? {};
    const after = duration(patience(facts));
    return gap === undefined
      ? text("Records wait, and nothing was committed for {0} or more.", after)
      : text(
          "Records wait, and nothing was committed for {0} or more; before that, commits took {1} at most.",
          after,
          duration(gap),
        );
  },
  inputs: (facts) => ({ ...waiting(facts), patienceMs: patience(facts), longestGapMs: facts.seen?.gap ?? null }),
  text: stood,
};
