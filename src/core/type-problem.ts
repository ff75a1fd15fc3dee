import type { Field } from "./contract";
import { type Text, text } from "./text";

/** What is wrong with the type of a field's value, or nothing. */
export function typeProblem(field: Field, raw: unknown): Text | undefined {
  const isText = (value: unknown) => typeof value === "string";
  switch (field.type) {
    case "number":
      return typeof raw === "number" && Number.isFinite(raw) ? undefined : text("must be a number");
    case "boolean":
      return typeof raw === "boolean" ? undefined : text("must be true or false");
    case "list":
      return Array.isArray(raw) && raw.every(isText) && (raw.length || !field.required)
        ? undefined
        : text("must be a list of strings like {0}", JSON.stringify([field.placeholder ?? "…"]));
    case "map":
      return isRecord(raw) && Object.values(raw).every(isText)
        ? undefined
        : text("must be an object whose values are strings");
    default:
      if (typeof raw !== "string") return text("must be a string");
      if (field.required && !raw.trim()) return text("is empty");
      return !field.options || field.options.includes(raw)
        ? undefined
        : text("must be one of {0}", field.options.join(", "));
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
