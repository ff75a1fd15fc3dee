import { Turns } from "../turns";
import { ByteReader } from "./reader";
import { type FieldType, inVersion, type Layout, type Plain, type Type } from "./schema";
import { Columns, Fields, isStruct, MalformedError, type Struct, type Value } from "./values";

/** Reads a message; throws a `MalformedError` where the bytes are not one. Bytes left over belong to a newer server. */
export function decode(type: Type, bytes: Uint8Array, layout: Layout): Struct {
  const value = reading(type, layout)(new ByteReader(bytes));
  if (!isStruct(value)) throw new MalformedError("the message is no structure");
  return value;
}

/** A list of a large message whose items are wanted one after the other, as soon as they are read. */
export interface Pieces {
  /** a field of the message itself */
  readonly list: string;
  /** a list in each item, at any depth, which is read as `Columns`: its structures hold nothing but plain values */
  readonly columns?: string;
  take(item: Fields): void;
}

/**
 * Like `decode`, but the items of one list are given away one by one, and the message is left without them. Others get
 * their turn in between. Rejects with the reason of `signal` as soon as it is aborted.
 */
export async function decodeInPieces(
  type: Type,
  bytes: Uint8Array,
  layout: Layout,
  { list, columns, take }: Pieces,
  signal: AbortSignal,
): Promise<Struct> {
  if (type.is !== "struct") throw new MalformedError("the message is no structure");
  const reader = new ByteReader(bytes);
  const struct: Record<string, Value> = {};
  const turns = new Turns();
  for (const field of type.fields) {
    if (field.tag !== undefined || !inVersion(field, layout.version)) continue;
    if (field.name !== list || field.type.is !== "array") {
      struct[field.name] = reading(field.type, layout)(reader);
      continue;
    }
    const read = reading(field.type.of, columns === undefined ? layout : { ...layout, columns });
    for (let left = reader.plausible(Math.max(0, readLength(reader, layout, 4))); left > 0; left--) {
      const item = read(reader);
      if (!isStruct(item)) throw new MalformedError(`the list ${list} has something else than structures`);
      take(new Fields(item));
      if (turns.over) await turns.next(signal);
    }
  }
  if (layout.flexible) readTagged(type.fields, layout, reader, struct);
  return struct;
}

type Reading = (reader: ByteReader) => Value;

interface Manner extends Layout {
  /** the name of lists that are read as columns */
  readonly columns?: string;
}

const known = new WeakMap<Type, Map<string, Reading>>();

/** How a type is read in one version of its message: found out once, since large messages have it 100,000 times. */
function reading(type: Type, layout: Manner): Reading {
  const versions = known.get(type) ?? new Map<string, Reading>();
  known.set(type, versions);
  const key = `${layout.version}${layout.flexible ? "+" : ""}${layout.columns ?? ""}`;
  const made = versions.get(key) ?? readingOf(type, layout);
  versions.set(key, made);
  return made;
}

function readingOf(type: Type, layout: Manner): Reading {
  switch (type.is) {
    case "struct": {
      const read = structReading(type.fields, layout);
      return type.nullable ? (reader) => (reader.int8() < 0 ? null : read(reader)) : read;
    }
    case "array": {
      const read = reading(type.of, layout);
      return (reader) => {
        const count = readLength(reader, layout, 4);
        if (count < 0) return nullOf(type);
        const values: Value[] = [];
        for (let left = reader.plausible(count); left > 0; left--) values.push(read(reader));
        return values;
      };
    }
    case "string":
      return (reader) => {
        const length = readLength(reader, layout, 2);
        return length < 0 ? nullOf(type) : reader.string(length);
      };
    case "bytes":
    case "records":
      return (reader) => {
        const length = readLength(reader, layout, 4);
        return length < 0 ? nullOf(type) : reader.slice(length);
      };
    default:
      return PLAIN[type.is];
  }
}

const PLAIN: Readonly<Record<Plain, Reading>> = {
  boolean: (reader) => reader.int8() !== 0,
  uuid: (reader) => Buffer.from(reader.slice(16)).toString("base64url"),
  int8: (reader) => reader.int8(),
  int16: (reader) => reader.int16(),
  uint16: (reader) => reader.uint16(),
  int32: (reader) => reader.int32(),
  int64: (reader) => reader.int64(),
};

function structReading(fields: readonly FieldType[], layout: Manner): Reading {
  const present = presentIn(fields, layout).map(({ name, type }) => ({
    name,
    read:
      name === layout.columns && type.is === "array" && type.of.is === "struct"
        ? columnsReading(type.of.fields, layout)
        : reading(type, layout),
  }));
  return (reader) => {
    const struct: Record<string, Value> = {};
    for (const { name, read } of present) struct[name] = read(reader);
    if (layout.flexible) readTagged(fields, layout, reader, struct);
    return struct;
  };
}

const presentIn = (fields: readonly FieldType[], { version }: Layout): readonly FieldType[] =>
  fields.filter((field) => field.tag === undefined && inVersion(field, version));

function columnsReading(fields: readonly FieldType[], layout: Layout): Reading {
  const present = presentIn(fields, layout).map(({ name, type }) => ({ name, read: reading(type, layout) }));
  return (reader) => {
    const length = reader.plausible(Math.max(0, readLength(reader, layout, 4)));
    const columns = present.map(({ name, read }) => ({ name, read, values: new Array<Value>(length) }));
    for (let at = 0; at < length; at++) {
      for (const column of columns) column.values[at] = column.read(reader);
      if (layout.flexible) readTagged(NO_FIELDS, layout, reader, {});
    }
    return new Columns(length, new Map(columns.map(({ name, values }) => [name, values])));
  };
}

const NO_FIELDS: readonly FieldType[] = [];

function readTagged(
  fields: readonly FieldType[],
  layout: Layout,
  reader: ByteReader,
  struct: Record<string, Value>,
): void {
  const tags = reader.unsignedVarint();
  for (let left = tags && reader.plausible(tags); left > 0; left--) {
    const tag = reader.unsignedVarint();
    const bytes = reader.slice(reader.unsignedVarint());
    const field = fields.find((candidate) => candidate.tag === tag && inVersion(candidate, layout.version));
    if (field) struct[field.name] = reading(field.type, layout)(new ByteReader(bytes));
  }
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
