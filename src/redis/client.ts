import { setMaxListeners } from "node:events";
import type { RedisOptions } from "ioredis";
import { withDeadline } from "../core/deadline";
import { Failure, hasCode, isFailure } from "../core/failure";
import type { SentLog } from "../core/sent";
import { count, type Message, size, text } from "../core/text";
import { type Command, looking, type Permit } from "./allowed";
import { failureOf, withoutAnswer, withoutTls } from "./failures";
import { GuardedRedis } from "./guarded";
import { hardenClientLibrary } from "./hardened";
import { isReply, type Reply } from "./replies";
import { Sending } from "./sending";

/** How one connection to one server is made. */
export interface ClientOptions {
  /** names the server in sentences: "Redis at localhost:6379" */
  readonly server: Message;
  /** the same without words: `localhost:6379` */
  readonly place: string;
  readonly redis: RedisOptions;
  /** selected before anything else is sent, and never changed */
  readonly db: number;
  /** milliseconds that one call may take */
  readonly timeout: () => number;
  /** sends CLIENT NO-TOUCH, so that reading a value does not count as using it (Redis 7.2 and later) */
  readonly noTouch: boolean;
  /** decides on all that is sent; absent: only looking is allowed */
  readonly permit?: Permit;
  /** takes down all that is sent */
  readonly sent?: SentLog;
  /** what the server tells without being asked, once the connection has subscribed */
  readonly hear?: (channel: Buffer, message: Buffer) => void;
  /** called once, when the connection ended by itself */
  readonly lost: (failure: Failure) => void;
}

/** The answer to one of several commands. */
export type Outcome = Reply | Failure;

hardenClientLibrary();

/** Bytes of one answer at most: whatever a server holds, it must not fill the memory of the editor. */
const REPLY_MOST = 64 * 1024 * 1024;
/** Ends of lines in one answer at most: small parts take ten times their bytes, and reading them stops everything else. */
const LINES_MOST = 2_000_000;
const LINE_END = 0x0a;

/**
 * One connection to one server with one database selected. Everything that is sent goes through `send`, which refuses
 * what is not allowed. It never connects again: when it is closed, `closed` is true and another one must be opened.
 */
export class Client {
  private cause: unknown;
  private ended = false;
  private ready = false;
  private readonly sending?: Sending;
  /** bytes and ends of lines received since the last answer was whole */
  private received = 0;
  private lines = 0;
  /** whether the server has said anything */
  private heard = false;

  private constructor(
    private readonly redis: GuardedRedis,
    private readonly options: ClientOptions,
  ) {
    if (options.sent) this.sending = new Sending(options.sent, options.place);
    redis.on("connect", () => this.watch());
    redis.on("error", (error) => this.onError(error));
    redis.on("close", () => this.onClose());
    if (options.hear) redis.on("messageBuffer", (channel, message) => this.onMessage(channel, message));
  }

  static async open(options: ClientOptions, signal: AbortSignal): Promise<Client> {
    // The own deadlines come first and say more; these make sure that a socket nobody waits for is let go.
    const patience = options.timeout() + 1_000;
    const redis = new GuardedRedis(
      {
        ...options.redis,
        lazyConnect: true,
        protocol: 2,
        replyMapping: "legacy",
        stringNumbers: true,
        disableClientInfo: true,
        connectionName: "cluster-observer",
        enableReadyCheck: false,
        enableOfflineQueue: false,
        autoResendUnfulfilledCommands: false,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
        connectTimeout: patience,
        socketTimeout: patience,
        disconnectTimeout: 0,
      },
      options.place,
      options.sent,
    );
    const client = new Client(redis, options);
    try {
      await withDeadline(options.server, options.timeout(), signal, (inner) => client.connect(inner));
    } catch (error) {
      const failure = client.openingFailure(error);
      client.close();
      throw failure;
    }
    client.ready = true;
    return client;
  }

  get closed(): boolean {
    return this.ended;
  }

  /** Sends one command. Rejects with a `Failure`, also for an error that the server answers. */
  async call(command: Command, signal: AbortSignal): Promise<Reply> {
    const [outcome] = await this.batch([command], signal);
    if (outcome === undefined || isFailure(outcome)) throw outcome ?? this.failure(undefined);
    return outcome;
  }

