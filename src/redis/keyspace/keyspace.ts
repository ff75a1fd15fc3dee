import { type Failure, hasCode, isFailure } from "../../core/failure";
import { INDEX_MOST, KeyIndex } from "./key-index";
import { Scanner, type Source } from "./scanner";
import { assertGoingOn, joined } from "./slices";
import { View } from "./view";

/** Milliseconds of the first look and of every further one; then what is known so far is shown. */
const FIRST_LOOK = 25;
const NEXT_LOOK = 300;
const LONGEST_LOOK = 2_000;
/** Scanning takes so many times as long as sorting: the larger a database is, the longer its steps. */
const SCANNING_SHARE = 6;

export type Progress =
  | { readonly state: "scanning" | "paused" | "complete" }
  /** no more names can be kept */
  | { readonly state: "full" }
  /** slots moved between the nodes while they were scanned: names may be missing */
  | { readonly state: "moved" }
  /** nodes that did not answer: their names are missing */
  | { readonly state: "missing"; readonly nodes: readonly Failure[] };

export interface KeyspaceOptions {
  /** where to scan: one source for each master */
  sources(signal: AbortSignal): Promise<readonly Source[]>;
  /** Says which node has which slots; undefined where they are on the move. The same before and after, or names may be missing. */
  topology(signal: AbortSignal): Promise<string | undefined>;
  /** names after which the scan pauses and asks */
  readonly limit: number;
  /** bytes of names that are kept at most */
  readonly most?: number;
}

/** One database's names, as far as they are scanned. Scans only while it is asked to. */
export class Keyspace {
  private readonly index: KeyIndex;
  private scanners: readonly Scanner[] | undefined;
  private topologyBefore: string | undefined;
  private moved = false;
  private finished = false;
  private limit: number;
  private running: Promise<void> | undefined;
  private latest: View | undefined;
  /** the levels that were told that the scan pauses: asked from there again, it goes on for good */
  private readonly asked = new Set<string>();
  private settling = 0;
  private worked = 0;
  private ended = performance.now();

  constructor(private readonly options: KeyspaceOptions) {
    this.index = new KeyIndex(options.most ?? INDEX_MOST);
    this.limit = options.limit;
  }

  /** names known so far, each counted once */
  get size(): number {
    return this.index.order.length;
  }

  /** bytes of memory */
  get bytes(): number {
    return this.index.bytes + this.index.order.byteLength;
  }

  /** names there are about, where every source knew */
  get expected(): number | undefined {
    let sum = 0;
    for (const { expected } of this.scanners ?? []) {
      if (expected === undefined) return undefined;
      sum += expected;
    }
    return sum;
  }

  get progress(): Progress {
    const nodes = (this.scanners ?? []).flatMap((scanner) => scanner.failure ?? []);
    if (this.index.full) return { state: "full" };
    if (!this.finished) return { state: this.index.added >= this.limit ? "paused" : "scanning" };
    if (nodes.length) return { state: "missing", nodes };
    return { state: this.moved ? "moved" : "complete" };
  }

  /** True when somebody asked for more than the limit: such work is not thrown away because of its age. */
  get extended(): boolean {
    return this.limit > this.options.limit;
  }

  /** milliseconds that were spent on the scan, and since it ended (or since it was last gone on with) */
  get spent(): number {
    return this.worked;
  }
  get age(): number {
    return performance.now() - this.ended;
  }

  /** Scans for a little while at first, and further when `resume` is true. `level` names who asks. */
  async look(level: string, resume: boolean, signal: AbortSignal): Promise<void> {
    if (!this.scanners) return this.advance(FIRST_LOOK, signal);
    if (!resume) return;
    const { state } = this.progress;
    if (state === "paused" && this.asked.has(level)) this.limit = Number.POSITIVE_INFINITY;
    else if (state !== "scanning") return;
    await this.advance(Math.min(LONGEST_LOOK, Math.max(NEXT_LOOK, this.settling * SCANNING_SHARE)), signal);
  }

  /** Remembers that this level was told of the pause. */
  told(level: string): void {
    if (this.progress.state === "paused") this.asked.add(level);
  }

  /** What is known now. */
  view(): View {
    const { arena, order } = this.index;
    if (this.latest?.names.order !== order) this.latest = new View({ arena, order });
    return this.latest;
  }

  /** One step at a time: who comes while one is under way waits for it, and sees what it brought. */
  private async advance(ms: number, signal: AbortSignal): Promise<void> {
    while (this.running) {
      const other = this.running;
      await joined(other, signal);
      if (
        await other.then(
          () => true,
          () => false,
        )
      )
        return;
    }
    const step = this.step(ms, signal);
    this.running = step;
    try {
      await step;
    } finally {
      this.running = undefined;
    }
  }

  private async step(ms: number, signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    try {
      await this.scan(begin + ms, signal);
    } finally {
      this.ended = performance.now();
      this.worked += this.ended - begin;
    }
  }

  private async scan(end: number, signal: AbortSignal): Promise<void> {
    const scanners = await this.prepared(signal);
    const isOver = () => performance.now() >= end || this.index.added >= this.limit || this.index.full;
    const open = scanners.filter((scanner) => !scanner.done);
    const results = await Promise.allSettled(open.map((scanner) => scanner.run(isOver, this.index, signal)));
    assertGoingOn(signal);
    for (const [index, result] of results.entries()) {
      if (result.status === "rejected") this.gaveUp(open[index], result.reason);
    }
    const begin = performance.now();
    await this.index.settle(signal);
    this.settling = performance.now() - begin;
    if (this.finished || !scanners.every((scanner) => scanner.done)) return;
    const topology = await this.options.topology(signal);
    this.moved = topology === undefined || topology !== this.topologyBefore;
    this.finished = true;
  }

  private async prepared(signal: AbortSignal): Promise<readonly Scanner[]> {
    if (this.scanners) return this.scanners;
    const [topology, sources] = [await this.options.topology(signal), await this.options.sources(signal)];
    const scanners = sources.map((source) => new Scanner(source));
    await Promise.all(scanners.map((scanner) => scanner.measure(signal)));
    this.topologyBefore = topology;
    this.scanners = scanners;
    return scanners;
  }

  /** The other nodes of a cluster are worth showing without this one; a server on its own is not. */
  private gaveUp(scanner: Scanner | undefined, reason: unknown): void {
    const others = this.scanners?.some((other) => other !== scanner && !other.failure);
    if (!scanner || !others || !isFailure(reason) || hasCode(reason, "cancelled")) throw reason;
    scanner.fail(reason);
  }
}
