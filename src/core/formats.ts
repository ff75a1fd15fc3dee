/** `Intl`'s formats, made once: making one costs a hundred times more than using it, and tables have thousands of figures. */

const numbers = new Map<string, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();
const ages = new Map<string, Intl.RelativeTimeFormat>();

/** @param digits behind the point at most; Intl's own three when absent */
export const numberFormat = (locale: string, digits?: number): Intl.NumberFormat =>
  once(numbers, `${locale} ${digits}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));

export const timeFormat = (locale: string, timeZone: string | undefined): Intl.DateTimeFormat =>
  once(
    times,
    `${locale} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", timeZone }),
  );

/** Hours to milliseconds, as logs write them. */
export const clockFormat = (timeZone: string | undefined): Intl.DateTimeFormat =>
  once(times, `clock ${timeZone}`, () => new Intl.DateTimeFormat("en-GB", { ...CLOCK, timeZone }));

const CLOCK = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
} as const;

export const ageFormat = (locale: string): Intl.RelativeTimeFormat =>
  once(ages, locale, () => new Intl.RelativeTimeFormat(locale, { style: "narrow" }));

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
