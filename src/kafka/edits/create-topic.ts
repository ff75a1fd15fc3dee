import type { EditInput, EditOutcome } from "../../core/edit";
import { count, type Text, text } from "../../core/text";
import { isLed } from "../metadata";
import { type Fields, MalformedError, type Struct } from "../protocol/values";
import { addressIn } from "../view";
import { askController, type Verdict, whenSeen } from "./controller";
import type { KafkaEdit } from "./draft";
import type { Acting } from "./editing";
import { arePairs, type Pair, parsePairs } from "./pairs";
import { UncertainFailure } from "./problems";
import { placeTarget, typed, unusable } from "./targets";
import { mixesMarks, newNameProblem } from "./topic-name";

/** Creates a topic that the brokers have taken a look at before. */
export const topicCreation: KafkaEdit = {
  async form() {
    return INPUTS;
  },

  async draft(acting, addresses, answers) {
    placeTarget(addresses, "root", "topics");
    const name = typed(answers, "name");
    const problem = newNameProblem(name);
    if (problem) throw unusable(name, problem);
    const partitions = numberOf(typed(answers, "partitions"), MOST_PARTITIONS);
    const replicas = numberOf(typed(answers, "replicas"), MOST_REPLICAS);
    const config = configOf(typed(answers, "config"));
    const topic = { name, partitions, replicas, config };
    const would = await create(acting, topic, true).catch((error: unknown) => {
      throw error instanceof UncertainFailure ? error.failure : error;
    });
    return {
      question: text("Create the topic {0}?", name),
      detail: [
        would.partitions > 0
          ? text("Partitions: {0}. Replicas of each: {1}.", count(would.partitions), count(would.replicas))
          : text("With as many partitions and replicas as the brokers' defaults say."),
        ...(config.length
          ? [text("Settings: {0}.", config.map(({ name, value }) => `${name}=${value}`).join(", "))]
          : []),
        ...(mixesMarks(name)
          ? [text("In the names of metrics, “.” and “_” become the same: better use one of them only.")]
          : []),
      ],
      button: text("Create"),
      async run(now, progress) {
        progress({ text: text("Creating {0}", name) });
        const changed = [addressIn(now.view, "topics")];
        const reveal = addressIn(now.view, "topics", name);
        try {
          await create(now, topic, false);
        } catch (error) {
          if (!(error instanceof UncertainFailure)) throw error;
          const failed = [error.about(text("It is not known whether the topic {0} was created.", name))];
          return { done: [], failed, left: [], changed } satisfies EditOutcome;
        }
        await whenSeen(now, [name], (topic) => topic?.partitions.every(isLed) === true);
        return { done: [text("The topic {0} was created.", name)], failed: [], left: [], changed, reveal };
      },
    };
  },
};

/** The most that KRaft's controller takes in one request. One of an older Kafka would lay out any number that it is asked for. */
const MOST_PARTITIONS = 10_000;
const MOST_REPLICAS = 2 ** 15 - 1;
/** From here on the brokers' defaults can be asked for (Kafka 2.4). */
const WITH_DEFAULTS = 4;
const DEFAULT = -1;

const INPUTS: readonly EditInput[] = [
  { name: "name", type: "text", label: text("Name"), check: newNameProblem },
  numberInput("partitions", text("Partitions"), MOST_PARTITIONS),
  numberInput("replicas", text("Replicas of Each Partition"), MOST_REPLICAS),
  {
    name: "config",
    type: "text",
    label: text("Settings"),
    help: text("As in “{0}”.", "retention.ms=86400000; cleanup.policy=compact"),
    optional: true,
    check(written) {
      const parsed = parsePairs(written, "=");
      return arePairs(parsed) ? twice(parsed) : parsed;
    },
  },
];

function numberInput(name: string, label: Text, most: number): EditInput {
  return {
    name,
    type: "number",
    label,
    help: text("The brokers have a default."),
    optional: true,
    check: (written) => (isNumber(written, most) ? undefined : notUpTo(most)),
  };
}

const notUpTo = (most: number): Text => text("is not a number from 1 to {0}", count(most));

const isNumber = (written: string, most: number): boolean =>
  /^\d{1,10}$/.test(written) && Number(written) >= 1 && Number(written) <= most;

function numberOf(written: string, most: number): number {
  if (written === "") return DEFAULT;
  if (isNumber(written, most)) return Number(written);
  throw unusable(written, notUpTo(most));
}

function configOf(written: string): readonly Pair[] {
  const parsed = parsePairs(written, "=");
  const problem = arePairs(parsed) ? twice(parsed) : parsed;
  if (!arePairs(parsed) || problem) throw unusable(written, problem ?? text("is empty"));
  return parsed;
}

function twice(pairs: readonly Pair[]): Text | undefined {
  const again = pairs.find(({ name }, index) => pairs.findIndex((pair) => pair.name === name) < index);
  return again && text("sets “{0}” twice", again.name);
}

interface NewTopic {
  readonly name: string;
  /** -1: as the brokers' defaults say */
  readonly partitions: number;
  readonly replicas: number;
  readonly config: readonly Pair[];
}

/** What the brokers say of a topic that was or would be created: -1 where they do not tell. */
interface Created {
  readonly partitions: number;
  readonly replicas: number;
}

/** @param validate ask only whether it could be done */
function create(acting: Acting, topic: NewTopic, validate: boolean): Promise<Created> {
  const fields: Struct = {
    topics: [
      {
        name: topic.name,
        numPartitions: topic.partitions,
        replicationFactor: topic.replicas,
        assignments: [],
        configs: topic.config.map(({ name, value }) => ({ name, value })),
      },
    ],
    validateOnly: validate,
  };
  const least = topic.partitions === DEFAULT || topic.replicas === DEFAULT ? WITH_DEFAULTS : undefined;
  const read = (answer: Fields) => readCreated(answer, topic.name);
  return askController(acting, "CreateTopics", fields, read, text("The topic {0} was not created.", topic.name), least);
}

function readCreated(answer: Fields, name: string): Created & Verdict {
  const topic = answer.list("topics").find((found) => found.string("name") === name);
  if (!topic) throw new MalformedError("no topic in the answer to CreateTopics");
  return {
    error: topic.number("errorCode"),
    message: topic.optionalString("errorMessage"),
    partitions: topic.number("numPartitions", DEFAULT),
    replicas: topic.number("replicationFactor", DEFAULT),
  };
}
