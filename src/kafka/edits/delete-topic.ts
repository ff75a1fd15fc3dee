import type { EditOutcome } from "../../core/edit";
import { Failure, isFailure } from "../../core/failure";
import { count, type Text, text } from "../../core/text";
import { findTopic, needTopic } from "../leaders";
import type { Topic } from "../metadata";
import { type Extents, fetchExtents } from "../offsets";
import { type Fields, MalformedError } from "../protocol/values";
import { isInternal } from "../topic-nodes";
import { addressIn } from "../view";
import { type CommitsOfTopics, commitsOfTopics } from "./commits-of-topics";
import { askController, type Verdict, whenSeen } from "./controller";
import type { KafkaEdit } from "./draft";
import type { Acting } from "./editing";
import { notDone, UncertainFailure } from "./problems";
import { table } from "./table";
import { invalid, placesOf } from "./targets";

/** Deletes topics, one after the other. */
export const topicDeletion: KafkaEdit = {
  async form() {
    return [];
  },

  async draft(acting, addresses) {
    const names = [...new Set(placesOf(addresses, "topic").map(({ topic }) => topic))];
    const topics = await Promise.all(
      names.map((name) => acting.look((cluster, signal) => needTopic(cluster, name, signal))),
    );
    for (const topic of topics)
      if (isInternal(topic)) throw invalid(text("{0} is an internal topic, which is not deleted here.", topic.name));
    const [{ extent }, commits] = await Promise.all([
      acting.look((cluster, signal) => fetchExtents(cluster, topics, signal)),
      commitsOrUnknown(acting, names),
    ]);
    const partitions = topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
    const most = sum(topics.map((topic) => mostRecords(topic, extent)));
    const groups = [...new Set([...commits.groups.values()].flat())].sort();
    const [first, other] = topics;
    return {
      question:
        first && !other ? text("Delete the topic {0}?", first.name) : text("Delete {0} topics?", count(topics.length)),
      detail: [
        most === undefined
          ? text("Partitions: {0}. How many records they have is not known.", count(partitions))
          : text("Partitions: {0}. Records: up to {1}.", count(partitions), count(most)),
        groupsText(groups, commits.partial),
        ...activeText([...commits.active].sort()),
        text("The records cannot be brought back."),
      ],
      button: text("Delete"),
      ...(other ? { review: { title: text("What is deleted"), text: listOf(topics, extent, commits) } } : {}),
      run: (now, progress) =>
        deleteAll(now, topics, (topic, done) =>
          progress({ text: text("Deleting {0}", topic.name), fraction: done / topics.length }),
        ),
    };
  },
};

/** groups that are named */
const MOST_NAMES = 5;

function groupsText(groups: readonly string[], partial: boolean): Text {
  const names = groups.slice(0, MOST_NAMES).join(", ");
  const more = groups.length - MOST_NAMES;
  if (partial)
    return groups.length
      ? text("Groups with commits there, as far as is known: {0}.", fewOf(groups))
      : text("Whether a group has commits there is not known.");
  if (groups.length === 0) return text("No group has commits there.");
  return more > 0
    ? text("Groups with commits there: {0} and {1} more.", names, count(more))
    : text("Groups with commits there: {0}.", names);
}

/** The first names, and how many more there are. */
function fewOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`+${more}`] : [])].join(", ");
}

const activeText = (groups: readonly string[]): readonly Text[] =>
  groups.length
    ? [text("Groups at work at the moment: {0}. Clients that go on may create the topic anew.", fewOf(groups))]
    : [];

/** Who may delete a topic may not be allowed to see groups. */
async function commitsOrUnknown(acting: Acting, names: readonly string[]): Promise<CommitsOfTopics> {
  try {
    return await acting.look((cluster, signal) => commitsOfTopics(cluster, new Set(names), signal));
  } catch (error) {
    if (acting.signal.aborted || !isFailure(error)) throw error;
    return { groups: new Map(), active: new Set(), partial: true };
  }
}

