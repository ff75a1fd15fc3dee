import { Failure } from "./failure";
import { text } from "./text";

export interface Waiter<S> {
  readonly resolve: (snapshot: S) => void;
  readonly reject: (failure: Failure) => void;
}

/** Those who wait for one read: first for its beginning, then for its end. */
export class Waiters<S> {
  private readonly queued = new Set<Waiter<S>>();
  private readonly served = new Set<Waiter<S>>();

  get waiting(): boolean {
    return this.queued.size + this.served.size > 0;
  }

  /** @param left is called when this one gives up, after it has been rejected */
  add(signal: AbortSignal, left: () => void): Promise<S> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.queued.delete(waiter);
        this.served.delete(waiter);
        reject(cancelled());
        left();
      };
      const end = () => signal.removeEventListener("abort", leave);
      const waiter: Waiter<S> = {
        resolve: (snapshot) => {
          end();
          resolve(snapshot);
        },
        reject: (failure) => {
          end();
          reject(failure);
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      this.queued.add(waiter);
    });
  }

  /** A read begins: it is for all who wait now, and for none who come later. */
  begin(): void {
    for (const waiter of this.queued) this.served.add(waiter);
    this.queued.clear();
  }

  /** Those that the read was for; they wait no longer. */
  take(): readonly Waiter<S>[] {
    const served = [...this.served];
    this.served.clear();
    return served;
  }

  cancelAll(): void {
    this.begin();
    for (const waiter of this.take()) waiter.reject(cancelled());
  }
}

export const cancelled = (): Failure =>
  new Failure({ code: "cancelled", what: text("The reading was cancelled: nobody is looking any more.") });
