import { type Command as LibraryCommand, Redis, type RedisOptions } from "ioredis";
import type { SentLog } from "../core/sent";
import { type Command, fullName, refusal } from "./allowed";
import { codeOf } from "./sending";

/** What ioredis sends by itself, all of it when it connects. */
export const HANDSHAKE: ReadonlySet<string> = new Set(["AUTH", "CLIENT SETNAME"]);

/**
 * ioredis with a guard at its own one way to the socket: only `sendTogether` gets through, and the handshake. What the
 * library might send by itself in some other case is refused.
 */
export class GuardedRedis extends Redis {
  private together = false;

  constructor(
    options: RedisOptions & { replyMapping?: "legacy" },
    private readonly place: string,
    private readonly log: SentLog | undefined,
  ) {
    super(options);
  }

  /** Sends at once, one behind the other; the caller has checked that they may be sent. */
  sendTogether(commands: readonly Command[]): readonly Promise<unknown>[] {
    this.together = true;
    try {
      return commands.map(([name, ...args]) => this.callBuffer(name, args));
    } finally {
      this.together = false;
    }
  }

  override sendCommand(command: LibraryCommand, stream?: Parameters<Redis["sendCommand"]>[1]): unknown {
    if (this.together) return super.sendCommand(command, stream);
    const name = fullName([command.name, String(command.args[0] ?? "")]);
    if (!HANDSHAKE.has(name)) {
      command.reject(refusal(name));
      return command.promise;
    }
    const ended = this.log?.begin(this.place, name);
    const answer = super.sendCommand(command, stream);
    command.promise.then(
      () => ended?.({ outcome: "answered" }),
      (error) => ended?.({ outcome: codeOf(error) ? "refused" : "unanswered", code: codeOf(error) }),
    );
    return answer;
  }
}
