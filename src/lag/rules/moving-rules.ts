import { count, duration, text, time } from "../../core/text";
import { type Facts, patience, quiet, waited } from "../facts";
import { iso, nameOf, pace, type Rule, rounded } from "./rule";

/** What is said where records wait and commits come, or came until a moment ago. */

/**
 * Records that the lag may go up and down by without any meaning: as many as are written or read from one commit to the
 * next, because a commit speaks of all that was read since the last one.
 */
function step({ group, seen }: Facts): number {
  const course = seen?.course;
  if (!course) return 0;
  const gap = seen.gap ?? course.span / (group.limits.commits + 1);
  return (Math.max(course.in, course.out) * gap) / 1000;
}

/** Commits seen in the time that is judged: 0, 1, or 2 and more. */
function commits({ group, seen }: Facts): number {
  const since = group.takenAt - (seen?.course?.span ?? 0);
  if (seen?.committedSince === undefined || seen.committedSince <= since) return 0;
  return seen.committedBefore === undefined || seen.committedBefore <= since ? 1 : 2;
}

/** Two points are on a line whatever happened. */
const FEWEST_POINTS = 3;

/** 0 to 1: how much of what growth is judged by has been seen. */
function evidence(facts: Facts): number {
  const { limits } = facts.group;
  const { span = 0, points = 0 } = facts.seen?.course ?? {};
  const seen = commits(facts);
  // One commit in a long time is all that will be seen of a consumer that commits rarely.
  const byCommits = Math.max(seen / limits.commits, seen && span / limits.patience);
  return Math.min(1, span / limits.evidence, byCommits, points / FEWEST_POINTS);
}

const isSilent = (facts: Facts): boolean => waited(facts) > quiet(facts);

const course = (facts: Facts) => ({
  spanMs: facts.seen?.course?.span ?? null,
  samples: facts.seen?.course?.points ?? null,
  lagChange: rounded(facts.seen?.course?.change ?? 0),
  betweenCommits: rounded(step(facts)),
  inPerSecond: rounded(facts.seen?.course?.in ?? 0),
  outPerSecond: rounded(facts.seen?.course?.out ?? 0),
});

export const REACHED_END: Rule = {
  state: "OK",
  holds: (facts) => {
    const { zeroAt } = facts.seen ?? {};
    if (zeroAt === undefined || isSilent(facts)) return false;
    return facts.group.takenAt - zeroAt <= quiet(facts) || evidence(facts) < 1;
  },
  rule: (facts) =>
    text(
      "The group had read up to the end, and has not been silent for more than {0} since then.",
      duration(quiet(facts)),
    ),
  inputs: (facts) => ({ atEnd: iso(facts.seen?.zeroAt), waitedMs: waited(facts), quietMs: quiet(facts) }),
  text: (facts) =>
    text(
      "{0}: lag {1}; it was 0 at {2}.",
      nameOf(facts),
      count(facts.sample.lag ?? 0n),
      time(facts.seen?.zeroAt ?? facts.group.takenAt),
    ),
};

export const SILENT: Rule = {
  state: "UNKNOWN",
  holds: isSilent,
  rule: (facts) =>
    text(
      "Nothing was committed for more than {0}, so the pace is not known; after {1} the partition counts as stalled.",
      duration(quiet(facts)),
      duration(patience(facts)),
    ),
  inputs: (facts) => ({
    waitingSince: iso(facts.seen?.waitingSince),
    waitedMs: waited(facts),
    patienceMs: patience(facts),
    longestGapMs: facts.seen?.gap ?? null,
    complete: rounded(Math.min(1, waited(facts) / patience(facts))),
  }),
  text: (facts) =>
    text(
      "{0}: lag {1}; nothing was committed for {2}, and after {3} it counts as stalled.",
      nameOf(facts),
      count(facts.sample.lag ?? 0n),
      duration(waited(facts)),
      duration(patience(facts)),
    ),
};

