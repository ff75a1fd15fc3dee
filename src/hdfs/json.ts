/** JSON of a server, read so that nothing is lost and nothing odd gets through. */

/**
 * Like `JSON.parse`, but integers that a number cannot hold exactly come as a bigint's digits in a string:
 * the space of a large cluster passes 2^53 bytes. Throws a SyntaxError.
 */
export function parseJson(source: string): unknown {
  // Also where it is read again: in what is no JSON, each quote that nothing ends would be followed to the end of all.
  const parsed: unknown = JSON.parse(source);
  if (!/\d{16}/.test(source)) return parsed;
  try {
    return JSON.parse(source.replace(TOKENS, quoteLongInteger));
  } catch {
    throw new SyntaxError("a text is longer than can be read");
  }
}

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

const quoteLongInteger = (token: string): string => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token);

export type Json = Readonly<Record<string, unknown>>;

/** The value as an object, or undefined: also for `null`, a list, a number. */
export function object(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** An object's own member that is an object. */
export const member = (value: unknown, name: string): Json | undefined => object(own(value, name));

export function own(value: unknown, name: string): unknown {
  const holder = object(value);
  return holder && Object.hasOwn(holder, name) ? holder[name] : undefined;
}

export function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An integer of any size. */
export function integer(value: unknown): bigint | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === "string" && /^-?\d{1,40}$/.test(value) ? BigInt(value) : undefined;
}

/** An integer that a number holds exactly: a time, a count of replicas. */
export function smallInteger(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}
