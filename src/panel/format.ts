import type { Words } from "./protocol";

/** Fills the places of a word: `{0}`, `{1}`. */
export const fill = (pattern: string, ...args: readonly string[]): string =>
  pattern.replace(/\{(\d+)\}/g, (all, place) => args[Number(place)] ?? all);

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The two largest units that matter, in whole seconds: `3 d 4 h`, `5 min 12 s`. What is below 0 is 0. */
export function spell(ms: number, words: Words): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pair = (unit: number, large: string, below: number, small: string) => {
    const rest = Math.floor((seconds % unit) / below);
    const first = fill(large, Math.floor(seconds / unit).toString());
    return rest ? `${first} ${fill(small, rest.toString())}` : first;
  };
  if (seconds >= DAY) return pair(DAY, words.days, HOUR, words.hours);
  if (seconds >= HOUR) return pair(HOUR, words.hours, MINUTE, words.minutes);
  if (seconds >= MINUTE) return pair(MINUTE, words.minutes, 1, words.seconds);
  return fill(words.seconds, seconds.toString());
}

/** How a reader reads times. */
export interface Clock {
  /** BCP 47 */
  readonly locale: string;
  readonly utc: boolean;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format({ locale, utc }: Clock, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${locale} ${utc}`;
  const found =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, ...(utc ? { timeZone: "UTC" } : {}) });
  formats.set(key, found);
  return found;
}

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
const DATE = { year: "numeric", month: "short", day: "numeric" } as const;

/** The time of day, with the date where that is not the day of `now`; both in milliseconds since 1970. */
export function moment(at: number, clock: Clock, now: number): string {
  const day = format(clock, "day", DATE);
  const time = format(clock, "time", TIME).format(at);
  return day.format(at) === day.format(now) ? time : `${day.format(at)} ${time}`;
}

/** A time as an axis shows it: with the date where the steps are days, with seconds where they are shorter than a minute. */
export function tick(at: number, clock: Clock, stepMs: number): string {
  if (stepMs >= DAY * 1000) return format(clock, "tickDay", { month: "short", day: "numeric" }).format(at);
  if (stepMs < MINUTE * 1000) return format(clock, "time", TIME).format(at);
  return format(clock, "tickMinute", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

const numbers = new Map<string, Intl.NumberFormat>();

export function figure(value: number, locale: string, compact = false): string {
  const key = `${locale} ${compact}`;
  const found =
    numbers.get(key) ??
    new Intl.NumberFormat(
      locale,
      compact ? { notation: "compact", maximumFractionDigits: 2 } : { maximumFractionDigits: 2 },
    );
  numbers.set(key, found);
  return found.format(value);
}
