import { isIP, connect as tcp } from "node:net";
import { connect as tls } from "node:tls";
import Broker from "kafkajs/src/broker";
import { createLogger } from "kafkajs/src/loggers";
import ConnectionPool, { type Connection, type Exchange, type SocketOptions } from "kafkajs/src/network/connectionPool";
import type { SentLog } from "../../core/sent";
import type { Permit } from "../edits/permit";
import { type Endpoint, formatEndpoint } from "../endpoint";
import type { VersionRange } from "../protocol/messages";
import { FramedSocket } from "./framed-socket";
import type { Security } from "./security";
import { Tap } from "./tap";

/**
 * The one place that knows kafkajs: it carries requests (sockets, TLS, login, the order of answers). Its cluster, its
 * consumer and its admin are not used: they fail as a whole with one broker, and leave traces.
 */
export interface Wire {
  /** Connects, asks for the broker's versions, logs in. Rejects with whatever went wrong. */
  connect(): Promise<void>;
  /** by API key; empty before `connect` */
  versions(): Readonly<Record<number, VersionRange>>;
  /** Sends one request and gives its answer. */
  send<T>(message: Message<T>): Promise<T>;
  /** Ends all sockets at once; what waits for an answer is rejected. */
  destroy(reason: Error): void;
}

export interface Message<T> {
  readonly name: string;
  readonly key: number;
  readonly version: number;
  /** what follows the request's header of version 1 */
  readonly body: Buffer;
  /** reads what follows the number in front of an answer */
  decode(answer: Buffer): T | Promise<T>;
  /** milliseconds that the broker asks to be left alone for (KIP-219) */
  throttle(value: T): number;
  /** Fetch has a socket of its own, so that large answers do not hold up small ones */
  readonly channel: 0 | 1;
}

export interface WireOptions {
  readonly endpoint: Endpoint;
  /** the name that the broker's certificate is made out to */
  readonly serverName: string;
  readonly security: Security;
  /** bytes that one answer may have */
  readonly largest: number;
  readonly timeout: number;
  /** takes down all that is sent */
  readonly sent?: SentLog;
  /** what may be sent beside looking */
  readonly permit?: Permit;
  /** called when a connection is made, and its TLS handshake done */
  onSecured(): void;
  /** called whenever something arrives */
  onHeard(): void;
  /** called when a socket ended, with the reason */
  onClosed(reason: unknown): void;
}

export const CLIENT_ID = "cluster-observer";

export function openWire(options: WireOptions): Wire {
  const { endpoint, security, timeout } = options;
  const sockets = new Set<FramedSocket>();
  const logger = createLogger({ level: 0, logCreator: () => () => {} });
  const pool = new ConnectionPool({
    ...endpoint,
    clientId: CLIENT_ID,
    logger,
    ssl: security.tls,
    sasl: security.sasl?.() ?? null,
    socketFactory: (request) => openSocket(request, options, sockets),
    connectionTimeout: timeout,
    requestTimeout: timeout,
    // Deadlines are kept by the caller; kafkajs would look at its watch ten times a second.
    enforceRequestTimeout: false,
  });
  const broker = new Broker({ connectionPool: pool, logger });
  // A connection that is made twice at the same time would lose one of its sockets.
  const opening: Partial<Record<0 | 1, Promise<Connection>>> = {};
  return {
    connect: () => broker.connect(),
    versions: () => broker.versions ?? {},
    async send(message) {
      const { channel } = message;
      opening[channel] ??= pool.getConnection(channel);
      const connection = await opening[channel];
      return connection.send(exchange(message));
    },
    destroy(reason) {
      for (const socket of [...sockets]) socket.fail(reason);
    },
  };
}

function openSocket(
  { host, port, onConnect }: SocketOptions<Security["tls"]>,
  { security, serverName, largest, sent, permit, onClosed, onHeard, onSecured }: WireOptions,
  sockets: Set<FramedSocket>,
): FramedSocket {
  const connected = () => {
    framed.ready();
    onSecured();
    onConnect();
  };
  const named = isIP(serverName) ? {} : { servername: serverName };
  const socket = security.tls
    ? tls({ host, port, ...named, ...security.tls }, connected)
    : tcp({ host, port }, connected);
  socket.setKeepAlive(true, 60_000);
  socket.setNoDelay(true);
  socket.on("data", onHeard);
  const closed = (reason: unknown) => {
    sockets.delete(framed);
    onClosed(reason);
  };
  const framed = new FramedSocket(socket, largest, closed, new Tap(formatEndpoint({ host, port }), sent, permit));
  sockets.add(framed);
  return framed;
}

function exchange<T>({ name, key, version, body, decode, throttle }: Message<T>): Exchange<T> {
  return {
    request: { apiKey: key, apiVersion: version, apiName: name, encode: async () => ({ buf: body, buffer: body }) },
    response: {
      async decode(answer) {
        const value = await decode(answer);
        return { clientSideThrottleTime: throttle(value), value };
      },
      parse: async ({ value }) => value,
    },
  };
}
