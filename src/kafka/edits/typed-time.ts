/**
 * A typed time as milliseconds since 1970: a number of them, or `2026-11-24`, `2026-11-24 13:05`, `…T13:05:10.250`, with
 * `Z` or `+01:00` behind it; without these it is the time of this machine. undefined where it is none of these.
 */
export function parseTime(typed: string): bigint | undefined {
  if (/^\d{1,15}$/.test(typed)) return BigInt(typed);
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/i.exec(typed);
  if (!match) return undefined;
  const [, day = "", minutes = "00:00", seconds = ":00", fraction = "", zone = ""] = match;
  const at = Date.parse(`${day}T${minutes}${seconds}${fraction}${zone.toUpperCase()}`);
  if (Number.isNaN(at) || at < 0 || new Date(`${day}T00:00Z`).toISOString().slice(0, 10) !== day) return undefined;
  return BigInt(at);
}
