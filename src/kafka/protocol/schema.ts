/** What a field holds. Strings, bytes and arrays are written shorter in "flexible" versions; a type does not say so. */
export type Type =
  | { readonly is: Primitive; readonly nullable: boolean }
  | { readonly is: "array"; readonly of: Type; readonly nullable: boolean }
  | { readonly is: "struct"; readonly fields: readonly FieldType[]; readonly nullable: boolean };

export const PRIMITIVES = [
  "boolean",
  "int8",
  "int16",
  "uint16",
  "int32",
  "int64",
  "uuid",
  "string",
  "bytes",
  "records",
] as const;
export type Primitive = (typeof PRIMITIVES)[number];
/** those of a fixed length */
export type Plain = Exclude<Primitive, "string" | "bytes" | "records">;

export interface FieldType {
  readonly name: string;
  readonly type: Type;
  /** of an optional field, which stands behind all others */
  readonly tag?: number;
  /** versions that have this field, both included */
  readonly from: number;
  readonly to: number;
}

/** How a message is written in one version of it. */
export interface Layout {
  readonly version: number;
  /** true: compact lengths, and tagged fields behind every structure (KIP-482) */
  readonly flexible: boolean;
}

export const inVersion = ({ from, to }: FieldType, version: number): boolean => version >= from && version <= to;

/**
 * Reads the notation of schemas.json: `{errorCode:int16,groups:[{id:string?}]@1-,epoch:int64#1@3-7}`.
 * `?` may be null, `#` a tag, `@` the versions.
 */
export function parseSchema(notation: string): Type {
  const parser = new Parser(notation);
  const type = parser.type();
  parser.end();
  return type;
}

class Parser {
  private at = 0;

  constructor(private readonly notation: string) {}

  type(): Type {
    if (this.skip("{")) {
      const fields: FieldType[] = [];
      while (!this.skip("}")) {
        fields.push(this.field());
        this.skip(",");
      }
      return { is: "struct", fields, nullable: this.skip("?") };
    }
    if (this.skip("[")) {
      const of = this.type();
      if (!this.skip("]")) throw this.error("]");
      return { is: "array", of, nullable: this.skip("?") };
    }
    const word = this.match(/[a-z0-9]+/y);
    const is = PRIMITIVES.find((primitive) => primitive === word);
    if (!is) throw this.error("a type");
    return { is, nullable: this.skip("?") };
  }

  private field(): FieldType {
    const name = this.match(/[A-Za-z]+/y);
    if (!name || !this.skip(":")) throw this.error("a field");
    const type = this.type();
    const tag = this.skip("#") ? { tag: Number(this.match(/\d+/y)) } : {};
    if (!this.skip("@")) return { name, type, ...tag, from: 0, to: Number.POSITIVE_INFINITY };
    const from = Number(this.match(/\d+/y));
    this.skip("-");
    const to = this.match(/\d+/y);
    return { name, type, ...tag, from, to: to === "" ? Number.POSITIVE_INFINITY : Number(to) };
  }

  end(): void {
    if (this.at < this.notation.length) throw this.error("the end");
  }

  private skip(character: string): boolean {
    if (this.notation[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.notation)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private error(wanted: string): Error {
    return new Error(`${wanted} expected at ${this.at} of ${this.notation}`);
  }
}
