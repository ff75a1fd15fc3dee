import type { GroupSample } from "../../core/lag-source";
import type { Cluster } from "../cluster";
import { describeGroups } from "../group-details";
import { fetchMetadata } from "../metadata";
import { ErrorCode } from "../protocol/errors";
import { groupProblem } from "./problems";

/** The topic that Kafka keeps groups and their commits in. */
export const GROUPS_TOPIC = "__consumer_offsets";

/**
 * Groups that were asked for by name and that no broker lists: either there are none of these names, or the user may
 * not describe them. Their coordinators say so; where they lie follows from their names.
 */
export async function deniedGroups(
  cluster: Cluster,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly GroupSample[]> {
  if (!ids.length) return [];
  const { topics } = await fetchMetadata(cluster, [GROUPS_TOPIC], signal);
  const partitions = topics.find(({ name }) => name === GROUPS_TOPIC)?.partitions ?? [];
  const byLeader = new Map<number, string[]>();
  for (const id of ids) {
    const leader = partitions[(hashOf(id) & 0x7fffffff) % (partitions.length || 1)]?.leader ?? -1;
    if (leader >= 0) byLeader.set(leader, [...(byLeader.get(leader) ?? []), id]);
  }
  const { answers } = await cluster.each(byLeader.keys(), signal, (leader, inner) => {
    const wanted = byLeader.get(leader) ?? [];
    return describeGroups(
      cluster,
      leader,
      wanted.map((id) => ({ id })),
      inner,
    );
  });
  return [...answers.values()].flatMap((found) =>
    [...found].flatMap(([id, described]): GroupSample[] =>
      "error" in described && described.error === ErrorCode.groupDenied
        ? [{ id, phase: "unknown", partitions: [], problem: groupProblem(described.error) }]
        : [],
    ),
  );
}

/** As Java computes it of a text: Kafka finds the partition of a group by it. */
export function hashOf(id: string): number {
  let hash = 0;
  for (let at = 0; at < id.length; at++) hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0;
  return hash;
}
