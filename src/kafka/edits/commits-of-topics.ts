import { shown } from "../../core/bytes";
import type { Cluster } from "../cluster";
import { listGroups } from "../groups";
import { readGroups } from "../lag/coordinators";
import { isIdle } from "./idle-group";

/** Which groups have commits in which topics. */
export interface CommitsOfTopics {
  /** names of groups as they are shown, in order, by topic */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** those of them that have members at the moment */
  readonly active: ReadonlySet<string>;
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
  const active = new Set<string>();
  let partial = failures.size > 0;
  for (const { listing, commits } of readings) {
    if (!commits || !("commits" in commits)) {
      partial = true;
      continue;
    }
    for (const { topic, offsets } of commits.commits) {
      if (!topics.has(topic) || !offsets.some((offset) => offset >= 0n)) continue;
      const names = found.get(topic) ?? [];
      found.set(topic, [...names, shown(listing.id)]);
      if (listing.state && !isIdle(listing.state)) active.add(shown(listing.id));
    }
  }
  return { groups: found, active, partial };
}
