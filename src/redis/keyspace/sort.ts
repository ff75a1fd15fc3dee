import { headerLength, nameLength } from "./arena";

/** Ranges up to this length are sorted by plain comparison. */
const SMALL = 12;
const CACHED = 6;
/** Steps of work between two pauses: a fraction of a millisecond. */
const STEP = 4096;

/**
 * Sorts the names of one block by their bytes. A generator, so that the caller can stop between two pieces of work;
 * it may give up at any time. Quicksort by several bytes at a time: six bytes of each name are kept beside it as one
 * number, so that a comparison hardly ever touches the names themselves.
 *
 * @param positions where the names begin in the block; sorted in place
 */
export function* sortNames(block: Uint8Array, positions: Uint32Array): Generator<void> {
  const sorter = new Sorter(block, positions);
  const ranges: number[] = [0, positions.length, 0];
  let work = 0;
  while (ranges.length) {
    const depth = ranges.pop() ?? 0;
    const end = ranges.pop() ?? 0;
    const begin = ranges.pop() ?? 0;
    work += end - begin;
    if (end - begin <= SMALL) sorter.insertion(begin, end, depth);
    else {
      // A range whose depth is negative has its bytes cached already.
      const at = depth < 0 ? -depth - 1 : depth;
      if (depth >= 0) sorter.cache(begin, end, at);
      const [low, high] = sorter.partition(begin, end);
      ranges.push(begin, low, -at - 1, high, end, -at - 1);
      if (sorter.goesOn(low) && high - low > 1) ranges.push(low, high, at + CACHED);
    }
    if (work >= STEP) {
      work = 0;
      yield;
    }
  }
}

class Sorter {
  private readonly cached: Float64Array;

  constructor(
    private readonly block: Uint8Array,
    private readonly positions: Uint32Array,
  ) {
    this.cached = new Float64Array(positions.length);
  }

  /** Six bytes and how many of them there are: 51 bits, which a double holds exactly. */
  cache(begin: number, end: number, depth: number): void {
    const { block, positions, cached } = this;
    for (let i = begin; i < end; i++) {
      const at = positions[i] ?? 0;
      const rest = nameLength(block, at) - depth;
      const from = at + headerLength(block, at) + depth;
      let high = 0;
      let low = 0;
      for (let k = 0; k < 3; k++) high = high * 256 + (k < rest ? (block[from + k] ?? 0) : 0);
      for (let k = 3; k < CACHED; k++) low = low * 256 + (k < rest ? (block[from + k] ?? 0) : 0);
      cached[i] = (high * 0x1000000 + low) * 8 + (rest < 0 ? 0 : rest < CACHED ? rest : CACHED + 1);
    }
  }

  /** True where names with these bytes differ further on: the bytes were full. */
  goesOn(index: number): boolean {
    return (this.cached[index] ?? 0) % 8 > CACHED;
  }

  /** Three ways, by the median of three; returns the bounds of the middle. */
  partition(begin: number, end: number): readonly [number, number] {
    const { cached } = this;
    const pivot = median(cached[begin] ?? 0, cached[(begin + end) >>> 1] ?? 0, cached[end - 1] ?? 0);
    let low = begin;
    let high = end;
    for (let i = begin; i < high; ) {
      const value = cached[i] ?? 0;
      if (value < pivot) this.swap(low++, i++);
      else if (value > pivot) this.swap(--high, i);
      else i++;
    }
    return [low, high];
  }

  insertion(begin: number, end: number, depth: number): void {
    const { positions } = this;
    const from = depth < 0 ? -depth - 1 : depth;
    for (let i = begin + 1; i < end; i++) {
      const moved = positions[i] ?? 0;
      let to = i;
      for (; to > begin && this.compare(positions[to - 1] ?? 0, moved, from) > 0; to--) {
        positions[to] = positions[to - 1] ?? 0;
      }
      positions[to] = moved;
    }
  }

  private compare(a: number, b: number, from: number): number {
    const { block } = this;
    const lengthA = nameLength(block, a);
    const lengthB = nameLength(block, b);
    const beginA = a + headerLength(block, a);
    const beginB = b + headerLength(block, b);
    for (let i = from; i < lengthA && i < lengthB; i++) {
      const difference = (block[beginA + i] ?? 0) - (block[beginB + i] ?? 0);
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  private swap(a: number, b: number): void {
    const { cached, positions } = this;
    const value = cached[a] ?? 0;
    cached[a] = cached[b] ?? 0;
    cached[b] = value;
    const position = positions[a] ?? 0;
    positions[a] = positions[b] ?? 0;
    positions[b] = position;
  }
}

const median = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
