/** Milliseconds of a time as a person types it: `30 s`, `1500ms`, `2 min`, `1h`; a number alone is seconds. */
export function typedDuration(typed: string): number | undefined {
  const [, digits = "", unit = "s"] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(typed.trim()) ?? [];
  const factor = UNITS[unit];
  if (digits === "" || factor === undefined) return undefined;
  const ms = Math.round(Number(digits) * factor);
  return ms > 0 && ms <= LONGEST ? ms : undefined;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, m: 60_000, h: 3_600_000 };

/** milliseconds: 30 days. Nobody wants to keep a lock for longer by hand. */
const LONGEST = 30 * 24 * 3_600_000;

/** As `typedDuration` reads it back. */
export const writtenDuration = (ms: number): string => (ms % 1_000 === 0 ? `${ms / 1_000} s` : `${Math.ceil(ms)} ms`);
