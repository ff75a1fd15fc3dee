import type { EditInput } from "../../core/edit";
import { Failure } from "../../core/failure";
import { count, size, text } from "../../core/text";
import { needPartition, needTopic } from "../leaders";
import type { Topic } from "../metadata";
import { isInternal } from "../topic-nodes";
import { choosePartition, partitionInput } from "./choose-partition";
import type { KafkaEdit } from "./draft";
import type { Acting } from "./editing";
import { arePairs, parsePairs } from "./pairs";
import { UncertainFailure } from "./problems";
import { outcomeOf } from "./produce-outcome";
import { type Produced, produceRequest, readProduced } from "./produce-request";
import { registrySchema, withSchema } from "./registry-format";
import { contentOf, invalid, placeTarget, typed, unusable } from "./targets";

/** bytes of key, value and headers; a broker closes the connection of who sends a request of more than 100 MiB */
const LARGEST = 64 * 1024 * 1024;

/** Writes one record, at most once. */
export const producing: KafkaEdit = {
  async form(acting, addresses) {
    const place = placeTarget(addresses, "topic", "partition");
    const topic = await writableTopic(acting, place.topic);
    const schema = await registrySchema(acting, topic, place.is === "partition" ? place.partition : 0);
    return [
      ...INPUTS,
      ...(schema === undefined ? [] : [schemaInput(schema)]),
      ...(place.is === "topic" ? [partitionInput(topic)] : []),
    ];
  },

  async draft(acting, addresses, answers) {
    const place = placeTarget(addresses, "topic", "partition");
    const topic = await writableTopic(acting, place.topic);
    const kind = typed(answers, "kind") || "value";
    const content = kind === "tombstone" ? null : contentOf(answers, "value");
    const named = schemaIn(typed(answers, "schema"));
    const value = content && named !== undefined ? withSchema(named, content) : content;
    if (value === undefined || (kind !== "value" && kind !== "tombstone"))
      throw invalid(text("Choose a value, or a tombstone."));
    const key = contentOf(answers, "key") ?? null;
    const written = typed(answers, "headers");
    const headers = parsePairs(written, ":");
    if (!arePairs(headers)) throw unusable(written, headers);
    const bytes = (value?.length ?? 0) + (key?.length ?? 0) + Buffer.byteLength(written);
    if (bytes > LARGEST)
      throw new Failure({
        code: "tooLarge",
        what: text("A record of {0} is not sent.", size(bytes)),
        why: text("At most {0} are.", size(LARGEST)),
      });
    const { partition, why } = choosePartition(
      topic,
      place.is === "partition" ? place.partition : typed(answers, "partition"),
      key,
    );
    const schema = value && named === undefined ? await registrySchema(acting, topic, partition) : undefined;
    return {
      question: text("Write a record to {0}, partition {1}?", topic.name, partition),
      detail: [
        ...(why ? [why] : []),
        value
          ? text("Value: {0}.", size(value.length))
          : text("A tombstone: it has no value, and says that the key is deleted."),
        key ? text("Key: {0}.", size(key.length)) : text("It has no key."),
        ...(headers.length ? [text("Headers: {0}.", count(headers.length))] : []),
        ...(named === undefined ? [] : [text("In front of the value: the number of the schema, {0}.", String(named))]),
        ...(schema === undefined
          ? []
          : [
              text(
                "The newest records there are in the format of a schema registry (schema {0}). What you send goes out as it is: nothing is encoded.",
                schema,
              ),
            ]),
      ],
      button: text("Produce"),
      async run(now, progress) {
        progress({ text: text("Writing to {0}, partition {1}", topic.name, partition) });
        const fresh = await writableTopic(now, topic.name);
        if (fresh.id !== topic.id)
          throw new Failure({ code: "changed", what: text("{0} is another topic by now.", topic.name) });
        const { leader } = needPartition(fresh, partition);
        if (leader < 0) throw leaderless(topic.name, partition);
        const record = {
          timestamp: BigInt(Date.now()),
          key,
          value,
          headers: headers.map((pair) => ({ key: Buffer.from(pair.name), value: Buffer.from(pair.value) })),
        };
        const request = produceRequest(topic.name, partition, record, now.patience);
        const outcome = (produced: Produced | UncertainFailure) => outcomeOf(now.view, topic.name, partition, produced);
        try {
          const read = (answer: Parameters<typeof readProduced>[0]) => readProduced(answer, topic.name, partition);
          return outcome(await now.send(leader, "Produce", request, read));
        } catch (error) {
          if (error instanceof UncertainFailure) return outcome(error);
          throw error;
        }
      },
    };
  },
};

const INPUTS: readonly EditInput[] = [
  {
    name: "kind",
    type: "choice",
    label: text("Record"),
    fallback: "value",
    options: [
      { value: "value", label: text("With a value") },
      {
        value: "tombstone",
        label: text("Tombstone"),
        detail: text("Without a value: where a topic is compacted, it deletes what has the same key."),
      },
    ],
  },
  { name: "value", type: "content", label: text("Value"), onlyIf: ({ kind }) => kind !== "tombstone" },
  { name: "key", type: "content", label: text("Key"), optional: true },
  {
    name: "headers",
    type: "text",
    label: text("Headers"),
    help: text("As in “{0}”; write a semicolon in a value as “{1}”.", "trace: 42; source: test", "\\;"),
    optional: true,
    check(written) {
      const parsed = parsePairs(written, ":");
      return arePairs(parsed) ? undefined : parsed;
    },
  },
];

/** Asked where the newest records are in the format of a schema registry. */
const schemaInput = (schema: number): EditInput => ({
  name: "schema",
  type: "choice",
  label: text("Schema"),
  fallback: "none",
  onlyIf: ({ kind }) => kind !== "tombstone",
  options: [
    { value: "none", label: text("The value as it is") },
    {
      value: String(schema),
      label: text("With schema {0}, as the newest records", String(schema)),
      detail: text("Its number is put in front. The value must be encoded already: JSON Schema takes JSON as it is."),
    },
  ],
});

function schemaIn(typed: string): number | undefined {
  if (typed === "" || typed === "none") return undefined;
  if (/^[1-9]\d{0,9}$/.test(typed) && Number(typed) < 2 ** 31) return Number(typed);
  throw unusable(typed, text("is not the number of a schema"));
}

/** The topic, where one may write to it by hand. */
async function writableTopic(acting: Acting, name: string): Promise<Topic> {
  const topic = await acting.look((cluster, signal) => needTopic(cluster, name, signal));
  if (!isInternal(topic)) return topic;
  throw invalid(text("{0} is an internal topic: Kafka and its tools alone write to it.", name));
}

const leaderless = (topic: string, partition: number): Failure =>
  new Failure({
    code: "unavailable",
    what: text(
      "Nothing was written: the partition {0} of the topic {1} has no leader at the moment.",
      partition,
      topic,
    ),
    fix: text("Try again in a while."),
  });
