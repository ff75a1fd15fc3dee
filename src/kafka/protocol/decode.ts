import { ByteReader } from "./reader";
import { type FieldType, inVersion, type Layout, type Plain, type Type } from "./schema";
import { isStruct, MalformedError, type Struct, type Value } from "./values";

/** Reads a message; throws a `MalformedError` where the bytes are not one. Bytes left over belong to a newer server. */
export function decode(type: Type, bytes: Uint8Array, layout: Layout): Struct {
  const value = readValue(type, new ByteReader(bytes), layout);
  if (!isStruct(value)) throw new MalformedError("the message is no structure");
  return value;
}

function readValue(type: Type, reader: ByteReader, layout: Layout): Value {
  switch (type.is) {
    case "struct":
      return type.nullable && reader.int8() < 0 ? null : readStruct(type.fields, reader, layout);
    case "array": {
      const count = readLength(reader, layout, 4);
      if (count < 0) return nullOf(type);
      const values: Value[] = [];
      for (let left = reader.plausible(count); left > 0; left--) values.push(readValue(type.of, reader, layout));
      return values;
    }
    case "string": {
      const length = readLength(reader, layout, 2);
      return length < 0 ? nullOf(type) : reader.string(length);
    }
    case "bytes":
    case "records": {
      const length = readLength(reader, layout, 4);
      return length < 0 ? nullOf(type) : reader.slice(length);
    }
    default:
      return readPlain(type.is, reader);
  }
}

function readPlain(is: Plain, reader: ByteReader): Value {
  switch (is) {
    case "boolean":
      return reader.int8() !== 0;
    case "uuid":
      return Buffer.from(reader.slice(16)).toString("base64url");
    case "int8":
      return reader.int8();
    case "int16":
      return reader.int16();
    case "uint16":
      return reader.uint16();
    case "int32":
      return reader.int32();
    case "int64":
      return reader.int64();
  }
}

function readStruct(fields: readonly FieldType[], reader: ByteReader, layout: Layout): Struct {
  const struct: Record<string, Value> = {};
  for (const field of fields) {
    if (field.tag !== undefined || !inVersion(field, layout.version)) continue;
    struct[field.name] = readValue(field.type, reader, layout);
  }
  if (!layout.flexible) return struct;
  const tags = reader.unsignedVarint();
  for (let left = tags && reader.plausible(tags); left > 0; left--) {
    const tag = reader.unsignedVarint();
    const bytes = reader.slice(reader.unsignedVarint());
    const field = fields.find((known) => known.tag === tag && inVersion(known, layout.version));
    if (field) struct[field.name] = readValue(field.type, new ByteReader(bytes), layout);
  }
  return struct;
}

function readLength(reader: ByteReader, { flexible }: Layout, size: 2 | 4): number {
  if (flexible) return reader.unsignedVarint() - 1;
  return size === 2 ? reader.int16() : reader.int32();
}

/** A server says null more often than its documentation does: what is null is null. */
function nullOf(type: Type): null {
  if (type.nullable || type.is === "records") return null;
  throw new MalformedError(`null where a value of type ${type.is} belongs`);
}
