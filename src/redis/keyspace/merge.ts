import { type Arena, BLOCK_MASK, headerLength, nameLength } from "./arena";

/** Names merged between two pauses: a fraction of a millisecond. */
const STEP = 4096;

/** Merges two sorted runs of positions into one that holds each name once. */
export function* mergeRuns(arena: Arena, left: Uint32Array, right: Uint32Array): Generator<void, Uint32Array> {
  const merged = new Uint32Array(left.length + right.length);
  const a = new Reader(arena, left);
  const b = new Reader(arena, right);
  let size = 0;
  for (let pause = STEP; !a.done && !b.done; ) {
    const order = compareReaders(a, b);
    merged[size++] = order <= 0 ? a.position : b.position;
    if (order <= 0) a.next();
    if (order >= 0) b.next();
    if (size >= pause) {
      pause = size + STEP;
      yield;
    }
  }
  const rest = a.done ? b.rest() : a.rest();
  merged.set(rest, size);
  size += rest.length;
  return size === merged.length ? merged : merged.slice(0, size);
}

/** Where a run has come to: what is needed of its name is looked up once, not at every comparison. */
class Reader {
  private index = -1;
  position = 0;
  block: Uint8Array = new Uint8Array();
  begin = 0;
  length = 0;
  done = false;

  constructor(
    private readonly arena: Arena,
    private readonly run: Uint32Array,
  ) {
    this.next();
  }

  next(): void {
    this.index++;
    this.done = this.index >= this.run.length;
    if (this.done) return;
    this.position = this.run[this.index] ?? 0;
    this.block = this.arena.block(this.position);
    const at = this.position & BLOCK_MASK;
    this.length = nameLength(this.block, at);
    this.begin = at + headerLength(this.block, at);
  }

  rest(): Uint32Array {
    return this.run.subarray(this.index);
  }
}

function compareReaders(a: Reader, b: Reader): number {
  const { block: blockA, begin: beginA, length: lengthA } = a;
  const { block: blockB, begin: beginB, length: lengthB } = b;
  const shorter = Math.min(lengthA, lengthB);
  for (let i = 0; i < shorter; i++) {
    const difference = (blockA[beginA + i] ?? 0) - (blockB[beginB + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}
