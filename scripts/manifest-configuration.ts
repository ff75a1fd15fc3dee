// The settings of the manifest: the schema of profiles, written from the systems' fields, and plain values.
import type { Field, System } from "../src/core/contract";
import { groupsOf, nested } from "../src/core/nested-fields";
import { COLORS } from "../src/core/profile";
import { type Reader, render } from "../src/core/render";
import { systems } from "../src/systems";
import { type Entry, ID, type Json } from "./manifest-entry";

const VALUE_SCHEMAS: Readonly<Record<Field["type"], Entry>> = {
  text: { type: "string" },
  file: { type: "string" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  list: { type: "array", items: { type: "string" } },
  map: { type: "object", additionalProperties: { type: "string" } },
  secret: { type: "string", pattern: "^\\$\\{env:[^}]+\\}$", patternErrorMessage: "%setting.secret.pattern%" },
};

const fieldKey = (system: System, field: Field): string => `field.${system.id}.${field.name}`;

/** What package.nls says of each system's fields: their labels and helps, in a reader's language. */
export function fieldWords(reader: Reader): Record<string, string> {
  return Object.fromEntries(
    systems.flatMap((system) =>
      system.fields.map((field): [string, string] => [
        fieldKey(system, field),
        `**${render(field.label, reader)}**${reader.locale === "en" ? ". " : "。"}${render(field.help, reader)}`,
      ]),
    ),
  );
}

/** Configuration schemas know no `$ref`, so each system's connection is written out. */
function connectionSchema(system: System): Entry {
  const schemas = Object.fromEntries(
    system.fields.map((field): [string, Entry] => [
      field.name,
      {
        ...VALUE_SCHEMAS[field.type],
        ...(field.options ? { enum: [...field.options] } : {}),
        ...(field.fallback === undefined ? {} : { default: field.fallback as Json }),
        markdownDescription: `%${fieldKey(system, field)}%`,
      },
    ]),
  );
  const groups = groupsOf(Object.keys(schemas));
  const properties = Object.fromEntries(
    Object.entries(nested(schemas)).map(([name, schema]): [string, Entry] =>
      groups.has(name) ? [name, { type: "object", properties: schema, additionalProperties: false }] : [name, schema],
    ),
  );
  return {
    if: { properties: { system: { const: system.id } } },
    // biome-ignore lint/suspicious/noThenProperty: the name is JSON Schema's
    then: {
      required: system.fields.filter((field) => field.required).map((field) => field.name),
      properties: { system: {}, name: { type: "string", description: "%setting.connection.name%" }, ...properties },
      additionalProperties: false,
    },
  };
}

function profilesSchema(): Entry {
  const example = (system: System): Entry => ({ system: system.id, ...(system.localhost.values as Entry) });
  return {
    type: "array",
    scope: "resource",
    order: 1,
    default: [],
    markdownDescription: "%setting.profiles%",
    items: {
      type: "object",
      required: ["name", "connections"],
      additionalProperties: false,
      defaultSnippets: [
        {
          label: "local",
          body: { name: "local", access: "observe", color: "blue", connections: systems.map(example) },
        },
      ],
      properties: {
        name: { type: "string", minLength: 1, description: "%setting.profile.name%" },
        access: {
          type: "string",
          enum: ["observe", "edit"],
          default: "observe",
          enumDescriptions: ["%setting.profile.access.observe%", "%setting.profile.access.edit%"],
          description: "%setting.profile.access%",
        },
        color: { type: "string", enum: [...COLORS], description: "%setting.profile.color%" },
        production: { type: "boolean", default: false, description: "%setting.profile.production%" },
        connections: {
          type: "array",
          minItems: 1,
          description: "%setting.profile.connections%",
          items: {
            type: "object",
            required: ["system"],
            properties: {
              system: {
                type: "string",
                enum: systems.map((system) => system.id),
                description: "%setting.connection.system%",
              },
            },
            allOf: systems.map(connectionSchema),
            defaultSnippets: systems.map((system) => ({ label: system.title, body: example(system) })),
          },
        },
      },
    },
  };
}

const number = (key: string, order: number, fallback: number, minimum: number, maximum: number): Entry => ({
  type: "number",
  order,
  default: fallback,
  minimum,
  maximum,
  markdownDescription: `%setting.${key}%`,
});

export function configuration(): Entry {
  return {
    title: "Cluster Observer",
    properties: {
      [`${ID}.profiles`]: profilesSchema(),
      [`${ID}.timeout`]: number("timeout", 2, 10, 1, 600),
      [`${ID}.pageSize`]: number("pageSize", 3, 500, 10, 500),
      [`${ID}.previewSize`]: number("previewSize", 4, 1024, 16, 16_384),
      [`${ID}.redis.delimiter`]: {
        type: "string",
        order: 5,
        default: ":",
        minLength: 1,
        markdownDescription: "%setting.redis.delimiter%",
      },
      [`${ID}.redis.scanLimit`]: number("redis.scanLimit", 6, 200_000, 1_000, 100_000_000),
      [`${ID}.kafka.showInternal`]: {
        type: "boolean",
        order: 7,
        default: false,
        markdownDescription: "%setting.kafka.showInternal%",
      },
      [`${ID}.lag.interval`]: number("lag.interval", 8, 5, 1, 3_600),
      [`${ID}.lag.watchInterval`]: number("lag.watchInterval", 9, 30, 5, 3_600),
      [`${ID}.locks.interval`]: number("locks.interval", 10, 2, 1, 3_600),
      [`${ID}.locks.watchInterval`]: number("locks.watchInterval", 11, 10, 2, 3_600),
    },
  };
}
