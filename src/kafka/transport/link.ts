import { cancelled } from "../../core/deadline";
import { Failure, isFailure } from "../../core/failure";
import type { SentLog } from "../../core/sent";
import { text } from "../../core/text";
import { assertAllowed } from "../allowed";
import type { Permit } from "../edits/permit";
import type { Endpoint } from "../endpoint";
import { type BrokerName, connectionFailure, nameOf, type Stage } from "../failures";
import { decode, decodeInPieces, type Pieces } from "../protocol/decode";
import { encode } from "../protocol/encode";
import { type Api, type ApiName, api, commonVersion } from "../protocol/messages";
import { ByteReader } from "../protocol/reader";
import { Fields, type Struct } from "../protocol/values";
import { ByteWriter } from "../protocol/writer";
import { SocketClosedError } from "./errors";
import { type Message, openWire, type Wire } from "./kafkajs";
import type { Security } from "./security";

export interface LinkOptions {
  readonly endpoint: Endpoint;
  readonly name: BrokerName;
  readonly serverName: string;
  readonly security: Security;
  readonly timeout: number;
  /** takes down all that is sent */
  readonly sent?: SentLog;
  /** what may be sent beside looking */
  readonly permit?: Permit;
}

export interface RequestOptions {
  /** the lowest version that serves the purpose */
  readonly least?: number;
  /** the list of a large answer that is taken item by item */
  readonly pieces?: Pieces;
}

/** bytes that one answer may have */
export const LARGEST_ANSWER = 64 * 1024 * 1024;
/** milliseconds without a sign of life after which a connection that somebody gave up is taken for dead */
const SILENCE = 2_000;
/** milliseconds that a broker may hold us back at most */
const LONGEST_THROTTLE = 10_000;

/** The connections to one broker, for as long as they hold: what ends never comes back, a new link takes its place. */
export class Link {
  private readonly wire: Wire;
  private stage: Stage = "connecting";
  private connecting?: Promise<void>;
  private closedBy?: { readonly reason: unknown };
  private waiting = 0;
  private heardAt = 0;
  /** milliseconds since 1970 when it was ready */
  readySince?: number;

  constructor(private readonly options: LinkOptions) {
    this.wire = openWire({
      ...options,
      largest: LARGEST_ANSWER,
      onSecured: () => {
        if (this.stage === "connecting") this.stage = "secured";
      },
      onHeard: () => {
        this.heardAt = Date.now();
      },
      onClosed: (reason) => this.close(reason),
    });
  }

  get name(): BrokerName {
    return this.options.name;
  }

  get ended(): boolean {
    return this.closedBy !== undefined;
  }

  /** The versions that the broker knows of an API; undefined before the link is ready or where it knows none. */
  versions(name: ApiName) {
    return this.wire.versions()[api(name).key];
  }

  /**
   * The one way to the broker: sends a request that is allowed, in the highest version that both sides know.
   */
  async request(name: ApiName, fields: Struct, signal: AbortSignal, options: RequestOptions = {}): Promise<Fields> {
    assertAllowed(name, fields, this.options.permit);
    await this.whileWanted(signal, () => this.ready());
    const message = () => this.message(api(name), fields, options, signal);
    const answer = await this.whileWanted(signal, () => this.wire.send(message()));
    this.stage = "answered";
    return answer;
  }

  close(reason: unknown = new SocketClosedError(true)): void {
    if (this.closedBy) return;
    this.closedBy = { reason };
    this.wire.destroy(reason instanceof Error ? reason : new SocketClosedError(true));
  }

  private ready(): Promise<void> {
    this.connecting ??= this.wire.connect().then(() => {
      this.stage = "established";
      this.readySince = Date.now();
    });
    return this.connecting;
  }

  private message(api: Api, fields: Struct, { least, pieces }: RequestOptions, signal: AbortSignal): Message<Fields> {
    const version = commonVersion(api, this.versions(api.name), least);
    if (version === undefined) {
      throw new Failure({
        code: "unsupported",
        what: text("{0} does not know the request {1} in a version that is needed here.", nameOf(this.name), api.name),
        fix: text("Its Kafka is too old for this, or not Kafka itself."),
      });
    }
    const layout = { version, flexible: version >= api.flexible };
    const header = new ByteWriter();
    // A flexible request has tagged fields in its header, of which there are none.
    if (layout.flexible) header.unsignedVarint(0);
    return {
      name: api.name,
      key: api.key,
      version,
      body: Buffer.concat([header.bytes, encode(api.request, fields, layout)]),
      // The answer to ApiVersions has the old header in all versions, so that everybody can read it.
      async decode(answer) {
        const bytes = layout.flexible && api.name !== "ApiVersions" ? body(answer) : answer;
        if (!pieces) return new Fields(decode(api.response, bytes, layout));
        return new Fields(await decodeInPieces(api.response, bytes, layout, pieces, signal));
      },
      throttle: (answer) => Math.min(LONGEST_THROTTLE, answer.number("throttleTimeMs", 0)),
      channel: api.name === "Fetch" ? 1 : 0,
    };
  }

  /** Lets the caller go when `signal` is aborted, and gives up a connection that nobody else waits for or that is silent. */
  private async whileWanted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw this.abandoned(signal);
    const begin = Date.now();
    let stop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(this.abandoned(signal));
      signal.addEventListener("abort", stop, { once: true });
    });
    this.waiting++;
    try {
      return await Promise.race([call(), aborted]);
    } catch (error) {
      if (signal.aborted) {
        const silent = Date.now() - Math.max(begin, this.heardAt) >= SILENCE;
        if (this.waiting === 1 || silent) this.close();
        throw this.abandoned(signal);
      }
      throw this.failure(error);
    } finally {
      this.waiting--;
      signal.removeEventListener("abort", stop);
      aborted.catch(() => {});
    }
  }

  private abandoned(signal: AbortSignal): Failure {
    return isFailure(signal.reason) ? signal.reason : cancelled(nameOf(this.name));
  }

  private failure(error: unknown): Failure {
    const { stage, options } = this;
    const at = { stage, ssl: options.security.tls !== undefined, sasl: options.security.sasl !== undefined };
    const failure = connectionFailure(this.closedBy && !isRefusal(error) ? this.closedBy.reason : error, this.name, at);
    // A link that could not be made, or whose peer does not speak Kafka, is of no use to the next one.
    if (this.readySince === undefined || failure.code === "protocol") this.close(error);
    return failure;
  }
}

/** A login that the broker itself turned down: it closes the connection as well, which says less. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && /SASL|Login/.test(error.name) && !/connection/i.test(error.message);

/** What follows the tagged fields of an answer's header. */
function body(answer: Buffer): Buffer {
  const reader = new ByteReader(answer);
  for (let left = reader.plausible(reader.unsignedVarint()); left > 0; left--) {
    reader.unsignedVarint();
    reader.slice(reader.unsignedVarint());
  }
  return answer.subarray(reader.offset);
}
