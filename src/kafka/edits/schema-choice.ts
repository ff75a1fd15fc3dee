import type { EditInput } from "../../core/edit";
import { Failure } from "../../core/failure";
import { type Text, text } from "../../core/text";
import { type Framing, isJson, isPlainlyJson, type RegistryFormat, schemaOf, withSchema } from "./registry-format";
import { unusable } from "./targets";

type Part = keyof RegistryFormat;

/** What goes out as a key or a value, and what there is to say of it. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly detail: readonly Text[];
}

const AS_IT_IS = "none";

/** Asked where the newest records begin with the number of a schema, for what does not begin with that number itself. */
export const schemaInput = (part: Part, { schema, json }: Framing): EditInput => ({
  name: SCHEMA_OF[part],
  type: "choice",
  label: part === "key" ? text("Schema of the Key") : text("Schema"),
  fallback: String(schema),
  onlyIf: (answers) => {
    const bytes = answers[part];
    if (part === "value" && answers.kind === "tombstone") return false;
    return bytes instanceof Uint8Array && schemaOf(bytes) !== schema;
  },
  options: [
    {
      value: String(schema),
      label: text("With schema {0}, as the newest records", String(schema)),
      detail: json
        ? text("Its number is put in front of the JSON, which nothing checks against the schema.")
        : text("Its number is put in front. It must be encoded already, as from a file: nothing is encoded here."),
    },
    {
      value: AS_IT_IS,
      label: part === "key" ? text("The key as it is") : text("The value as it is"),
      detail: text("Consumers that expect a schema's number fail at it."),
    },
  ],
});

/** Names of the inputs. */
export const SCHEMA_OF = { key: "keySchema", value: "schema" } as const;

/**
 * Puts the number of a schema in front, where one is named. Throws where a consumer could not read what comes of it.
 * @param typed what was answered; "" for what was not asked
 * @param newest how the newest records begin
 */
export function encoded(part: Part, bytes: Uint8Array, typed: string, newest: Framing | undefined): Encoded {
  const schema = schemaIn(typed);
  const own = schemaOf(bytes);
  if (schema === undefined) {
    if (!newest) return { bytes, detail: [] };
    return { bytes, detail: [own === undefined ? asItIs(part, newest.schema) : hasOne(part, own)] };
  }
  if (own === schema)
    throw new Failure({
      code: "invalid",
      what: hasOne(part, own),
      why: text("With a second one in front, consumers would read something else."),
      fix: text("Send it as it is."),
    });
  const fits = newest?.json ? isJson(bytes) : !isPlainlyJson(bytes);
  if (newest?.schema === schema && !fits) throw misfit(part, newest);
  const detail =
    part === "key"
      ? text("In front of the key: the number of the schema, {0}.", String(schema))
      : text("In front of the value: the number of the schema, {0}.", String(schema));
  return { bytes: withSchema(schema, bytes), detail: [detail] };
}

function schemaIn(typed: string): number | undefined {
  if (typed === "" || typed === AS_IT_IS) return undefined;
  if (/^[1-9]\d{0,9}$/.test(typed) && Number(typed) < 2 ** 31) return Number(typed);
  throw unusable(typed, text("is not the number of a schema"));
}

const hasOne = (part: Part, schema: number): Text =>
  part === "key"
    ? text("The key begins with the number of a schema already: {0}.", String(schema))
    : text("The value begins with the number of a schema already: {0}.", String(schema));

const asItIs = (part: Part, schema: number): Text =>
  part === "key"
    ? text(
        "The newest keys there mostly begin as a schema registry's do (schema {0}). This one goes out without a schema's number: consumers that expect one fail at it, and it is another key than theirs.",
        String(schema),
      )
    : text(
        "The newest values there mostly begin as a schema registry's do (schema {0}). This one goes out without a schema's number: consumers that expect one fail at it.",
        String(schema),
      );

/** Not JSON is all that can be told of what is encoded: the schema itself is known to its registry alone. */
function misfit(part: Part, { schema, json }: Framing): Failure {
  if (json)
    return new Failure({
      code: "invalid",
      what:
        part === "key"
          ? text("The key is no JSON, as the newest keys with schema {0} are.", String(schema))
          : text("The value is no JSON, as the newest values with schema {0} are.", String(schema)),
      fix: text("Correct it, or send it as it is."),
    });
  return new Failure({
    code: "invalid",
    what:
      part === "key"
        ? text("The key is JSON, but the newest keys with schema {0} are encoded.", String(schema))
        : text("The value is JSON, but the newest values with schema {0} are encoded.", String(schema)),
    why: text("Avro and Protobuf are not text, and nothing is encoded here: consumers would fail at it."),
    fix: text("Choose a file in which it is encoded already, or send it as it is."),
  });
}
