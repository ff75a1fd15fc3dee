import type { EditOutcome } from "../../core/edit";
import { Failure } from "../../core/failure";
import { type Text, text } from "../../core/text";
import { needPartition, needTopic } from "../leaders";
import type { Topic } from "../metadata";
import { isInternal } from "../topic-nodes";
import type { Acting } from "./editing";
import { notDone, UncertainFailure } from "./problems";
import { nothingWritten, outcomeOf } from "./produce-outcome";
import { type Produced, produceRequest, readProduced } from "./produce-request";
import type { NewRecord } from "./record-batch";
import { invalid } from "./targets";

/** Where a record goes. */
export interface Target {
  /** as it was when the partition was chosen */
  readonly topic: Topic;
  readonly partition: number;
  /** the key has chosen: with another number of partitions it would choose another one */
  readonly byKey: boolean;
}

/** Writes one record, at most once. Throws where nothing was written. */
export async function writeRecord(
  acting: Acting,
  { topic, partition, byKey }: Target,
  record: NewRecord,
): Promise<EditOutcome> {
  const { name } = topic;
  const nothing = nothingWritten(name, partition);
  const outcome = (produced: Produced | UncertainFailure) => outcomeOf(acting.view, name, partition, produced, nothing);
  const changed = (why: Text) => new Failure({ code: "changed", what: nothing, why, fix: text("Plan it again.") });
  try {
    const now = await writableTopic(acting, name);
    if (now.id !== topic.id) throw changed(text("{0} is another topic by now.", name));
    if (byKey && now.partitions.length !== topic.partitions.length)
      throw changed(text("{0} has another number of partitions by now.", name));
    const { leader } = needPartition(now, partition);
    if (leader < 0) throw leaderless(name, partition);
    const request = produceRequest(name, partition, record, acting.patience);
    const read = (answer: Parameters<typeof readProduced>[0]) => readProduced(answer, name, partition);
    return outcome(await acting.send(leader, "Produce", request, read));
  } catch (error) {
    if (error instanceof UncertainFailure) return outcome(error);
    throw notDone(error, nothing);
  }
}

/** The topic, where one may write to it by hand. */
export async function writableTopic(acting: Acting, name: string): Promise<Topic> {
  const topic = await acting.look((cluster, signal) => needTopic(cluster, name, signal));
  if (!isInternal(topic)) return topic;
  throw invalid(text("{0} is an internal topic: Kafka and its tools alone write to it.", name));
}

const leaderless = (topic: string, partition: number): Failure =>
  new Failure({
    code: "unavailable",
    what: text("The partition {0} of the topic {1} has no leader at the moment.", partition, topic),
    fix: text("Try again in a while."),
  });
