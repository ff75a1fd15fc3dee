import type { GroupSample } from "../../core/lag-source";
import type { Cluster } from "../cluster";
import { ErrorCode } from "../protocol/errors";
import { groupProblem } from "./problems";

/** The topic that Kafka keeps groups and their commits in. */
export const GROUPS_TOPIC = "__consumer_offsets";

/**
 * Groups that were asked for by name and that no broker lists: either there are none of these names, or the user may
 * not describe them. Every broker says so, whichever coordinates them: it looks at permissions first.
 */
export async function deniedGroups(
  cluster: Cluster,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly GroupSample[]> {
  if (!ids.length) return [];
  const fields = { groups: ids, groupIds: ids, includeAuthorizedOperations: false };
  const answer = await cluster.ask("DescribeGroups", fields, signal);
  return answer
    .list("groups")
    .filter((group) => group.number("errorCode") === ErrorCode.groupDenied)
    .map((group) => ({
      id: group.string("groupId"),
      phase: "unknown",
      partitions: [],
      problem: groupProblem(ErrorCode.groupDenied),
    }));
}
