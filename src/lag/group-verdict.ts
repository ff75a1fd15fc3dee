import { count, text, time } from "../core/text";
import type { GroupFacts } from "./facts";
import { type Inputs, iso } from "./rules/rule";
import type { Verdict } from "./snapshot";

/** The verdict on a group as a whole, where no partition speaks for it; undefined where one does. */
export function groupVerdict(group: GroupFacts): Verdict | undefined {
  const { sample, takenAt, phaseSince, members } = group;
  const { id, problem } = sample;
  const inputs: Inputs = {
    group: id,
    takenAt: iso(takenAt),
    phase: sample.phase,
    state: sample.state ?? null,
    members: sample.members?.length ?? null,
    partitions: sample.partitions.length,
  };
  if (problem && !sample.partitions.length) {
    return {
      state: "UNKNOWN",
      rule: text("What could not be read is not judged."),
      inputs: { ...inputs, problem: problem.kind },
      text: text("The group {0} is not judged. {1}", id, problem.why),
    };
  }
  if (sample.phase === "rebalancing") {
    return {
      state: "REBALANCING",
      rule: text("While the partitions of a group are being reassigned, nothing else is judged."),
      inputs: { ...inputs, rebalancingSince: iso(phaseSince) },
      text: text(
        "The group {0} has been rebalancing since {1} or longer, as seen at {2}.",
        id,
        time(phaseSince),
        time(takenAt),
      ),
    };
  }
  if (sample.partitions.length) return undefined;
  return {
    state: "NO_COMMIT",
    rule: text("Nothing was committed, so only the consumer itself knows how far it has read."),
    inputs,
    text: sample.members
      ? text("The group {0} has committed nothing; members: {1}.", id, count(members.size))
      : text("The group {0} has committed nothing.", id),
  };
}
