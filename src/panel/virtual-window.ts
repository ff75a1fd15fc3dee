/** Rows from `from` up to, and without, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What can be seen of a table, in pixels: how far its first row lies below the top of what scrolls, and that one's height. */
export interface Sight {
  readonly top: number;
  readonly height: number;
}

/** The rows of which at least a part can be seen. */
export function rowsInSight({ top, height }: Sight, rowHeight: number, count: number): Span {
  const clamp = (row: number) => Math.min(count, Math.max(0, row));
  const from = clamp(Math.floor(-top / rowHeight));
  return { from, to: Math.max(from, clamp(Math.ceil((height - top) / rowHeight))) };
}

const STEP = 8;

/** The rows to draw: some more than can be seen, in steps, so that most movements of the wheel draw nothing new. */
export function rowsToDraw({ from, to }: Span, count: number): Span {
  return {
    from: Math.max(0, Math.floor(from / STEP) * STEP - STEP),
    to: Math.min(count, Math.ceil(to / STEP) * STEP + STEP),
  };
}
