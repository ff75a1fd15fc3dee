import { type Arena, BLOCK_MASK, headerLength, nameLength } from "./arena";

/** Names merged between two pauses: a fraction of a millisecond. */
const STEP = 4096;

/** Merges two sorted runs of positions into one that holds each name once. */
export function* mergeRuns(arena: Arena, left: Uint32Array, right: Uint32Array): Generator<void, Uint32Array> {
  const merged = new Uint32Array(left.length + right.length);
  let size = 0;
  let l = 0;
  let r = 0;
  for (let pause = STEP; l < left.length && r < right.length; ) {
    const a = left[l] ?? 0;
    const b = right[r] ?? 0;
    const order = compareNames(arena, a, b);
    merged[size++] = order <= 0 ? a : b;
    if (order <= 0) l++;
    if (order >= 0) r++;
    if (size >= pause) {
      pause = size + STEP;
      yield;
    }
  }
  const rest = l < left.length ? left.subarray(l) : right.subarray(r);
  merged.set(rest, size);
  size += rest.length;
  return size === merged.length ? merged : merged.slice(0, size);
}

export function compareNames(arena: Arena, a: number, b: number): number {
  const blockA = arena.block(a);
  const blockB = arena.block(b);
  const atA = a & BLOCK_MASK;
  const atB = b & BLOCK_MASK;
  const lengthA = nameLength(blockA, atA);
  const lengthB = nameLength(blockB, atB);
  const beginA = atA + headerLength(blockA, atA);
  const beginB = atB + headerLength(blockB, atB);
  const shorter = Math.min(lengthA, lengthB);
  for (let i = 0; i < shorter; i++) {
    const difference = (blockA[beginA + i] ?? 0) - (blockB[beginB + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}
