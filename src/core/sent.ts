/** How a call ended: the server's answer was good, it was an error, or there was none. */
export type SentOutcome = "answered" | "refused" | "unanswered";

/** One round trip to a server: what was asked, in the protocol's own words, and figures. Never a name, a value, a secret. */
export interface SentCall {
  /** 1 for the first of its connection */
  readonly number: number;
  /** milliseconds since 1970 when it was sent */
  readonly at: number;
  /** `host:port` */
  readonly to: string;
  /** `LISTSTATUS`, `Fetch v16`, `TYPE ×100, PTTL ×100` */
  readonly operation: string;
  /** milliseconds until it ended */
  readonly ms: number;
  /** bytes on the wire; absent where they cannot be told from those of other calls */
  readonly sent?: number;
  readonly received?: number;
  readonly outcome: SentOutcome;
  /** the code of the server's error: `NOPERM`, `404` */
  readonly code?: string;
}

export type SentEnd = Pick<SentCall, "outcome" | "sent" | "received" | "code">;

/** Takes down how a call ended. */
export type EndOfCall = (end: SentEnd) => void;

/** calls of one connection that are remembered */
const CAPACITY = 2_000;

/** What was sent over one connection of a profile: the last calls that have ended, in the order in which they did. */
export class SentLog {
  private readonly ring: SentCall[] = [];
  private ended = 0;

  constructor(private readonly capacity = CAPACITY) {}

  /** calls that have ended since the beginning; those that the ring has lost count, too */
  get total(): number {
    return this.ended;
  }

  /** Takes down that a call is being sent; what is returned takes down its end. */
  begin(to: string, operation: string): EndOfCall {
    const at = Date.now();
    const began = performance.now();
    return ({ outcome, sent, received, code }) => {
      const number = ++this.ended;
      const ms = performance.now() - began;
      this.ring[(number - 1) % this.capacity] = { number, at, to, operation, ms, sent, received, outcome, code };
    };
  }

  /** The calls with a higher number that are still remembered, in order. */
  after(number: number): readonly SentCall[] {
    const calls: SentCall[] = [];
    for (let next = Math.max(number, this.ended - this.capacity); next < this.ended; next++) {
      const call = this.ring[next % this.capacity];
      if (call) calls.push(call);
    }
    return calls;
  }
}