  /** Sends commands together. Rejects only where there can be no answer; what the server refuses is an outcome. */
  async batch(commands: readonly Command[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const { server, timeout } = this.options;
    // A large cluster is asked over many connections with one signal; that is no leak.
    setMaxListeners(0, signal);
    try {
      return await withDeadline(server, timeout(), signal, () => this.send(commands));
    } catch (error) {
      // A server that does not answer keeps the socket busy: the next call shall not stand behind this one.
      if (hasCode(error, "timeout") || hasCode(signal.reason, "timeout")) this.close();
      throw error;
    }
  }

  /** Closes the socket at once; whatever waits for an answer is told so. */
  close(): void {
    this.ended = true;
    this.redis.disconnect();
  }

  private async connect(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.close(), { once: true });
    await this.redis.connect();
    const { db, noTouch } = this.options;
    const [selected] = db === 0 ? [] : await this.send([["SELECT", `${db}`]]);
    if (isFailure(selected)) throw selected;
    // Not every server and not every user may do this; then only the documents that are opened count as used.
    if (noTouch) await this.send([["CLIENT", "NO-TOUCH", "ON"]]);
  }

  private openingFailure(error: unknown): Failure {
    const secure = this.options.redis.tls !== undefined;
    if (!isFailure(error)) {
      const failure = failureOf(this.cause ?? error, this.options.server);
      return failure.code === "closed" && !secure && !this.heard ? withoutAnswer(failure) : failure;
    }
    const securing = secure && this.redis.status === "connecting";
    return securing && error.code === "timeout" ? withoutTls(error) : error;
  }

  /** The one way to the server. */
  private async send(commands: readonly Command[]): Promise<readonly Outcome[]> {
    (this.options.permit ?? looking)(commands);
    if (this.ended) throw this.failure(undefined);
    const { stream } = this.redis;
    stream.cork();
    process.nextTick(() => stream.uncork());
    const write = () =>
      Promise.all(this.redis.sendTogether(commands).map((answer) => answer.then(this.take, this.refuse)));
    return this.sending ? this.sending.run(commands, stream, write) : write();
  }

  private readonly take = (reply: unknown): Outcome => {
    this.startAnswer();
    if (isReply(reply)) return reply;
    // EXEC tells in its answer what could not be done; all the rest of the transaction was.
    const refused = Array.isArray(reply) && reply.find((one) => one instanceof Error && one.name === "ReplyError");
    if (refused) return this.failure(refused);
    return new Failure({
      code: "protocol",
      what: text("{0} gave an answer that is not of the Redis protocol.", this.options.server),
    });
  };

  /** What the server refuses is an answer, too; anything else means that there will be none. */
  private readonly refuse = (error: unknown): Outcome => {
    this.startAnswer();
    if (error instanceof Error && error.name === "ReplyError") return this.failure(error);
    const failure = this.failure(this.cause ?? error);
    if (!this.redis.stream.destroyed) this.close();
    throw failure;
  };

  private failure(error: unknown): Failure {
    return failureOf(error ?? this.cause ?? new Error("Connection is closed."), this.options.server);
  }

  private startAnswer(): void {
    this.received = 0;
    this.lines = 0;
  }

  /** Ends the connection before an answer grows beyond what can be kept. */
  private watch(): void {
    const { stream } = this.redis;
    stream.on("data", (chunk: Buffer) => {
      this.heard = true;
      this.received += chunk.length;
      for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) this.lines++;
      if (this.received <= REPLY_MOST && this.lines <= LINES_MOST) return;
      const { server } = this.options;
      this.cause ??= new Failure({
        code: "tooLarge",
        what:
          this.received > REPLY_MOST
            ? text("An answer of {0} is larger than {1}; it was not read.", server, size(REPLY_MOST))
            : text("An answer of {0} has more than {1} lines; it was not read.", server, count(LINES_MOST)),
        fix: text("Look at this value with redis-cli, which can write it into a file."),
      });
      this.close();
      stream.destroy();
    });
  }

  /** Nothing that is said after an error can be trusted to answer what was asked. */
  private onError(error: unknown): void {
    this.cause ??= error;
    if (this.ready) this.redis.stream.destroy();
  }

  private onMessage(channel: Buffer, message: Buffer): void {
    this.startAnswer();
    this.options.hear?.(channel, message);
  }

  private onClose(): void {
    const byItself = !this.ended;
    this.ended = true;
    if (byItself && this.ready) this.options.lost(this.failure(undefined));
  }
}