export const INCOMPLETE: Rule = {
  state: "UNKNOWN",
  holds: (facts) => evidence(facts) < 1 || facts.seen?.course === undefined,
  rule: ({ group: { limits } }) =>
    text(
      "Whether the lag grows or falls is judged after {0} and {1} commits, or after {2}.",
      duration(limits.evidence),
      count(limits.commits),
      duration(limits.patience),
    ),
  inputs: (facts) => ({
    watchedSince: iso(facts.seen?.watchedSince ?? facts.group.takenAt),
    spanMs: facts.seen?.course?.span ?? 0,
    commitsSeen: commits(facts),
    complete: rounded(evidence(facts)),
  }),
  text: (facts) =>
    text(
      "{0}: lag {1}; watched for {2} of {3}; commits seen: {4} of {5}.",
      nameOf(facts),
      count(facts.sample.lag ?? 0n),
      duration(facts.seen?.course?.span ?? 0),
      duration(facts.group.limits.evidence),
      count(commits(facts)),
      count(facts.group.limits.commits),
    ),
};

export const GROWING: Rule = {
  state: "FALLING_BEHIND",
  holds: (facts) => (facts.seen?.course?.change ?? 0) > step(facts),
  rule: () => text("The group commits, but its lag grows by more than is written from one commit to the next."),
  inputs: course,
  text: (facts) => {
    const { change = 0, span = 0, in: written = 0, out = 0 } = facts.seen?.course ?? {};
    return text(
      "{0}: lag {1}, {2} more than {3} ago: {4} records/s are written and {5} are read.",
      nameOf(facts),
      count(facts.sample.lag ?? 0n),
      count(Math.round(change)),
      duration(span),
      pace(written),
      pace(out),
    );
  },
};

export const CATCHING_UP: Rule = {
  state: "CATCHING_UP",
  holds: (facts) => (facts.seen?.course?.change ?? 0) < -step(facts),
  rule: () => text("The group commits, and its lag falls by more than it reads from one commit to the next."),
  inputs: course,
  text: (facts) => {
    const { change = 0, span = 0 } = facts.seen?.course ?? {};
    return text(
      "{0}: lag {1}, {2} less than {3} ago; at this pace it is 0 in {4}.",
      nameOf(facts),
      count(facts.sample.lag ?? 0n),
      count(Math.round(-change)),
      duration(span),
      duration(etaOf(facts) ?? 0),
    );
  },
  eta: etaOf,
};

/** Milliseconds until the lag is 0, where it falls. */
function etaOf({ sample, seen }: Facts): number | undefined {
  const { change = 0, span = 0 } = seen?.course ?? {};
  return change < 0 ? Math.round((Number(sample.lag ?? 0n) * span) / -change) : undefined;
}

export const KEEPS_PACE: Rule = {
  state: "OK",
  holds: (facts) => {
    const { timeLag } = facts.seen ?? {};
    return timeLag !== undefined && timeLag.ms <= quiet(facts);
  },
  rule: (facts) =>
    text("The lag does not grow, and the next record to read is not older than {0}.", duration(quiet(facts))),
  inputs: (facts) => ({ ...course(facts), behindMs: facts.seen?.timeLag?.ms ?? null, quietMs: quiet(facts) }),
  text: (facts) =>
    text(
      "{0}: lag {1}, which is what was written in the last {2}; it does not grow.",
      nameOf(facts),
      count(facts.sample.lag ?? 0n),
      duration(facts.seen?.timeLag?.ms ?? 0),
    ),
};

/** The last one: it always holds. */
export const NOT_FALLING: Rule = {
  state: "FALLING_BEHIND",
  holds: () => true,
  rule: (facts) =>
    text("The group commits, but its lag does not fall, and it is more than {0} behind.", duration(quiet(facts))),
  inputs: (facts) => ({ ...course(facts), behindMs: facts.seen?.timeLag?.ms ?? null, quietMs: quiet(facts) }),
  text: (facts) => {
    const { span = 0, in: written = 0, out = 0 } = facts.seen?.course ?? {};
    return text(
      "{0}: lag {1}, not less than {2} ago: {3} records/s are written and {4} are read.",
      nameOf(facts),
      count(facts.sample.lag ?? 0n),
      duration(span),
      pace(written),
      pace(out),
    );
  },
};
