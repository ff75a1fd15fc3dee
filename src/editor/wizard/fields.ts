import { l10n, type QuickPickItem } from "vscode";
import type { Field, Value } from "../../core/contract";
import { words } from "../reader";
import type { Ask } from "./steps";

interface Choice extends QuickPickItem {
  readonly value: Value | undefined;
}

/** What is proposed for a field: a switch's side, a text, or what is added to a list or a map. */
export type Suggestion = string | boolean;

/** Asks for one field. Answers its new value; undefined means "not set". */
export async function askField(
  ask: Ask,
  title: string,
  field: Field,
  value: Value | undefined,
  problem: (value: Value | undefined) => string | undefined,
  suggestion?: Suggestion,
): Promise<Value | undefined> {
  if (field.type === "boolean") return askChoice(ask, title, field, suggestion ?? value, [true, false]);
  if (field.options) return askChoice(ask, title, field, value, field.options);
  const text = await ask.text({
    title,
    prompt: prompt(field),
    value: proposed(field, value, suggestion),
    placeholder: field.placeholder,
    password: field.type === "secret",
    validate: (typed) => {
      const read = readTyped(field, typed);
      return read.why ?? problem(read.value);
    },
  });
  return readTyped(field, text).value;
}

async function askChoice(ask: Ask, title: string, field: Field, value: Value | undefined, options: readonly Value[]) {
  const none: Choice = { label: l10n.t("Not set"), value: undefined };
  const choices: Choice[] = options.map((option) => ({
    label: option === true ? l10n.t("Yes") : option === false ? l10n.t("No") : String(option),
    value: option,
  }));
  const all = field.required ? choices : [none, ...choices];
  const active = all.find((choice) => choice.value === value);
  return (await ask.pick(title, words(field.help), all, active)).value;
}

function prompt(field: Field): string {
  const hints: Partial<Record<Field["type"], string>> = {
    list: l10n.t("Several are separated by commas."),
    map: l10n.t("Write from=to; several are separated by commas."),
    secret: l10n.t("Kept in the editor's secret storage, never in the settings. Empty: leave it as it is."),
  };
  return [words(field.help), hints[field.type]].filter(Boolean).join(" ");
}

function proposed(field: Field, value: Value | undefined, suggestion: Suggestion | undefined): string {
  const now = written(value);
  if (typeof suggestion !== "string") return now;
  const adds = field.type === "list" || field.type === "map";
  return adds && now ? `${now}, ${suggestion}` : suggestion;
}

/** A value as a person types it. */
export function written(value: Value | undefined): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object")
    return Object.entries(value)
      .map(([from, to]) => `${from}=${to}`)
      .join(", ");
  return String(value);
}

/** What was typed, as the settings keep it. */
export function readTyped(field: Field, typed: string): { readonly value?: Value; readonly why?: string } {
  const text = typed.trim();
  if (!text) return field.required ? { why: l10n.t("{0} is needed.", words(field.label)) } : {};
  const pieces = text
    .split(",")
    .map((piece) => piece.trim())
    .filter(Boolean);
  switch (field.type) {
    case "number": {
      const number = Number(text);
      return Number.isFinite(number) ? { value: number } : { why: l10n.t("“{0}” is not a number.", text) };
    }
    case "list":
      return { value: pieces };
    case "map": {
      const pairs = pieces.map((piece) => piece.split("=").map((part) => part.trim()));
      const wrong = pairs.findIndex((pair) => pair.length !== 2 || pair.some((part) => !part));
      if (wrong >= 0) return { why: l10n.t("“{0}” does not have the form from=to.", pieces[wrong] ?? "") };
      return { value: Object.fromEntries(pairs) };
    }
    case "secret":
      return { value: typed };
    default:
      return { value: text };
  }
}
