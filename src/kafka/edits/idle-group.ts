import { shown } from "../../core/bytes";
import { Failure } from "../../core/failure";
import { count, text, verbatim } from "../../core/text";
import { fetchCommits, type GroupCommits } from "../commits";
import { describeGroup } from "../group-details";
import { lookUp } from "../group-nodes";
import { answerFailure } from "../protocol/errors";
import type { Acting } from "./editing";
import { committedOf } from "./reset-plan";

/** A group that nobody is a member of, with its commits. */
export interface IdleGroup {
  readonly id: string;
  readonly coordinator: number;
  readonly commits: ReturnType<typeof committedOf>;
}

/** Without members, a group's offsets belong to nobody. */
export const isIdle = (state: string): boolean => state === "Empty" || state === "Dead";
/** Those that commit offsets which may be set from outside. */
const TYPES: readonly string[] = ["classic", "consumer"];
/** The others keep more than offsets: states of deliveries, topics and stores in between. */
const TOOLS: ReadonlyMap<string, string> = new Map([
  ["share", "kafka-share-groups --reset-offsets"],
  ["streams", "kafka-streams-groups --reset-offsets"],
]);

/**
 * Asks the coordinator for the group.
 * @param code of the failure where it has members
 */
export async function idleGroup(acting: Acting, id: string, code: "invalid" | "changed"): Promise<IdleGroup> {
  const { view } = acting;
  return acting.look(async (cluster, signal) => {
    const listing = await lookUp(view, id, signal);
    if (!listing)
      throw new Failure({
        code: "notFound",
        what: text("There is no consumer group {0}.", shown(id)),
        fix: text("Refresh the list: a group without members and commits is forgotten after a while."),
      });
    const { coordinator, type = "classic" } = listing;
    if (!TYPES.includes(type))
      throw new Failure({
        code: "unsupported",
        what: text("{0} is a group of the type {1}, whose offsets are not reset here.", shown(id), type),
        fix: TOOLS.has(type) ? text("Kafka's own tool for that is {0}.", TOOLS.get(type) ?? "") : undefined,
      });
    const details = await describeGroup(cluster, listing, signal);
    const state = details?.state ?? "Dead";
    const members = details?.members.length ?? 0;
    if (members > 0 || !isIdle(state))
      throw new Failure({
        code,
        what: text("The offsets of {0} were not reset: the group is not empty.", shown(id)),
        why: text("State: {0}, members: {1}.", verbatim(shown(state)), count(members)),
        fix: text("Stop its consumers first: they would go on from their own offsets and commit these."),
      });
    let found: GroupCommits | undefined;
    const take = (group: string, commits: GroupCommits) => {
      if (group === id) found = commits;
    };
    await fetchCommits(cluster, coordinator, [id], take, signal);
    return { id, coordinator, commits: committedOf(commitsIn(found, id)) };
  });
}

function commitsIn(found: GroupCommits | undefined, id: string) {
  if (found && "commits" in found) return found.commits;
  if (found) throw answerFailure(found.error, text("The group {0}", shown(id)), found.message);
  return [];
}