/** Offsets may have gaps, so this is the most there can be; undefined where it is not known. */
const mostRecords = ({ name, partitions }: Topic, extent: Extents["extent"]): bigint | undefined =>
  sum(
    partitions.map(({ index }) => {
      const { start, end } = extent(name, index);
      return start === undefined || end === undefined ? undefined : end - start;
    }),
  );

const sum = (numbers: readonly (bigint | undefined)[]): bigint | undefined =>
  numbers.reduce((all, number) => (all === undefined || number === undefined ? undefined : all + number), 0n);

function listOf(topics: readonly Topic[], extent: Extents["extent"], { groups, partial }: CommitsOfTopics): string {
  const lines = topics.map((topic) => {
    const most = mostRecords(topic, extent);
    const names = [...(groups.get(topic.name) ?? []), ...(partial ? ["?"] : [])].join(", ");
    return [topic.name, String(topic.partitions.length), most === undefined ? "?" : `≤ ${most}`, names || "–"];
  });
  return table([["TOPIC", "PARTITIONS", "RECORDS", "GROUPS"], ...lines]);
}

async function deleteAll(
  acting: Acting,
  topics: readonly Topic[],
  begin: (topic: Topic, done: number) => void,
): Promise<EditOutcome> {
  const { view, signal } = acting;
  const deleted: string[] = [];
  const failed: Failure[] = [];
  let tried = 0;
  for (const topic of topics) {
    if (signal.aborted) break;
    begin(topic, tried);
    tried++;
    try {
      await deleteOne(acting, topic);
      deleted.push(topic.name);
    } catch (error) {
      if (!isFailure(error)) throw error;
      const uncertain = error instanceof UncertainFailure;
      failed.push(
        uncertain ? error.about(text("It is not known whether the topic {0} was deleted.", topic.name)) : error,
      );
      // What comes next would fail as well.
      if (uncertain || ENDS_ALL.has(error.code)) break;
    }
  }
  if (deleted.length) await whenSeen(acting, deleted, (topic) => topic === undefined);
  const left = topics.slice(tried).map(({ name }) => name);
  return {
    done: doneTexts(deleted, topics.length),
    failed,
    left: left.length
      ? [text("{0} of {1} topics were not deleted: {2}.", count(left.length), count(topics.length), left.join(", "))]
      : [],
    changed: [addressIn(view, "topics")],
  };
}

const ENDS_ALL: ReadonlySet<string> = new Set([
  "refused",
  "unresolvable",
  "unreachable",
  "timeout",
  "closed",
  "tls",
  "authentication",
  "unsupported",
  "forbidden",
  "cancelled",
]);

function doneTexts(deleted: readonly string[], of: number): readonly Text[] {
  const [first] = deleted;
  if (first === undefined) return [];
  return of === 1
    ? [text("The topic {0} was deleted.", first)]
    : [text("{0} of {1} topics were deleted: {2}.", count(deleted.length), count(of), deleted.join(", "))];
}

async function deleteOne(acting: Acting, topic: Topic): Promise<void> {
  const { name } = topic;
  const refused = text("The topic {0} was not deleted.", name);
  const now = await acting
    .look((cluster, signal) => findTopic(cluster, name, signal))
    .catch((error: unknown) => {
      throw notDone(error, refused);
    });
  if (!now) throw new Failure({ code: "changed", what: text("The topic {0} was gone already.", name) });
  if (now.id !== topic.id)
    throw new Failure({ code: "changed", what: text("{0} is another topic by now: it was not deleted.", name) });
  const read = (answer: Fields) => readDeleted(answer, name);
  await askController(acting, "DeleteTopics", { topicNames: [name] }, read, refused);
}

function readDeleted(answer: Fields, name: string): Verdict {
  const topic = answer.list("responses").find((found) => found.string("name") === name);
  if (!topic) throw new MalformedError("no topic in the answer to DeleteTopics");
  return { error: topic.number("errorCode"), message: topic.optionalString("errorMessage") };
}
