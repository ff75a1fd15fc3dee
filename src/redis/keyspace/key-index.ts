import { Arena, BLOCK_BITS, BLOCK_SIZE, BLOCKS_MOST, copyName, headerFor, isSameName, writeName } from "./arena";
import { mergeRuns } from "./merge";
import { inSlices } from "./slices";
import { sortNames } from "./sort";

/** bytes of names that are kept at most: about ten million keys */
export const INDEX_MOST = 256 * 1024 * 1024;

const NOTHING = new Uint32Array();

/**
 * The names of a database, sorted by their bytes, each one once: about 20 bytes for a name of 16.
 *
 * Names are taken as they come into a block; a full block is sorted, written anew in that order and becomes a run; runs
 * of about the same length are merged. All of it is done in small pieces: by `work` while the server is busy with
 * the next answer, and the rest of it by `settle`.
 */
export class KeyIndex {
  readonly arena = new Arena();
  private runs: Uint32Array[] = [];
  private block: Uint8Array | undefined;
  private used = 0;
  private starts = new Uint32Array(BLOCK_SIZE >>> 4);
  private count = 0;
  private readonly jobs: (() => Generator<void>)[] = [];
  private job: Generator<void> | undefined;
  private taken = 0;
  private sorted: Uint32Array = NOTHING;

  /** @param most bytes of names that are kept at most */
  constructor(private readonly most = INDEX_MOST) {}

  /** The positions of all names in order, as of the last `settle`. Never changed: a later one is another array. */
  get order(): Uint32Array {
    return this.sorted;
  }

  /** Names taken so far, among them those that came twice. */
  get added(): number {
    return this.taken;
  }

  get bytes(): number {
    return this.arena.bytes + this.used;
  }

  /** True when no more names can be taken. */
  get full(): boolean {
    return this.bytes >= this.most || this.arena.next >= BLOCKS_MOST - 2;
  }

  add(name: Uint8Array): void {
    this.taken++;
    const needed = headerFor(name.length) + name.length;
    if (needed > BLOCK_SIZE) {
      const block = new Uint8Array(needed);
      writeName(block, 0, name);
      this.push(Uint32Array.of((this.arena.add(block) << BLOCK_BITS) >>> 0));
      return;
    }
    if (this.used + needed > BLOCK_SIZE) this.flush();
    this.block ??= new Uint8Array(BLOCK_SIZE);
    if (this.count === this.starts.length) this.grow();
    this.starts[this.count++] = this.used;
    this.used = writeName(this.block, this.used, name);
  }

  /** Goes on with what is to be sorted and merged, for about `ms` milliseconds. Returns false when nothing is left. */
  work(ms: number): boolean {
    for (const end = performance.now() + ms; this.step(); ) if (performance.now() >= end) return true;
    return false;
  }

  /** Sorts all that was taken so far. An aborted one is gone on with by the next. */
  async settle(signal: AbortSignal): Promise<void> {
    this.flush();
    await inSlices(this.drain(), signal);
    this.sorted = this.runs[0] ?? NOTHING;
  }

  private *drain(): Generator<void> {
    while (this.step()) yield;
    while (this.runs.length > 1) {
      this.runs.sort((a, b) => b.length - a.length);
      this.job = this.mergeLast();
      while (this.step()) yield;
    }
  }

  private step(): boolean {
    this.job ??= this.jobs.shift()?.();
    if (this.job?.next().done) this.job = undefined;
    return this.job !== undefined || this.jobs.length > 0;
  }

  private flush(): void {
    const { block, used, count } = this;
    if (!block || count === 0) return;
    const starts = this.starts.slice(0, count);
    this.block = undefined;
    this.used = 0;
    this.count = 0;
    this.jobs.push(() => this.sortBlock(block, starts, used));
  }

  private *sortBlock(block: Uint8Array, starts: Uint32Array, used: number): Generator<void> {
    yield* sortNames(block, starts);
    // Rewritten in order, names that stand side by side are compared side by side from now on.
    const rewritten = new Uint8Array(used);
    const run = new Uint32Array(starts.length);
    let size = 0;
    let at = 0;
    for (const [index, start] of starts.entries()) {
      if (index > 0 && isSameName(block, starts[index - 1] ?? 0, start)) continue;
      run[size++] = at;
      at = copyName(block, start, rewritten, at);
      if (index % 1024 === 1023) yield;
    }
    const base = this.arena.add(at === used ? rewritten : rewritten.slice(0, at)) << BLOCK_BITS;
    const positions = size === run.length ? run : run.slice(0, size);
    for (let i = 0; i < size; i++) positions[i] = ((positions[i] ?? 0) | base) >>> 0;
    this.push(positions);
  }

  private push(run: Uint32Array): void {
    this.runs.push(run);
    const [before, last] = this.runs.slice(-2);
    if (before && last && before !== last && before.length <= last.length * 2)
      this.jobs.unshift(() => this.mergeLast());
  }

  private *mergeLast(): Generator<void> {
    const [left, right] = this.runs.slice(-2);
    if (!left || !right) return;
    const merged = yield* mergeRuns(this.arena, left, right);
    // Runs that came meanwhile (a very long name) stand behind.
    this.runs = this.runs.filter((run) => run !== left && run !== right);
    this.push(merged);
  }

  private grow(): void {
    const starts = new Uint32Array(this.starts.length * 2);
    starts.set(this.starts);
    this.starts = starts;
  }
}
