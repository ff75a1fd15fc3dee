import { type FieldType, inVersion, type Layout, type Plain, type Type } from "./schema";
import { isList, isStruct, MalformedError, type Struct, type Value } from "./values";
import { ByteWriter } from "./writer";

/** Writes a message. Every field of the version must be there, but for tagged ones; fields of other versions are left out. */
export function encode(type: Type, value: Struct, layout: Layout): Buffer {
  const writer = new ByteWriter();
  writing(type, layout, "message")(writer, value);
  return writer.bytes;
}

type Writing = (writer: ByteWriter, value: Value | undefined) => void;

const known = new WeakMap<Type, Map<string, Writing>>();

/**
 * How a type is written in one version of its message: found out once, since a request may have it 10,000 times.
 * @param name the field, for what is said where it lacks
 */
function writing(type: Type, layout: Layout, name: string): Writing {
  const versions = known.get(type) ?? new Map<string, Writing>();
  known.set(type, versions);
  const key = `${layout.version}${layout.flexible ? "+" : ""}`;
  const made = versions.get(key) ?? nullable(type, layout, writingOf(type, layout, name));
  versions.set(key, made);
  return made;
}

function nullable(type: Type, layout: Layout, write: Writing): Writing {
  if (!type.nullable) return write;
  return (writer, value) => {
    if (value !== null) write(writer, value);
    else if (type.is === "struct") writer.int8(-1);
    else writeLength(writer, layout, -1, type.is === "string" ? 2 : 4);
  };
}

function writingOf(type: Type, layout: Layout, name: string): Writing {
  switch (type.is) {
    case "struct": {
      const write = structWriting(type.fields, layout, name);
      if (!type.nullable) return write;
      return (writer, value) => {
        writer.int8(1);
        write(writer, value);
      };
    }
    case "array": {
      const write = writing(type.of, layout, name);
      return (writer, value) => {
        if (value === undefined || !isList(value)) throw wrong(name);
        writeLength(writer, layout, value.length, 4);
        for (const item of value) write(writer, item);
      };
    }
    case "string":
      return (writer, value) => {
        if (typeof value !== "string") throw wrong(name);
        writeSized(writer, layout, Buffer.from(value), 2);
      };
    case "bytes":
    case "records":
      return (writer, value) => {
        if (!(value instanceof Uint8Array)) throw wrong(name);
        writeSized(writer, layout, value, 4);
      };
    default:
      return plainWriting(type.is, name);
  }
}

function plainWriting(is: Plain, name: string): Writing {
  switch (is) {
    case "boolean":
      return (writer, value) => (typeof value === "boolean" ? writer.int8(value ? 1 : 0) : fail(name));
    case "int64":
      return (writer, value) => (typeof value === "bigint" ? writer.int64(value) : fail(name));
    case "uuid":
      return (writer, value) => (typeof value === "string" ? writer.raw(Buffer.from(value, "base64url")) : fail(name));
    default:
      return (writer, value) => (typeof value === "number" ? writer[is](value) : fail(name));
  }
}

function structWriting(fields: readonly FieldType[], layout: Layout, name: string): Writing {
  const present = fields.filter((field) => inVersion(field, layout.version));
  const written = present.map((field) => ({ ...field, write: writing(field.type, layout, field.name) }));
  const plain = written.filter(({ tag }) => tag === undefined);
  const tagged = written.flatMap(({ name, tag, write }) => (tag === undefined ? [] : { name, tag, write }));
  tagged.sort((one, other) => one.tag - other.tag);
  return (writer, struct) => {
    if (struct === undefined || !isStruct(struct)) throw wrong(name);
    for (const field of plain) field.write(writer, struct[field.name]);
    if (layout.flexible) writeTagged(writer, tagged, struct);
  };
}

interface Tagged {
  readonly name: string;
  readonly tag: number;
  readonly write: Writing;
}

function writeTagged(writer: ByteWriter, tagged: readonly Tagged[], struct: Struct): void {
  const fields = tagged.length ? tagged.filter(({ name }) => struct[name] !== undefined) : tagged;
  writer.unsignedVarint(fields.length);
  for (const { name, tag, write } of fields) {
    const inner = new ByteWriter();
    write(inner, struct[name]);
    writer.unsignedVarint(tag);
    writer.unsignedVarint(inner.bytes.length);
    writer.raw(inner.bytes);
  }
}

function writeSized(writer: ByteWriter, layout: Layout, bytes: Uint8Array, size: 2 | 4): void {
  writeLength(writer, layout, bytes.length, size);
  writer.raw(bytes);
}

function writeLength(writer: ByteWriter, { flexible }: Layout, length: number, size: 2 | 4): void {
  if (flexible) writer.unsignedVarint(length + 1);
  else if (size === 2) writer.int16(length);
  else writer.int32(length);
}

const wrong = (name: string): MalformedError => new MalformedError(`the field ${name} is missing or of another kind`);

function fail(name: string): never {
  throw wrong(name);
}
