import type { Problem } from "../../core/lag-source";
import type { Topic } from "../metadata";
import { ErrorCode } from "../protocol/errors";
import type { Turns } from "../turns";
import { DELETED, LEADERLESS_PROBLEM, partitionProblem } from "./problems";

/** What is known of a partition beside what groups committed. Filled in as the answers come. */
export interface Extent {
  start?: bigint;
  stable?: bigint;
  end?: bigint;
  problem?: Problem;
}

export type ByLeader = ReadonlyMap<number, ReadonlyMap<string, readonly number[]>>;

/** The partitions that occur in a sample, by topic and number. */
export class Partitions {
  private readonly topics = new Map<string, Map<number, Extent>>();
  private readonly counts = new Map<string, number>();

  /** The names of the topics, in the order in which they came. */
  get names(): readonly string[] {
    return [...this.topics.keys()];
  }

  topic(name: string): Map<number, Extent> {
    const known = this.topics.get(name);
    if (known) return known;
    const made = new Map<number, Extent>();
    this.topics.set(name, made);
    return made;
  }

  add(name: string, partitions: readonly number[]): void {
    const topic = this.topic(name);
    for (const partition of partitions) if (!topic.has(partition)) topic.set(partition, {});
  }

  /** How many partitions a topic has; undefined where that is not known. */
  count(name: string): number | undefined {
    return this.counts.get(name);
  }

  /** By leader and topic, those that can be asked about; the others are told why not. */
  async byLeader(found: readonly Topic[], turns: Turns, signal: AbortSignal): Promise<ByLeader> {
    const leaders = new Map<number, Map<string, number[]>>();
    const known = new Map(found.map((topic) => [topic.name, topic]));
    for (const [name, extents] of this.topics) {
      const topic = known.get(name);
      const whole = topicProblem(topic);
      if (topic?.partitions.length) this.counts.set(name, topic.partitions.length);
      const leaderOf = new Map(topic?.partitions.map(({ index, leader }) => [index, leader]));
      for (const [partition, extent] of extents) {
        const leader = leaderOf.get(partition);
        if (leader === undefined) extent.problem = whole ?? DELETED;
        else if (leader < 0) extent.problem = LEADERLESS_PROBLEM;
        else push(leaders, leader, name, partition);
      }
      if (turns.over) await turns.next(signal);
    }
    return leaders;
  }
}

function topicProblem(topic: Topic | undefined): Problem | undefined {
  if (!topic) return DELETED;
  // A topic with a partition that has no leader is told with this error, and yet in full.
  return topic.error && topic.error !== ErrorCode.leaderNotAvailable ? partitionProblem(topic.error) : undefined;
}

function push(leaders: Map<number, Map<string, number[]>>, leader: number, topic: string, partition: number): void {
  const topics = leaders.get(leader) ?? new Map<string, number[]>();
  leaders.set(leader, topics);
  const list = topics.get(topic);
  if (list) list.push(partition);
  else topics.set(topic, [partition]);
}
