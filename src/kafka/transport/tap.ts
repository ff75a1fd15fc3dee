import type { EndOfCall, SentLog } from "../../core/sent";
import { assertAllowedOnWire, LOGIN, nameOnWire } from "../allowed";
import { NOTHING, type Permit } from "../edits/permit";

/** bytes of the length and of the header's key, version and number, which every request of Kafka begins with */
const HEAD = 12;

interface Waiting {
  readonly sent: number;
  readonly end: EndOfCall;
}

/**
 * Watches what goes through one socket, whoever sends it: refuses what is not allowed, and takes down the rest. The last
 * gate: what the client library sends by itself passes here, too.
 */
export class Tap {
  private readonly waiting = new Map<number, Waiting>();
  private tokens = false;

  constructor(
    private readonly place: string,
    private readonly log: SentLog | undefined,
    private readonly permit: Permit = NOTHING,
  ) {}

  /** Looks at a request before it is written. Throws a failure "forbidden". */
  request(frame: Buffer): void {
    const key = frame.length >= HEAD ? frame.readInt16BE(4) : -1;
    const name = nameOnWire(key, this.permit);
    if (name === undefined && this.tokens) {
      // Before Kafka 1.0 the login's tokens have no header.
      this.log?.begin(this.place, "SASL")({ outcome: "answered", sent: frame.length });
      return;
    }
    assertAllowedOnWire(key, this.permit);
    const version = frame.readInt16BE(6);
    if (key === LOGIN.SaslHandshake) this.tokens = version === 0;
    if (!this.log) return;
    const end = this.log.begin(this.place, `${name} v${version}`);
    this.waiting.set(frame.readInt32BE(8), { sent: frame.length, end });
  }

  /** Looks at a whole answer. */
  answer(frame: Buffer): void {
    if (this.waiting.size === 0 || frame.length < 8) return;
    const number = frame.readInt32BE(4);
    const known = this.waiting.get(number);
    this.waiting.delete(number);
    known?.end({ outcome: "answered", sent: known.sent, received: frame.length });
  }

  /** Nothing more will come. */
  close(): void {
    for (const { sent, end } of this.waiting.values()) end({ outcome: "unanswered", sent });
    this.waiting.clear();
  }
}
