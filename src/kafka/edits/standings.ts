import { Failure } from "../../core/failure";
import { text } from "../../core/text";
import type { Cluster } from "../cluster";
import { fetchMetadata } from "../metadata";
import { fetchExtents, listOffsets } from "../offsets";
import { ErrorCode } from "../protocol/errors";
import type { IdleGroup } from "./idle-group";
import type { Aim, Standing } from "./reset-plan";

/**
 * How a group stands in the partitions that it has commits in, or in all partitions of one topic.
 * @param topic "" for all that it has commits in
 */
export async function standingsOf(
  cluster: Cluster,
  { commits }: IdleGroup,
  topic: string,
  aim: Aim,
  signal: AbortSignal,
): Promise<readonly Standing[]> {
  const names = topic === "" ? [...commits.keys()] : [topic];
  const { topics } = names.length ? await fetchMetadata(cluster, names, signal) : { topics: [] };
  const absent = topics.find(({ name, error }) => name === topic && ABSENT.includes(error));
  if (absent) throw new Failure({ code: "notFound", what: text("There is no topic {0}.", topic) });
  const [{ extent }, times] = await Promise.all([
    fetchExtents(cluster, topics, signal),
    aim.to === "time" ? listOffsets(cluster, topics, aim.at, 0, signal) : undefined,
  ]);
  return names.flatMap((name) => {
    const committed = commits.get(name) ?? new Map<number, bigint>();
    const known = topics.find((candidate) => candidate.name === name)?.partitions.map(({ index }) => index) ?? [];
    const partitions = topic === "" ? [...committed.keys()] : [...new Set([...known, ...committed.keys()])];
    return partitions.map((partition) => {
      const { start, end } = extent(name, partition);
      const ofTime = times?.found.get(name)?.get(partition)?.offset;
      return { topic: name, partition, now: committed.get(partition), start, end, ofTime };
    });
  });
}

const ABSENT: readonly number[] = [ErrorCode.unknownTopicOrPartition, ErrorCode.invalidTopic];
