/** The inner parts of kafkajs 2.2.4 that carry requests. Its package is pinned to that version. */

declare module "kafkajs/src/broker" {
  import type { ConnectionPool, Logger } from "kafkajs/src/network/connectionPool";

  class Broker {
    constructor(options: { connectionPool: ConnectionPool; logger: Logger });
    /** `minVersion` and `maxVersion` by API key, once connected */
    versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>> | null;
    /** Connects the first connection, asks for the versions, and logs in. */
    connect(): Promise<void>;
  }
  export = Broker;
}

declare module "kafkajs/src/network/connectionPool" {
  import type { EventEmitter } from "node:events";

  namespace ConnectionPool {
    interface Logger {
      namespace(name: string): Logger;
    }

    interface Exchange<T> {
      request: {
        apiKey: number;
        apiVersion: number;
        apiName: string;
        encode(): Promise<{ buf: Buffer; buffer: Buffer }>;
      };
      response: {
        decode(payload: Buffer): Promise<{ clientSideThrottleTime: number; value: T }>;
        parse(decoded: { clientSideThrottleTime: number; value: T }): Promise<T>;
      };
    }

    interface Connection {
      isConnected(): boolean;
      send<T>(exchange: Exchange<T>): Promise<T>;
    }

    interface SocketOptions<Ssl> {
      host: string;
      port: number;
      ssl: Ssl;
      onConnect(): void;
    }

    interface SaslTools {
      saslAuthenticate(exchange: {
        request: { encode(): Promise<Buffer> };
        response?: { decode(bytes: Buffer): Promise<Buffer>; parse(bytes: Buffer): Promise<void> };
      }): Promise<void>;
    }

    interface Sasl {
      mechanism: string;
      username?: string;
      password?: string;
      authenticationProvider?(tools: SaslTools): { authenticate(): Promise<void> };
    }

    interface Options<Ssl> {
      host: string;
      port: number;
      clientId: string;
      logger: Logger;
      ssl: Ssl;
      sasl: Sasl | null;
      socketFactory(options: SocketOptions<Ssl>): EventEmitter;
      connectionTimeout: number;
      requestTimeout: number;
      enforceRequestTimeout: boolean;
      reauthenticationThreshold?: number;
    }
  }

  class ConnectionPool<Ssl = unknown> {
    constructor(options: ConnectionPool.Options<Ssl>);
    /** 0: for everything, 1: for Fetch */
    getConnection(index: 0 | 1): Promise<ConnectionPool.Connection>;
  }
  export = ConnectionPool;
}

declare module "kafkajs/src/loggers" {
  import type { Logger } from "kafkajs/src/network/connectionPool";

  export function createLogger(options: { level: number; logCreator(level: number): (entry: unknown) => void }): Logger;
}
