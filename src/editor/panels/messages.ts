import type { Choices, FromPanel } from "../../panel/protocol";

/**
 * What comes out of a webview, checked before it is used: a page can send anything, and what it has kept over a reload
 * may be of another version. Each returns undefined for what is not exactly of the shape that the protocol says.
 */
export function readMessage(value: unknown): FromPanel | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.type) {
    case "ready":
      return readReady(value);
    case "choices": {
      const choices = readChoices(value.choices);
      return choices && { type: "choices", choices };
    }
    case "inSight":
      return isTexts(value.rows) ? { type: "inSight", rows: value.rows } : undefined;
    case "now":
      return { type: "now" };
    case "action":
      return isText(value.action) && isText(value.row)
        ? { type: "action", action: value.action, row: value.row }
        : undefined;
    case "copy":
    case "export": {
      const { type, format, rows } = value;
      return (format === "csv" || format === "json") && isTexts(rows) ? { type, format, rows } : undefined;
    }
    default:
      return undefined;
  }
}

/** A webview's first words. Choices that cannot be understood are left out: then the panel begins anew. */
function readReady({ timeZone, choices }: Readonly<Record<string, unknown>>): FromPanel {
  const kept = readChoices(choices);
  return { type: "ready", timeZone: isTimeZone(timeZone) ? timeZone : "UTC", ...(kept ? { choices: kept } : {}) };
}

export function readChoices(value: unknown): Choices | undefined {
  if (!isRecord(value)) return undefined;
  const { filter, facets, sort, open, intervalMs, paused, utc, panel } = value;
  if (!isText(filter) || !isRecord(facets) || !Object.values(facets).every(isTexts)) return undefined;
  if (typeof paused !== "boolean" || typeof utc !== "boolean") return undefined;
  if (typeof intervalMs !== "number" || !(intervalMs >= LEAST_INTERVAL && intervalMs <= MOST_INTERVAL))
    return undefined;
  if (!isOptional(open, isText) || !isOptional(panel, isText) || !isOptional(sort, isSort)) return undefined;
  return {
    filter,
    facets: Object.fromEntries(
      Object.entries(facets).filter((entry): entry is [string, string[]] => isTexts(entry[1])),
    ),
    intervalMs,
    paused,
    utc,
    ...(sort ? { sort: { column: sort.column, descending: sort.descending } } : {}),
    ...(open === undefined ? {} : { open }),
    ...(panel === undefined ? {} : { panel }),
  };
}

/** The choices in what a webview has kept, as VS Code gives it back after a reload of the window. */
export function keptChoices(state: unknown): Choices | undefined {
  return isRecord(state) ? readChoices(state.choices) : undefined;
}

/** milliseconds between two looks */
export const LEAST_INTERVAL = 1_000;
const MOST_INTERVAL = 24 * 60 * 60 * 1_000;
/** characters of one text, and texts of one list: beyond is no panel of ours */
const LONGEST = 10_000;
const MOST = 200_000;

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= LONGEST;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MOST && value.every(isText);

const isSort = (value: unknown): value is { column: string; descending: boolean } =>
  isRecord(value) && isText(value.column) && typeof value.descending === "boolean";

const isOptional = <T>(value: unknown, check: (value: unknown) => value is T): value is T | undefined =>
  value === undefined || check(value);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTimeZone(value: unknown): value is string {
  if (!isText(value) || value === "") return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
