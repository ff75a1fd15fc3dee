import type { Missing } from "../../core/lag-source";
import { text, verbatim } from "../../core/text";
import { brokerName, type Cluster } from "../cluster";
import type { Groups } from "../groups";
import type { Topic } from "../metadata";
import { GROUPS_TOPIC } from "./unlisted";

/** What groups a sample may lack as a whole, as far as that can be known. */
export function missingParts(
  cluster: Cluster,
  { failures }: Groups,
  topics: readonly Topic[],
  describesCluster: boolean | undefined,
): readonly Missing[] {
  const missing = [...failures].map(
    ([id, failure]): Missing => ({ what: text("The groups of {0}", brokerName(cluster, id)), why: failure.what }),
  );
  // Of these groups no broker knows anything, and none says so.
  const groups = topics.find(({ name }) => name === GROUPS_TOPIC);
  const lost = groups?.partitions.filter(({ leader }) => leader < 0).map(({ index }) => index) ?? [];
  if (lost.length) {
    missing.push({
      what: text(
        "The groups in {0} of {1} partitions of {2}",
        lost.length,
        groups?.partitions.length ?? 0,
        GROUPS_TOPIC,
      ),
      why: text("They have no leader at the moment: {0}.", verbatim(lost.join(", "))),
    });
  }
  if (describesCluster === false) {
    missing.push({
      what: text("Groups that your user may not describe, and commits for topics that it may not describe"),
      why: text("Kafka leaves them out without a word where the user has no permission to describe the cluster."),
    });
  }
  return missing;
}
