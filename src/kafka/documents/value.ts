import { utf8 } from "../../core/bytes";
import { type Json, Raw } from "./json";

/** How a key or a value is written in a document. */
export type Format = "text" | "json" | "base64" | "null";

export interface Written {
  readonly json: Json;
  readonly format: Format;
}

/** bytes of a value beyond which it is not taken apart */
const LARGEST_JSON = 4 * 1024 * 1024;

/**
 * UTF-8 is a text, an object or a list of JSON is itself, everything else is `{ "base64": … }`. JSON that a reader would
 * not get back as it was sent stays a text: numbers of more digits than a double holds, names that occur twice.
 */
export function writeBytes(bytes: Uint8Array | null): Written {
  if (bytes === null) return { json: null, format: "null" };
  const decoded = utf8(bytes);
  if (decoded === undefined) return { json: { base64: Buffer.from(bytes).toString("base64") }, format: "base64" };
  if (bytes.length <= LARGEST_JSON && isLosslessJson(decoded)) return { json: new Raw(decoded), format: "json" };
  return { json: decoded, format: "text" };
}

/** A single number, word or quoted text is no JSON document here: it could not be told from a plain text. */
export function isLosslessJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    let names = 0;
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === "object" && value !== null && !Array.isArray(value)) names += Object.keys(value).length;
      return value;
    });
    return names === namesIn(text) && numbersIn(text).every(isExact);
  } catch {
    return false;
  }
}

const STRING = /"(?:[^"\\]|\\.)*"/g;

const namesIn = (json: string): number => (json.replace(STRING, "").match(/:/g) ?? []).length;

const numbersIn = (json: string): readonly string[] => json.replace(STRING, '""').match(/-?\d[\d.eE+-]*/g) ?? [];

/** Whether a double holds exactly the number that is written. */
export function isExact(written: string): boolean {
  const value = Number(written);
  return Number.isFinite(value) && !Object.is(value, -0) && digitsOf(written) === digitsOf(String(value));
}

/** `12.50e1` and `125` are the same: the digits without zeros around them, and the place of the point. */
function digitsOf(written: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(written) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = withoutZerosBehind(digits);
  if (!significant) return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** Not by a pattern: it would try each zero of a long row in the middle, which a crafted number makes millions of. */
function withoutZerosBehind(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}
