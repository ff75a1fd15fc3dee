import { setImmediate as nextTurn } from "node:timers/promises";
import type { Failure } from "../../core/failure";
import type { KeyIndex } from "./key-index";

/** Some names, and where the next step begins; "0" at the end. */
export interface Scanned {
  readonly cursor: string;
  readonly items: readonly Uint8Array[];
}

/** One server that is scanned. */
export interface Source {
  /** One step of SCAN. */
  scan(cursor: string, signal: AbortSignal): Promise<Scanned>;
  /** names there are at this moment, where the server tells */
  size(signal: AbortSignal): Promise<number | undefined>;
}

/** Milliseconds of sorting between two looks for the next answer. */
const MEANWHILE = 0.4;

/** How far the scan of one server has come. */
export class Scanner {
  private cursor = "0";
  private reached = false;
  failure: Failure | undefined;
  expected: number | undefined;

  constructor(private readonly source: Source) {}

  /** True at the end, also when the server does not answer any more. */
  get done(): boolean {
    return this.reached || this.failure !== undefined;
  }

  fail(failure: Failure): void {
    this.failure = failure;
  }

  async measure(signal: AbortSignal): Promise<void> {
    try {
      this.expected = await this.source.size(signal);
    } catch {
      // Not every user may ask, and a node may be down: scanning tells, too.
      this.expected = undefined;
    }
  }

  /** Scans until `isOver` or the end. While the server works on the next step, the names of this one are taken in. */
  async run(isOver: () => boolean, index: KeyIndex, signal: AbortSignal): Promise<void> {
    let next: Promise<Scanned> | undefined = this.source.scan(this.cursor, signal);
    while (next) {
      const { cursor, items }: Scanned = await next;
      this.cursor = cursor;
      this.reached = cursor === "0";
      next = this.reached || isOver() ? undefined : this.source.scan(cursor, signal);
      const answer = next && new Answer(next);
      for (const item of items) index.add(item);
      while (answer?.awaited && index.work(MEANWHILE)) await nextTurn();
    }
  }
}

/** Whether an answer is still to come. Its failure is heard of by whoever awaits it later. */
class Answer {
  awaited = true;

  constructor(answer: Promise<unknown>) {
    const came = () => {
      this.awaited = false;
    };
    answer.then(came, came);
  }
}
