import type { EditInput } from "../../core/edit";
import { Failure } from "../../core/failure";
import { count, size, text } from "../../core/text";
import { choosePartition, partitionInput } from "./choose-partition";
import type { KafkaEdit } from "./draft";
import { arePairs, parsePairs } from "./pairs";
import { registryFormat } from "./registry-format";
import { encoded, SCHEMA_OF, schemaInput } from "./schema-choice";
import { contentOf, invalid, placeTarget, typed, unusable } from "./targets";
import { writableTopic, writeRecord } from "./write-record";

/** bytes of key, value and headers; a broker closes the connection of who sends a request of more than 100 MiB */
const LARGEST = 64 * 1024 * 1024;

/** Writes one record, at most once. */
export const producing: KafkaEdit = {
  async form(acting, addresses) {
    const place = placeTarget(addresses, "topic", "partition");
    const topic = await writableTopic(acting, place.topic);
    const format = await registryFormat(acting, topic, place.is === "partition" ? place.partition : undefined);
    const schemaOf = (part: "key" | "value") => {
      const newest = format?.[part];
      return newest ? [schemaInput(part, newest)] : [];
    };
    return [
      ...VALUE,
      ...schemaOf("value"),
      KEY,
      ...schemaOf("key"),
      HEADERS,
      ...(place.is === "topic" ? [partitionInput(topic)] : []),
    ];
  },

  async draft(acting, addresses, answers) {
    const place = placeTarget(addresses, "topic", "partition");
    const topic = await writableTopic(acting, place.topic);
    const kind = typed(answers, "kind") || "value";
    const content = kind === "tombstone" ? null : contentOf(answers, "value");
    if (content === undefined || (kind !== "value" && kind !== "tombstone"))
      throw invalid(text("Choose a value, or a tombstone."));
    const written = typed(answers, "headers");
    const headers = parsePairs(written, ":");
    if (!arePairs(headers)) throw unusable(written, headers);
    const typedKey = contentOf(answers, "key");
    const bytes = (content?.length ?? 0) + (typedKey?.length ?? 0) + Buffer.byteLength(written);
    if (bytes > LARGEST)
      throw new Failure({
        code: "tooLarge",
        what: text("A record of {0} is not sent.", size(bytes)),
        why: text("At most {0} are.", size(LARGEST)),
      });
    const format = await registryFormat(acting, topic, place.is === "partition" ? place.partition : undefined);
    const encode = (part: "key" | "value", plain: Uint8Array) =>
      encoded(part, plain, typed(answers, SCHEMA_OF[part]), format?.[part]);
    const value = content && encode("value", content);
    // What the key leads to is found from the bytes that are sent.
    const key = typedKey && encode("key", typedKey);
    const wanted = place.is === "partition" ? place.partition : typed(answers, "partition");
    const { partition, why } = choosePartition(topic, wanted, key?.bytes ?? null);
    return {
      question: text("Write a record to {0}, partition {1}?", topic.name, partition),
      detail: [
        ...(why ? [why] : []),
        value ? text("Value: {0}.", size(value.bytes.length)) : key ? TOMBSTONE : NOTHING_AT_ALL,
        ...(value?.detail ?? []),
        key ? text("Key: {0}.", size(key.bytes.length)) : text("It has no key."),
        ...(key?.detail ?? []),
        ...(headers.length ? [text("Headers: {0}.", count(headers.length))] : []),
        ...(format ? [] : [text("How the records there are encoded could not be read.")]),
      ],
      button: text("Produce"),
      async run(now, progress) {
        progress({ text: text("Writing to {0}, partition {1}", topic.name, partition) });
        const record = {
          timestamp: BigInt(Date.now()),
          key: key?.bytes ?? null,
          value: value?.bytes ?? null,
          headers: headers.map((pair) => ({ key: Buffer.from(pair.name), value: Buffer.from(pair.value) })),
        };
        return writeRecord(now, { topic, partition, byKey: key !== undefined && wanted === "" }, record);
      },
    };
  },
};

const TOMBSTONE = text("A tombstone: it has no value, and says that the key is deleted.");
const NOTHING_AT_ALL = text("It has no value: without a key, that deletes nothing.");

const VALUE: readonly EditInput[] = [
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
];

const KEY: EditInput = { name: "key", type: "content", label: text("Key"), optional: true };

const HEADERS: EditInput = {
  name: "headers",
  type: "text",
  label: text("Headers"),
  help: text("As in “{0}”; write a semicolon in a value as “{1}”.", "trace: 42; source: test", "\\;"),
  optional: true,
  check(written) {
    const parsed = parsePairs(written, ":");
    return arePairs(parsed) ? undefined : parsed;
  },
};
