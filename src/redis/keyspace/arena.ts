/**
 * The bytes of names, in blocks. A position is one number of 32 bits: the block, and the byte in it where the name
 * begins. Each name stands behind its length, so that a name costs no object and no second number.
 */
export class Arena {
  private readonly blocks: Uint8Array[] = [];
  private used = 0;

  /** bytes of memory */
  get bytes(): number {
    return this.used;
  }

  get next(): number {
    return this.blocks.length;
  }

  add(block: Uint8Array): number {
    this.blocks.push(block);
    this.used += block.length;
    return this.blocks.length - 1;
  }

  block(position: number): Uint8Array {
    return this.blocks[position >>> BLOCK_BITS] ?? EMPTY;
  }

  /** The name as a view: it is not to be changed, and not to be kept for long. */
  name(position: number): Uint8Array {
    const block = this.block(position);
    const at = position & BLOCK_MASK;
    const begin = at + headerLength(block, at);
    return block.subarray(begin, begin + nameLength(block, at));
  }
}

export const BLOCK_BITS = 20;
/** bytes of a block; a name that is longer has a block of its own */
export const BLOCK_SIZE = 1 << BLOCK_BITS;
export const BLOCK_MASK = BLOCK_SIZE - 1;
export const BLOCKS_MOST = 1 << (32 - BLOCK_BITS);

const EMPTY = new Uint8Array(1);
const LONG = 255;
const LONG_HEADER = 5;

/** bytes in front of a name of this length: one, or five from 255 bytes on */
export const headerFor = (length: number): number => (length < LONG ? 1 : LONG_HEADER);

export const headerLength = (block: Uint8Array, at: number): number => (block[at] === LONG ? LONG_HEADER : 1);

export function nameLength(block: Uint8Array, at: number): number {
  const first = block[at] ?? 0;
  if (first !== LONG) return first;
  const [a = 0, b = 0, c = 0, d = 0] = block.subarray(at + 1, at + LONG_HEADER);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** Writes the name behind its length; returns where the next one goes. */
export function writeName(block: Uint8Array, at: number, name: Uint8Array): number {
  const { length } = name;
  if (length < LONG) block[at++] = length;
  else {
    block.set([LONG, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255], at);
    at += LONG_HEADER;
  }
  // Names are short: a loop is quicker here than a call of `set`.
  if (length > 64) block.set(name, at);
  else for (let i = 0; i < length; i++) block[at + i] = name[i] ?? 0;
  return at + length;
}

/** Copies a name with its length; returns where the next one goes. */
export function copyName(from: Uint8Array, begin: number, to: Uint8Array, at: number): number {
  const length = headerLength(from, begin) + nameLength(from, begin);
  if (length > 64) to.set(from.subarray(begin, begin + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[begin + i] ?? 0;
  return at + length;
}

/** Whether two names of a block are the same. */
export function isSameName(block: Uint8Array, a: number, b: number): boolean {
  const length = nameLength(block, a);
  if (length !== nameLength(block, b)) return false;
  const header = headerLength(block, a);
  // The ends differ sooner than the beginnings.
  for (let i = header + length - 1; i >= header; i--) if (block[a + i] !== block[b + i]) return false;
  return true;
}

/** Compares by bytes, as `memcmp` does; a name comes before the longer ones that it begins. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
