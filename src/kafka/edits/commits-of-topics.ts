import { shown } from "../../core/bytes";
import type { Cluster } from "../cluster";
import { listGroups } from "../groups";
import { readGroups } from "../lag/coordinators";

/** Which groups have commits in which topics. */
export interface CommitsOfTopics {
  /** names of groups as they are shown, in order, by topic */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** there may be more: a broker did not answer, or a group may not be seen */
  readonly partial: boolean;
}

export async function commitsOfTopics(
  cluster: Cluster,
  topics: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<CommitsOfTopics> {
  const { groups, failures } = await listGroups(cluster, signal);
  const options = {
    describe: new Set<string>(),
    patience: cluster.nodeTimeout * 0.5,
    most: () => cluster.nodeTimeout * 0.6,
  };
  const readings = await readGroups(cluster, groups, options, signal);
  const found = new Map<string, string[]>();
  let partial = failures.size > 0;
  for (const { listing, commits } of readings) {
    if (!commits || !("commits" in commits)) {
      partial = true;
      continue;
    }
    for (const { topic, offsets } of commits.commits) {
      if (!topics.has(topic) || !offsets.some((offset) => offset >= 0n)) continue;
      const names = found.get(topic);
      if (names) names.push(shown(listing.id));
      else found.set(topic, [shown(listing.id)]);
    }
  }
  return { groups: found, partial };
}
