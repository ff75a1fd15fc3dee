import type { Value } from "./contract";
import type { Environment } from "./profile";

/** A value with its `${env:NAME}` filled in, and which variables it names. */
export interface FilledIn {
  readonly value: Value;
  readonly used: readonly string[];
  /** of those, the ones that are not set */
  readonly missing: readonly string[];
}

export function fillIn(value: Value, env: Environment): FilledIn {
  const used = new Set<string>();
  const fill = (part: string) =>
    part.replace(/\$\{env:([^}]+)\}/g, (_, name: string) => {
      used.add(name);
      return env[name] ?? "";
    });
  const filled: Value =
    typeof value === "string"
      ? fill(value)
      : Array.isArray(value)
        ? value.map(fill)
        : typeof value === "object"
          ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part)]))
          : value;
  return { value: filled, used: [...used], missing: [...used].filter((name) => env[name] === undefined) };
}
