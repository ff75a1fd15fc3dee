import type { Values } from "./contract";
import type { LockSettings, OwnConvention } from "./lock-source";
import { type Text, text } from "./text";
import { withoutLogin } from "./without-login";

/**
 * The fields of a connection that speak of locks, in the settings
 * `"locks": { "masters": […], "patterns": […], "conventions": { "jobs:*": "hash holder:owner fencing:epoch" } }`.
 * A connection that passed `lockSettingsProblem` is read whole.
 */
export const LOCK_MASTERS = "locks.masters";
export const LOCK_PATTERNS = "locks.patterns";
export const LOCK_CONVENTIONS = "locks.conventions";

export function readLockSettings(values: Values): LockSettings {
  return {
    masters: [...new Set(listed(values[LOCK_MASTERS]))],
    patterns: [...new Set(listed(values[LOCK_PATTERNS]))],
    conventions: written(values).flatMap(([pattern, way]) => {
      const read = readConvention(pattern, way);
      return "pattern" in read ? [read] : [];
    }),
  };
}

/** What is wrong with them, but for the masters' URLs: those are the system's to check. */
export function lockSettingsProblem(values: Values): { readonly field: string; readonly why: Text } | undefined {
  const masters = listed(values[LOCK_MASTERS]);
  const twice = masters.find((master, index) => masters.indexOf(master) !== index);
  // A quorum counts masters: one that is named twice would have two votes.
  if (twice !== undefined) return { field: LOCK_MASTERS, why: text("names {0} twice", withoutLogin(twice)) };
  if (listed(values[LOCK_PATTERNS]).includes("")) return { field: LOCK_PATTERNS, why: text("has an empty pattern") };
  for (const [pattern, way] of written(values)) {
    const read = readConvention(pattern, way);
    if (!("pattern" in read)) return { field: LOCK_CONVENTIONS, why: text("has {0}, which {1}", `“${pattern}”`, read) };
  }
  return undefined;
}

/**
 * `string`, `string {holder}:{fencing}`, `json holder:owner.id fencing:token`, `hash holder:owner fencing:epoch`; the
 * fencing token may be an entry of its own: `fencing:key:token:{name}`.
 */
export function readConvention(pattern: string, way: string): OwnConvention | ReturnType<typeof text> {
  const [type, ...words] = way.trim().split(/\s+/);
  if (pattern === "") return text("has no pattern");
  if (type !== "string" && type !== "json" && type !== "hash") {
    return text("must begin with {0}", "string, json, hash");
  }
  const found: { holder?: string; fencing?: string } = {};
  for (const word of words) {
    const [, part, where] = /^(holder|fencing):(.+)$/.exec(word) ?? [];
    const name = part === "holder" || part === "fencing" ? part : type === "string" ? "holder" : undefined;
    const value = where ?? word;
    if (!name || found[name] !== undefined) return text("must look like {0}", EXAMPLES[type]);
    found[name] = value;
  }
  if (type === "string" && found.holder !== undefined && !isTemplate(found.holder)) {
    return text("must look like {0}", EXAMPLES.string);
  }
  if (type === "string" && found.fencing !== undefined && !found.fencing.startsWith("key:")) {
    return text("must look like {0}", EXAMPLES.string);
  }
  return { pattern, type, ...found };
}

const EXAMPLES = {
  string: "string {holder}:{fencing}",
  json: "json holder:owner.id fencing:token",
  hash: "hash holder:owner fencing:epoch",
} as const;

/** Each part stands once, and something stands between two: otherwise nobody could tell where one ends. */
const isTemplate = (template: string): boolean =>
  /^[^{}]*\{(holder|fencing|\*)\}([^{}]+\{(holder|fencing|\*)\})*[^{}]*$/.test(template) &&
  template.split("{holder}").length === 2 &&
  template.split("{fencing}").length <= 2;

const listed = (value: Values[string] | undefined): readonly string[] =>
  Array.isArray(value) ? value.map((one) => String(one).trim()) : [];

const written = (values: Values): readonly (readonly [string, string])[] => {
  const value = values[LOCK_CONVENTIONS];
  if (typeof value !== "object" || Array.isArray(value)) return [];
  return Object.entries(value).map(([pattern, way]) => [pattern, String(way)]);
};
