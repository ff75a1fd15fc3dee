import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { FrameError, SocketClosedError } from "./errors";
import type { Tap } from "./tap";

/**
 * A socket as kafkajs wants it, which lets only whole and plausible messages through: kafkajs trusts the length that a
 * peer announces, throws inside the event of a message shorter than its header, and waits for ever where a
 * connection ends before it was made. Ends at once when it is told to end.
 */
export class FramedSocket extends EventEmitter {
  private chunks: Buffer[] = [];
  private buffered = 0;
  private needed = LENGTH;
  private connected = false;
  private over = false;

  /** @param onClosed called once, with the reason, when no more can be sent or received */
  constructor(
    private readonly socket: Socket,
    private readonly largest: number,
    private readonly onClosed: (reason: unknown) => void,
    private readonly tap: Tap,
  ) {
    super();
    // An event of this name without a listener would be thrown.
    this.on("error", () => {});
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
    socket.on("error", (error) => this.fail(error));
    socket.on("end", () => this.fail(new SocketClosedError(this.connected)));
    socket.on("close", () => this.fail(new SocketClosedError(this.connected)));
  }

  /** Says that the connection is made, and the TLS handshake done. */
  ready(): void {
    this.connected = true;
  }

  write(bytes: Buffer): void {
    if (this.over) return;
    try {
      this.tap.request(bytes);
      this.socket.write(bytes);
    } catch (refused) {
      this.fail(refused);
    }
  }

  end(): void {
    this.fail(new SocketClosedError(this.connected));
  }

  unref(): void {
    this.socket.unref();
  }

  /** Everything that waits for an answer is rejected. */
  fail(reason: unknown): void {
    if (this.over) return;
    this.over = true;
    this.socket.destroy();
    this.chunks = [];
    this.tap.close();
    this.onClosed(reason);
    this.emit("error", reason instanceof Error ? reason : new Error(String(reason)));
  }

  private receive(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.buffered += chunk.length;
    while (!this.over && this.buffered >= this.needed) {
      if (this.needed === LENGTH) {
        const head = this.joined();
        const length = head.readInt32BE(0);
        if (length < LENGTH || length > this.largest) {
          this.fail(new FrameError(length, this.largest, head.subarray(0, 16)));
          return;
        }
        this.needed = LENGTH + length;
      } else {
        const all = this.joined();
        const message = all.subarray(0, this.needed);
        this.chunks = this.needed < all.length ? [all.subarray(this.needed)] : [];
        this.buffered -= this.needed;
        this.needed = LENGTH;
        this.tap.answer(message);
        this.emit("data", message);
      }
    }
  }

  private joined(): Buffer {
    const all = this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }
}

/** bytes of the length in front of a message, and of the number that follows it */
const LENGTH = 4;
