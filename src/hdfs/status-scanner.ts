const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** bytes that one entry may have; a name has at most 8,000 */
const MOST_ENTRY = 1024 * 1024;

/** Thrown by `push` when the bytes cannot be a listing. */
export class NotAListing extends Error {}

/**
 * Cuts the answer of LISTSTATUS, `{"FileStatuses":{"FileStatus":[{…},{…}]}}`, into the JSON of its entries while it
 * comes in, so that a directory of any size takes little memory and can be left in the middle.
 */
export class StatusScanner {
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** the depth inside the list of entries; 0 before it began */
  private listDepth = 0;
  private ended = false;
  /** what has come in of the entry that is not complete yet */
  private pieces: Uint8Array[] = [];
  private pending = 0;
  private inEntry = false;

  /** True when the list of entries is closed: nothing is missing. */
  get complete(): boolean {
    return this.ended;
  }

  /** The entries that are complete with these bytes. */
  push(chunk: Uint8Array): string[] {
    const entries: string[] = [];
    let begin = 0;
    for (let at = 0; at < chunk.length && !this.ended; at++) {
      const byte = chunk[at];
      if (this.inString) {
        this.advanceString(byte);
        continue;
      }
      if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN || byte === OPEN_LIST) {
        if (this.listDepth && this.depth === this.listDepth) {
          if (byte !== OPEN) throw new NotAListing();
          this.inEntry = true;
          begin = at;
        }
        this.depth++;
        if (byte === OPEN_LIST && !this.listDepth) this.listDepth = this.depth;
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        this.depth--;
        if (this.depth < 0) throw new NotAListing();
        if (this.inEntry && this.depth === this.listDepth) {
          entries.push(this.entry(chunk.subarray(begin, at + 1)));
          this.inEntry = false;
        } else if (this.listDepth && this.depth < this.listDepth) this.ended = true;
      } else if (this.depth === 0 && !isSpace(byte)) throw new NotAListing();
    }
    if (this.inEntry) this.keep(chunk.subarray(begin));
    return entries;
  }

  private advanceString(byte: number | undefined): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.inString = false;
  }

  private entry(end: Uint8Array): string {
    const whole = this.pieces.length ? Buffer.concat([...this.pieces, end]) : Buffer.from(end);
    this.pieces = [];
    this.pending = 0;
    return whole.toString("utf8");
  }

  private keep(piece: Uint8Array): void {
    this.pieces.push(piece);
    this.pending += piece.length;
    if (this.pending > MOST_ENTRY) throw new NotAListing();
  }
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
