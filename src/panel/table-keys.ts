import type { Line } from "./lines";

/** Where a key leads in a list: the number of the line, or undefined for a key that leads nowhere. */
export function keyTarget(
  key: string,
  { count, active, page }: { readonly count: number; readonly active: number; readonly page: number },
): number | undefined {
  const last = count - 1;
  const to = {
    ArrowDown: active + 1,
    ArrowUp: active < 0 ? last : active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: last,
  }[key];
  return to === undefined || count === 0 ? undefined : Math.max(0, Math.min(last, to));
}

/** What the arrows to the sides do to a line that has others below it, or belongs to one. */
export function foldEffect(
  key: string,
  lines: readonly Line[],
  active: number,
): { readonly to: number } | { readonly open: boolean } | undefined {
  const line = lines[active];
  if (!line) return undefined;
  if (key === "ArrowRight" && line.open !== undefined) return line.open ? { to: active + 1 } : { open: true };
  if (key === "ArrowLeft" && line.open) return { open: false };
  if (key !== "ArrowLeft" || line.level === 1) return undefined;
  return { to: lines.findLastIndex((other, index) => index < active && other.level < line.level) };
}
