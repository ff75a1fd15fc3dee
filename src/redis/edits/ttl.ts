import { type Text, text } from "../../core/text";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** 1,000 years: beyond it, adding to the time of the server would go wrong somewhere. */
const MOST = 1_000 * 365 * 86_400_000;

/** Milliseconds of `90` (seconds), `1500ms`, `90s`, `10m`, `2h`, `7d`, `1d12h`; `none`: no limit. Or what is wrong. */
export function parseTtl(typed: string): number | "none" | Text {
  const said = typed.trim().toLowerCase();
  if (said === "none") return "none";
  if (/^\d{1,15}$/.test(said)) return checked(Number(said) * 1_000);
  if (!/^(\d{1,15}(ms|s|m|h|d))+$/.test(said)) return text("must look like {0}", "90s, 10m, 2h, 7d, 1500ms");
  let sum = 0;
  for (const [, number, unit] of said.matchAll(/(\d+)(ms|s|m|h|d)/g)) sum += Number(number) * (UNITS[unit ?? ""] ?? 0);
  return checked(sum);
}

export const isTtl = (parsed: number | "none" | Text): parsed is number | "none" =>
  typeof parsed === "number" || parsed === "none";

/** As an input's check. */
export function ttlProblem(typed: string): Text | undefined {
  const parsed = parseTtl(typed);
  return isTtl(parsed) ? undefined : parsed;
}

function checked(ms: number): number | Text {
  if (ms <= 0) return text("must be above 0: a key that is to go at once is deleted");
  return ms <= MOST ? ms : text("is longer than 1,000 years");
}
