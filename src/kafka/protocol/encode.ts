import { type FieldType, inVersion, type Layout, type Plain, type Type } from "./schema";
import { isList, isStruct, MalformedError, type Struct, type Value } from "./values";
import { ByteWriter } from "./writer";

/** Writes a message. Every field of the version must be there, but for tagged ones; fields of other versions are left out. */
export function encode(type: Type, value: Struct, layout: Layout): Buffer {
  const message = new MessageWriter(layout);
  message.value(type, value, "message");
  return message.bytes;
}

class MessageWriter {
  private readonly writer = new ByteWriter();

  constructor(private readonly layout: Layout) {}

  get bytes(): Buffer {
    return this.writer.bytes;
  }

  value(type: Type, value: Value | undefined, name: string): void {
    if (value === null && type.nullable) this.null(type);
    else if (type.is === "struct") this.struct(type.fields, value, type.nullable, name);
    else if (type.is === "array") this.array(type.of, value, name);
    else if (type.is === "string" && typeof value === "string") this.sized(Buffer.from(value), 2);
    else if ((type.is === "bytes" || type.is === "records") && value instanceof Uint8Array) this.sized(value, 4);
    else if (type.is !== "string" && type.is !== "bytes" && type.is !== "records") this.plain(type.is, value, name);
    else throw wrong(name);
  }

  private plain(is: Plain, value: Value | undefined, name: string): void {
    if (is === "boolean" && typeof value === "boolean") this.writer.int8(value ? 1 : 0);
    else if (is === "int64" && typeof value === "bigint") this.writer.int64(value);
    else if (is === "uuid" && typeof value === "string") this.writer.raw(Buffer.from(value, "base64url"));
    else if (is !== "boolean" && is !== "int64" && is !== "uuid" && typeof value === "number") this.writer[is](value);
    else throw wrong(name);
  }

  private array(of: Type, value: Value | undefined, name: string): void {
    if (value === undefined || !isList(value)) throw wrong(name);
    this.length(value.length, 4);
    for (const item of value) this.value(of, item, name);
  }

  private struct(fields: readonly FieldType[], value: Value | undefined, nullable: boolean, name: string): void {
    if (value === undefined || !isStruct(value)) throw wrong(name);
    if (nullable) this.writer.int8(1);
    const { plain, tagged } = presentIn(fields, this.layout.version);
    for (const { name: of, type } of plain) this.value(type, value[of], of);
    if (this.layout.flexible) this.tagged(tagged, value);
  }

  private tagged(tagged: readonly FieldType[], struct: Struct): void {
    const fields = tagged.length ? tagged.filter(({ name }) => struct[name] !== undefined) : tagged;
    this.writer.unsignedVarint(fields.length);
    for (const { name, type, tag = 0 } of fields) {
      const inner = new MessageWriter(this.layout);
      inner.value(type, struct[name], name);
      this.writer.unsignedVarint(tag);
      this.writer.unsignedVarint(inner.bytes.length);
      this.writer.raw(inner.bytes);
    }
  }

  private sized(bytes: Uint8Array, size: 2 | 4): void {
    this.length(bytes.length, size);
    this.writer.raw(bytes);
  }

  private length(length: number, size: 2 | 4): void {
    if (this.layout.flexible) this.writer.unsignedVarint(length + 1);
    else if (size === 2) this.writer.int16(length);
    else this.writer.int32(length);
  }

  private null(type: Type): void {
    if (type.is === "struct") this.writer.int8(-1);
    else this.length(-1, type.is === "string" ? 2 : 4);
  }
}

interface Present {
  readonly plain: readonly FieldType[];
  /** by their tags */
  readonly tagged: readonly FieldType[];
}

const known = new WeakMap<readonly FieldType[], Map<number, Present>>();

/** The fields of a structure in one version, found out once: a request may have it 10,000 times. */
function presentIn(fields: readonly FieldType[], version: number): Present {
  const versions = known.get(fields) ?? new Map<number, Present>();
  known.set(fields, versions);
  const found = versions.get(version);
  if (found) return found;
  const present = fields.filter((field) => inVersion(field, version));
  const made = {
    plain: present.filter(({ tag }) => tag === undefined),
    tagged: present.filter(({ tag }) => tag !== undefined).sort((one, other) => (one.tag ?? 0) - (other.tag ?? 0)),
  };
  versions.set(version, made);
  return made;
}

const wrong = (name: string): MalformedError => new MalformedError(`the field ${name} is missing or of another kind`);
