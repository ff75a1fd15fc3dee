/** What a message is made of. int64 is a bigint, a uuid its usual base64 text, bytes and records are bytes. */
export type Value = boolean | number | bigint | string | Uint8Array | null | readonly Value[] | Struct | Columns;

export interface Struct {
  readonly [field: string]: Value;
}

/** The bytes or the values of a message are not what its layout says. */
export class MalformedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MalformedError";
  }
}

/** A list of structures, field by field: where a message has 100,000 of them, this takes a part of the time and memory. */
export class Columns {
  /** @param columns for each field the values of all items, in their order */
  constructor(
    readonly length: number,
    private readonly columns: ReadonlyMap<string, readonly Value[]>,
  ) {}

  numbers(name: string): readonly number[] {
    return this.of(name, (value) => typeof value === "number");
  }

  bigints(name: string): readonly bigint[] {
    return this.of(name, (value) => typeof value === "bigint");
  }

  private of<T extends Value>(name: string, is: (value: Value) => value is T): readonly T[] {
    const values = this.columns.get(name) ?? [];
    if (values.length === this.length && values.every(is)) return values;
    throw missing(name);
  }
}

/** Reads the fields of a decoded message; what is not there or of another kind is a `MalformedError`. */
export class Fields {
  constructor(private readonly struct: Struct) {}

  has(name: string): boolean {
    return this.struct[name] !== undefined && this.struct[name] !== null;
  }

  number(name: string, fallback?: number): number {
    const value = this.struct[name] ?? fallback;
    return typeof value === "number" ? value : this.missing(name);
  }

  bigint(name: string, fallback?: bigint): bigint {
    const value = this.struct[name] ?? fallback;
    return typeof value === "bigint" ? value : this.missing(name);
  }

  boolean(name: string, fallback?: boolean): boolean {
    const value = this.struct[name] ?? fallback;
    return typeof value === "boolean" ? value : this.missing(name);
  }

  string(name: string): string {
    return this.optionalString(name) ?? this.missing(name);
  }

  /** undefined where it is null, or where the version does not have it */
  optionalString(name: string): string | undefined {
    const value = this.struct[name] ?? undefined;
    return value === undefined || typeof value === "string" ? value : this.missing(name);
  }

  bytes(name: string): Uint8Array {
    const value = this.struct[name] ?? new Uint8Array();
    return value instanceof Uint8Array ? value : this.missing(name);
  }

  /** empty where it is null, or where the version does not have it */
  list(name: string): readonly Fields[] {
    return this.values(name).map((value) => (isStruct(value) ? new Fields(value) : this.missing(name)));
  }

  numbers(name: string): readonly number[] {
    return this.values(name).map((value) => (typeof value === "number" ? value : this.missing(name)));
  }

  strings(name: string): readonly string[] {
    return this.values(name).map((value) => (typeof value === "string" ? value : this.missing(name)));
  }

  inner(name: string): Fields | undefined {
    const value = this.struct[name] ?? undefined;
    if (value === undefined) return undefined;
    return isStruct(value) ? new Fields(value) : this.missing(name);
  }

  /** of a list that was read as such */
  columns(name: string): Columns {
    const value = this.struct[name];
    return value instanceof Columns ? value : this.missing(name);
  }

  private values(name: string): readonly Value[] {
    const value = this.struct[name] ?? [];
    return isList(value) ? value : this.missing(name);
  }

  private missing(name: string): never {
    throw missing(name);
  }
}

const missing = (name: string) => new MalformedError(`the field ${name} is missing or of another kind`);

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export function isStruct(value: Value): value is Struct {
  if (typeof value !== "object" || value === null || isList(value)) return false;
  return !(value instanceof Uint8Array || value instanceof Columns);
}
