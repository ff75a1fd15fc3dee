/** milliseconds that the rows stay as they are before the host is told */
const REST = 250;

/** Tells which rows can be seen: when scrolling rests, and only when they are others than before. */
export class SightTeller {
  private told: string | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private rows: readonly string[] = [];

  constructor(private readonly tell: (rows: readonly string[]) => void) {}

  see(rows: readonly string[]): void {
    const same = rows.length === this.rows.length && rows.every((row, index) => row === this.rows[index]);
    if (same && (this.waiting !== undefined || this.told !== undefined)) return;
    this.rows = rows;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.tellNow(), REST);
  }

  private tellNow(): void {
    this.waiting = undefined;
    // The host looks at them as a set: only another set is news.
    const now = JSON.stringify([...this.rows].sort());
    if (now === this.told) return;
    this.told = now;
    this.tell(this.rows);
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }
}
