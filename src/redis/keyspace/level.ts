import { type Arena, BLOCK_MASK, compareBytes, headerLength, nameLength } from "./arena";

/** Rows found between two pauses. */
const STEP = 1024;

/** Names in order: the whole of an index, or those of it that a filter leaves. */
export interface Names {
  readonly arena: Arena;
  readonly order: Uint32Array;
}

/** What is directly below a prefix: namespaces as ranges of the order, keys as positions. Both are sorted. */
export interface Level {
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
  readonly keys: Uint32Array;
}

/** One namespace: its whole prefix, delimiter included, and how many keys are below. */
export interface Namespace {
  readonly prefix: Uint8Array;
  readonly keys: number;
}

/** Finds what is directly below `prefix`. Without a delimiter there are no namespaces. */
export function* walkLevel(names: Names, prefix: Uint8Array, delimiter: Uint8Array): Generator<void, Level> {
  const { arena, order } = names;
  const end = upperBound(names, prefix);
  const begins = new Numbers();
  const ends = new Numbers();
  const keys = new Numbers();
  let pause = STEP;
  for (let i = lowerBound(names, prefix); i < end; ) {
    const position = order[i] ?? 0;
    const length = namespaceLength(arena, position, prefix.length, delimiter);
    if (length < 0) {
      keys.push(position);
      i++;
    } else {
      begins.push(i);
      i = gallop(names, arena.name(position).slice(0, length), i, end);
      ends.push(i);
    }
    if (keys.length + ends.length >= pause) {
      pause += STEP;
      yield;
    }
  }
  return { begins: begins.array(), ends: ends.array(), keys: keys.array() };
}

/** The namespace in a row of a level. */
export function namespaceIn(
  names: Names,
  { begins, ends }: Level,
  row: number,
  above: number,
  delimiter: Uint8Array,
): Namespace {
  const begin = begins[row] ?? 0;
  const position = names.order[begin] ?? 0;
  const length = namespaceLength(names.arena, position, above, delimiter);
  return { prefix: names.arena.name(position).slice(0, length), keys: (ends[row] ?? 0) - begin };
}

/** How many names begin with the prefix. */
export function countBelow(names: Names, prefix: Uint8Array): number {
  return upperBound(names, prefix) - lowerBound(names, prefix);
}

/** The first index below `size` where `isAfter` says yes, or `size`; `isAfter` must not turn back to no. */
export function firstAfter(size: number, isAfter: (index: number) => boolean): number {
  let low = 0;
  for (let high = size; low < high; ) {
    const middle = (low + high) >>> 1;
    if (isAfter(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const nameAt = ({ arena, order }: Names, index: number): Uint8Array => arena.name(order[index] ?? 0);

function lowerBound(names: Names, prefix: Uint8Array): number {
  return firstAfter(names.order.length, (index) => compareBytes(nameAt(names, index), prefix) >= 0);
}

function upperBound(names: Names, prefix: Uint8Array): number {
  return firstAfter(
    names.order.length,
    (index) => compareBytes(nameAt(names, index).subarray(0, prefix.length), prefix) > 0,
  );
}

/** The end of the names that begin with `prefix`, from `begin` on: in strides that double, since most are short. */
function gallop(names: Names, prefix: Uint8Array, begin: number, end: number): number {
  let stride = 1;
  let inside = begin;
  while (inside + stride < end && beginsWith(names, inside + stride, prefix)) {
    inside += stride;
    stride *= 2;
  }
  const outside = Math.min(end, inside + stride);
  return inside + 1 + firstAfter(outside - inside - 1, (index) => !beginsWith(names, inside + 1 + index, prefix));
}

function beginsWith({ arena, order }: Names, index: number, prefix: Uint8Array): boolean {
  const position = order[index] ?? 0;
  const block = arena.block(position);
  const at = position & BLOCK_MASK;
  if (nameLength(block, at) < prefix.length) return false;
  const begin = at + headerLength(block, at);
  // The ends differ sooner than the beginnings.
  for (let i = prefix.length - 1; i >= 0; i--) if (block[begin + i] !== prefix[i]) return false;
  return true;
}

/** Bytes up to and with the first delimiter behind `above` bytes, or -1 where there is none. */
function namespaceLength(arena: Arena, position: number, above: number, delimiter: Uint8Array): number {
  const block = arena.block(position);
  const at = position & BLOCK_MASK;
  const begin = at + headerLength(block, at);
  const { length } = delimiter;
  const last = length === 0 ? -1 : nameLength(block, at) - length;
  for (let i = above; i <= last; i++) {
    let same = 0;
    while (same < length && block[begin + i + same] === delimiter[same]) same++;
    if (same === length) return i + length;
  }
  return -1;
}

/** Numbers of 32 bits whose count is not known before. */
class Numbers {
  private numbers = new Uint32Array(64);
  length = 0;

  push(number: number): void {
    if (this.length === this.numbers.length) {
      const numbers = new Uint32Array(this.length * 2);
      numbers.set(this.numbers);
      this.numbers = numbers;
    }
    this.numbers[this.length++] = number;
  }

  array(): Uint32Array {
    return this.numbers.slice(0, this.length);
  }
}
