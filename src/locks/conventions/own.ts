import type { Entry, OwnConvention } from "../../core/lock-source";
import { text } from "../../core/text";
import { binary } from "../bytes";
import type { Convention, Reading } from "../convention";
import { FREE, hashGuard, holder, notShaped, otherThing, shownToken, stringGuard, whole } from "../shapes";

/** A convention that the profile describes: it is what it says, whatever the value looks like. */
export function ownConvention(own: OwnConvention): Convention {
  const side = own.fencing?.startsWith("key:") ? own.fencing.slice("key:".length) : undefined;
  return {
    id: `own:${own.pattern}`,
    title: text("Own convention ({0})", own.pattern),
    quorum: true,
    reads: (name) => ({
      entries: [
        { key: name, as: own.type === "hash" ? "hash" : "string" },
        ...(side === undefined ? [] : [{ key: side.replaceAll("{name}", name), as: "string" as const }]),
      ],
    }),
    recognise(_, [entry]) {
      if (!entry || !partsOf(own, entry)) return undefined;
      return { confidence: "shape", how: text("The profile describes how locks with such names are kept.") };
    },
    read(name, [entry, beside]): Reading {
      if (!entry || entry.type === "none") return FREE;
      const parts = partsOf(own, entry);
      if (!parts || (entry.type !== "string" && entry.type !== "hash")) return notShaped(otherThing(entry));
      const { value, token } = parts;
      const besideValue = whole(beside);
      const fencing = side === undefined ? parts.fencing : besideValue && shownToken(besideValue);
      return {
        state: "held",
        holders: [holder(value, [{ part: "owner", value: shownToken(value) }])],
        token,
        ttl: entry.ttl,
        ...(fencing === undefined ? {} : { fencing }),
        waiters: "unknown",
        facts: [],
        ...(guardOf(name, entry) ?? {}),
      };
    },
  };
}

function guardOf(name: string, entry: Entry) {
  if (entry.type === "hash")
    return entry.fields.length === entry.length ? { act: { guard: hashGuard(name, entry) } } : {};
  const value = whole(entry);
  return value === undefined ? {} : { act: { guard: stringGuard(name, value) } };
}

interface Parts {
  /** who holds it */
  readonly value: string;
  /** what masters must agree on: the whole value, or the holder's field of a hash */
  readonly token: string;
  readonly fencing?: string;
}

function partsOf(own: OwnConvention, entry: Entry): Parts | undefined {
  if (own.type === "hash") return entry.type === "hash" ? fieldsOf(own, entry) : undefined;
  const value = whole(entry);
  if (value === undefined) return undefined;
  if (own.type === "json") return jsonOf(own, value);
  if (own.holder === undefined) return { value, token: value };
  const found = byTemplate(own.holder, value);
  const fencing = found?.get("fencing");
  const who = found?.get("holder");
  return who === undefined
    ? undefined
    : { value: who, token: value, ...(fencing === undefined ? {} : { fencing: shownToken(fencing) }) };
}

function fieldsOf(own: OwnConvention, entry: Extract<Entry, { type: "hash" }>): Parts | undefined {
  const field = (name: string | undefined) => {
    const found = name === undefined ? undefined : entry.fields.find(([key]) => binary(key) === binaryOf(name));
    return found && binary(found[1]);
  };
  const value =
    own.holder === undefined
      ? [...entry.fields]
          .map(([key]) => binary(key))
          .sort()
          .join(" ")
      : field(own.holder);
  const fencing = field(own.fencing);
  return value === undefined
    ? undefined
    : { value, token: value, ...(fencing === undefined ? {} : { fencing: shownToken(fencing) }) };
}

/** The settings are text, names and values are bytes. */
const binaryOf = (setting: string): string => Buffer.from(setting, "utf8").toString("latin1");

function jsonOf(own: OwnConvention, value: string): Parts | undefined {
  const written = Buffer.from(value, "latin1").toString("utf8");
  let content: unknown;
  try {
    content = JSON.parse(written);
  } catch {
    return undefined;
  }
  const holderText = own.holder === undefined ? written : at(content, own.holder, written);
  const fencing = own.fencing === undefined ? undefined : at(content, own.fencing, written);
  if (holderText === undefined) return undefined;
  return { value: binaryOf(holderText), token: value, ...(fencing === undefined ? {} : { fencing }) };
}

/** What stands at a path like `owner.id`; a number of 64 bits is taken from the text, where its name stands but once. */
function at(content: unknown, path: string, written: string): string | undefined {
  let here = content;
  const steps = path.split(".");
  for (const step of steps) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  if (typeof here === "string") return here;
  if (typeof here !== "number") return here === undefined || here === null ? undefined : JSON.stringify(here);
  if (Number.isSafeInteger(here) || !Number.isInteger(here)) return String(here);
  const pieces = written.split(`${JSON.stringify(steps.at(-1))}`);
  const [, digits] = /^\s*:\s*(-?\d+)\s*[,}]/.exec(pieces[1] ?? "") ?? [];
  return pieces.length === 2 ? digits : undefined;
}

/** `{holder}:{fencing}` against a value: what stands between must be there; the last part takes the rest. */
export function byTemplate(template: string, value: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  const pieces = binaryOf(template).split(/\{(holder|fencing|\*)\}/);
  let rest = value;
  if (!rest.startsWith(pieces[0] ?? "")) return undefined;
  rest = rest.slice(pieces[0]?.length);
  for (let index = 1; index < pieces.length; index += 2) {
    const literal = pieces[index + 1] ?? "";
    const last = index + 2 >= pieces.length;
    const end = last ? rest.length - literal.length : literal === "" ? rest.length : rest.indexOf(literal);
    if (end < 0 || !rest.startsWith(literal, end)) return undefined;
    found.set(pieces[index] ?? "", rest.slice(0, end));
    rest = rest.slice(end + literal.length);
  }
  return rest === "" ? found : undefined;
}
