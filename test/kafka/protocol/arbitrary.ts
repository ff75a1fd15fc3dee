import fc from "fast-check";
import { inVersion, type Layout, type Type } from "../../../src/kafka/protocol/schema";
import type { Value } from "../../../src/kafka/protocol/values";

/** Any value of a type as one version of a message writes it. */
export function anyOf(type: Type, layout: Layout): fc.Arbitrary<Value> {
  const value = anyPlain(type, layout);
  return type.nullable ? fc.oneof(fc.constant(null), value) : value;
}

function anyPlain(type: Type, layout: Layout): fc.Arbitrary<Value> {
  switch (type.is) {
    case "struct": {
      const fields = type.fields.filter((field) => inVersion(field, layout.version));
      // A tagged field may be left out; in an old version there is none.
      const present = fields.filter(({ tag }) => tag === undefined || layout.flexible);
      const required = present.filter(({ tag }) => tag === undefined).map(({ name }) => name);
      const model = Object.fromEntries(present.map((field) => [field.name, anyOf(field.type, layout)]));
      return fc.record(model, { requiredKeys: required });
    }
    case "array":
      return fc.array(anyOf(type.of, layout), { maxLength: 3 });
    case "string":
      return fc.string({ unit: "binary", maxLength: 20 });
    case "bytes":
    case "records":
      return fc.uint8Array({ maxLength: 20 });
    case "boolean":
      return fc.boolean();
    case "uuid":
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("base64url"));
    case "int64":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "int8":
      return fc.integer({ min: -(2 ** 7), max: 2 ** 7 - 1 });
    case "int16":
      return fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 });
    case "uint16":
      return fc.integer({ min: 0, max: 2 ** 16 - 1 });
    case "int32":
      return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  }
}
