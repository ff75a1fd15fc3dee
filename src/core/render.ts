import { shown } from "./bytes";
import { ageFormat, numberFormat, timeFormat } from "./formats";
import type { Argument, Figure, Text } from "./text";

/** Finds the translation of a pattern and fills in its arguments: `vscode.l10n.t`, or `fill` for English. */
export type Translate = (message: string, ...args: string[]) => string;

export interface Reader {
  readonly translate: Translate;
  /** BCP 47, for numbers and dates */
  readonly locale: string;
  /** milliseconds since 1970, for ages */
  readonly now: number;
  /** as `Intl` knows it; the machine's own when absent */
  readonly timeZone?: string;
}

/** The English of a pattern. */
export const fill: Translate = (message, ...args) => message.replace(/\{(\d+)\}/g, (all, n) => args[Number(n)] ?? all);

/** A reader for logs, tests and the typed exports: English, and the current moment. */
export const english = (): Reader => ({ translate: fill, locale: "en", now: Date.now() });

/**
 * What is filled in may be a stranger's: a line end, a control character or a mark of direction in it is written out, so
 * that it makes no line of its own in a question, a report or a log, and colours no terminal.
 */
export function render(text: Text, reader: Reader): string {
  if ("verbatim" in text) return shown(text.verbatim);
  if ("as" in text) return renderFigure(text, reader);
  return reader.translate(text.message, ...text.args.map((argument) => renderArgument(argument, reader)));
}

/** The parts of a row's description, in the order given. */
export function renderAll(parts: readonly Text[] | undefined, reader: Reader): string | undefined {
  return parts?.length ? parts.map((part) => render(part, reader)).join(" · ") : undefined;
}

function renderArgument(argument: Argument, reader: Reader): string {
  if (typeof argument === "string") return shown(argument);
  if (typeof argument === "number" || typeof argument === "bigint") return argument.toString();
  return render(argument, reader);
}

function renderFigure(figure: Figure, reader: Reader): string {
  switch (figure.as) {
    case "count":
      return numberFormat(reader.locale).format(figure.value);
    case "size":
      return renderSize(figure.value, reader.locale);
    case "duration":
      return renderDuration(figure.value, reader.translate);
    case "time":
      return renderTime(figure.value, reader);
    case "age":
      return renderAge(figure.value, reader);
  }
}

const UNITS = ["B", "KB", "MB", "GB", "TB", "PB", "EB"] as const;

/** 1 KB is 1024 B, as `hdfs dfs -ls -h` and `redis-cli --bigkeys` count. */
function renderSize(value: number | bigint, locale: string): string {
  let amount = Number(value);
  let unit = 0;
  while (Math.abs(amount) >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  const maximumFractionDigits = unit === 0 || amount >= 100 ? 0 : 1;
  return `${numberFormat(locale, maximumFractionDigits).format(amount)} ${UNITS[unit]}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The two largest units that matter: `3 d 4 h`, `5 min 12 s`, `850 ms`. */
function renderDuration(ms: number, translate: Translate): string {
  if (ms < 0) return `−${renderDuration(-ms, translate)}`;
  if (ms < SECOND) return translate("{0} ms", Math.round(ms).toString());
  const whole = (unit: number): string => Math.floor(ms / unit).toString();
  const rest = (unit: number, below: number): string => Math.floor((ms % unit) / below).toString();
  const isRound = (unit: number, below: number): boolean => ms % unit < below;
  if (ms < MINUTE) return translate("{0} s", whole(SECOND));
  if (ms < HOUR) {
    if (isRound(MINUTE, SECOND)) return translate("{0} min", whole(MINUTE));
    return translate("{0} min {1} s", whole(MINUTE), rest(MINUTE, SECOND));
  }
  if (ms < DAY) {
    if (isRound(HOUR, MINUTE)) return translate("{0} h", whole(HOUR));
    return translate("{0} h {1} min", whole(HOUR), rest(HOUR, MINUTE));
  }
  if (isRound(DAY, HOUR)) return translate("{0} d", whole(DAY));
  return translate("{0} d {1} h", whole(DAY), rest(DAY, HOUR));
}

function renderTime(value: number, reader: Reader): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return value.toString();
  return timeFormat(reader.locale, reader.timeZone).format(date);
}

function renderAge(value: number, reader: Reader): string {
  const passed = reader.now - value;
  if (passed < 0) return renderTime(value, reader);
  if (passed < MINUTE) return reader.translate("just now");
  const [amount, unit] =
    passed < HOUR
      ? ([passed / MINUTE, "minute"] as const)
      : passed < DAY
        ? ([passed / HOUR, "hour"] as const)
        : passed < 365 * DAY
          ? ([passed / DAY, "day"] as const)
          : ([passed / (365 * DAY), "year"] as const);
  return ageFormat(reader.locale).format(-Math.floor(amount), unit);
}
