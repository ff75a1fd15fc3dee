/** What a document is written from. A bigint is written with all its digits, `Raw` as it stands but for its spaces. */
export type Json = string | number | bigint | boolean | null | Raw | readonly Json[] | JsonObject;

export interface JsonObject {
  /** a field that is undefined is left out */
  readonly [name: string]: Json | undefined;
}

/** A text that is known to be JSON. */
export class Raw {
  constructor(readonly text: string) {}
}

/** Two spaces for each level, one line for each field; what holds plain values only stays on one line where it fits. */
export function writeJson(value: Json, indent = ""): string {
  if (value instanceof Raw) return layOut(value.text, indent);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const [open, close] = isList(value) ? "[]" : "{}";
  const inner = `${indent}  `;
  const parts = isList(value)
    ? value.map((item) => writeJson(item, inner))
    : fieldsOf(value).map(([name, field]) => `${JSON.stringify(name)}: ${writeJson(field, inner)}`);
  const values = isList(value) ? value : fieldsOf(value).map(([, field]) => field);
  const short = open === "[" || !parts.length ? parts.join(", ") : ` ${parts.join(", ")} `;
  const plain = values.every((item) => typeof item !== "object" || item === null);
  // The document itself is always one line for each field.
  const whole = indent === "" && open === "{" && parts.length > 0;
  if (plain && short.length <= LINE && !whole) return `${open}${short}${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}

const fieldsOf = (value: JsonObject): [string, Json][] =>
  Object.entries(value).filter((field): field is [string, Json] => field[1] !== undefined);

const LINE = 100;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** Sets JSON out in lines without touching any of its tokens: numbers keep their digits, names that occur twice stay. */
function layOut(json: string, indent: string): string {
  const out: string[] = [];
  let depth = 0;
  let before = "";
  const line = () => `\n${indent}${"  ".repeat(Math.min(depth, DEEPEST))}`;
  for (const [token] of json.matchAll(TOKEN)) {
    const closes = token === "}" || token === "]";
    if (closes) depth--;
    const afterOpening = before === "{" || before === "[";
    if (closes ? !afterOpening : afterOpening || before === ",") out.push(line());
    out.push(token === ":" ? ": " : token);
    if (token === "{" || token === "[") depth++;
    before = token;
  }
  return out.join("");
}

/** Deeper than this, lines are not set in further: a crafted value would become large by its square. */
const DEEPEST = 64;
