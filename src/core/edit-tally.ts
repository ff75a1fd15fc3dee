import { type Address, formatAddress } from "./address";
import type { EditOutcome, EditStep } from "./edit";
import type { Failure, FailureCode } from "./failure";
import { count, type Text, text } from "./text";

/** failures that are told one by one */
const MOST_FAILURES = 20;

/** Keeps the books of an edit of many things, and ends it where it makes no sense to go on. */
export class Tally {
  private readonly failures: Failure[] = [];
  private readonly left: Text[] = [];
  private readonly changed = new Map<string, Address>();
  private unlisted = 0;
  succeeded = 0;

  change(...addresses: readonly Address[]): void {
    for (const address of addresses) this.changed.set(formatAddress(address), address);
  }

  fail(failure: Failure): void {
    if (this.failures.length < MOST_FAILURES || endsAll(failure)) this.failures.push(failure);
    else this.unlisted++;
  }

  leave(...texts: readonly Text[]): void {
    this.left.push(...texts);
  }

  /**
   * Does each in turn; what `one` throws is a failure of that one, and of all that follow where `ends` says so: where
   * the server is gone. `row`: how many have failed one after the other, with this one.
   */
  async each<T>(
    items: readonly T[],
    signal: AbortSignal,
    one: (item: T, index: number) => Promise<void>,
    failed: (error: unknown, item: T) => Failure,
    notBegun: (items: readonly T[]) => Text,
    ends: (failure: Failure, row: number) => boolean = endsAll,
  ): Promise<void> {
    let row = 0;
    for (const [index, item] of items.entries()) {
      if (signal.aborted) return this.leave(notBegun(items.slice(index)));
      try {
        await one(item, index);
        this.succeeded++;
        row = 0;
      } catch (error) {
        const failure = failed(error, item);
        this.fail(failure);
        row++;
        if (!ends(failure, row) || index + 1 === items.length) continue;
        return this.leave(notBegun(items.slice(index + 1)));
      }
    }
  }

  outcome(done: readonly Text[], reveal?: Address): EditOutcome {
    const more = this.unlisted ? [text("Failed as well: {0}.", count(this.unlisted))] : [];
    return {
      done,
      failed: this.failures,
      left: [...this.left, ...more],
      changed: [...this.changed.values()],
      ...(reveal && this.failures.length === 0 ? { reveal } : {}),
    };
  }
}

/** The server is gone, or we are: what comes next would fail as well. */
export const endsAll = (failure: Failure): boolean => ENDS_ALL.has(failure.code);

const ENDS_ALL: ReadonlySet<FailureCode> = new Set([
  "refused",
  "unresolvable",
  "unreachable",
  "timeout",
  "tls",
  "authentication",
  "unavailable",
  "forbidden",
  "cancelled",
]);

/** Says at most every 100 ms how far it is. */
export class Meter {
  private said = Number.NEGATIVE_INFINITY;
  private done = 0;

  constructor(
    private readonly progress: (step: EditStep) => void,
    private readonly total: number,
  ) {}

  /** `fraction` goes by what was added to `done`. */
  add(amount: number, words: () => Text): void {
    this.done += amount;
    const now = performance.now();
    if (now - this.said < 100 && this.done < this.total) return;
    this.said = now;
    const fraction = this.total > 0 ? Math.max(0, Math.min(1, this.done / this.total)) : undefined;
    this.progress({ text: words(), ...(fraction === undefined ? {} : { fraction }) });
  }
}
