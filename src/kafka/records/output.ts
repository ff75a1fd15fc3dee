import { MalformedError } from "../protocol/values";

/** More bytes than what is allowed would come out of a compressed batch. */
export class TooLargeError extends Error {
  constructor(readonly limit: number) {
    super(`more than ${limit} bytes`);
    this.name = "TooLargeError";
  }
}

/** Bytes that come out of a decompression, `limit` at most. */
export class Output {
  private buffer = new Uint8Array(64 * 1024);
  length = 0;

  constructor(private readonly limit: number) {}

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** Fails at once where the announced length is too much. */
  expect(length: number): void {
    if (length > this.limit) throw new TooLargeError(this.limit);
  }

  push(bytes: Uint8Array): void {
    this.grow(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Repeats `length` bytes from `distance` back; never from before `start`. */
  repeat(distance: number, length: number, start = 0): void {
    if (distance === 0 || distance > this.length - start)
      throw new MalformedError("a reference to before the beginning");
    this.grow(length);
    const from = this.length - distance;
    // Where the pieces overlap, what was just written is read again.
    if (distance >= length) this.buffer.copyWithin(this.length, from, from + length);
    else for (let at = 0; at < length; at++) this.buffer[this.length + at] = this.buffer[from + at] ?? 0;
    this.length += length;
  }

  private grow(by: number): void {
    const needed = this.length + by;
    this.expect(needed);
    if (needed <= this.buffer.length) return;
    const larger = new Uint8Array(Math.min(this.limit, Math.max(needed, this.buffer.length * 2)));
    larger.set(this.bytes);
    this.buffer = larger;
  }
}
