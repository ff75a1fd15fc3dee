import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { api } from "../../../src/kafka/protocol/messages";

/** A relay in front of each broker that counts what passes towards it, by API. */
export class RequestCounter {
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();
  private counts = new Map<number, number>();

  /** @returns from `host:port` of each broker to that of its relay */
  async open(brokers: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const relayed = brokers.map(async (broker) => [broker, await this.relay(broker)] as const);
    return Object.fromEntries(await Promise.all(relayed));
  }

  /** What has passed since the last question: requests by API key. */
  take(): ReadonlyMap<number, number> {
    const { counts } = this;
    this.counts = new Map();
    return counts;
  }

  close(): void {
    for (const server of this.servers) server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private relay(broker: string): Promise<string> {
    const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(broker) ?? [];
    const server = createServer((client) => {
      const upstream = connect({ host, port: Number(port) });
      for (const socket of [client, upstream]) {
        this.sockets.add(socket);
        socket.setNoDelay(true);
        socket.on("error", () => {});
        socket.on("close", () => [client, upstream].forEach((each) => void each.destroy()));
      }
      client.on("data", this.reader());
      client.pipe(upstream);
      upstream.pipe(client);
    });
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
    });
  }

  /** Each request begins with its length and the key of its API. */
  private reader(): (chunk: Buffer) => void {
    let rest = Buffer.alloc(0);
    let skip = 0;
    return (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const passed = Math.min(skip, rest.length);
        rest = rest.subarray(passed);
        skip -= passed;
        if (skip > 0 || rest.length < 6) return;
        const key = rest.readInt16BE(4);
        this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
        skip = 4 + rest.readInt32BE(0);
      }
    };
  }
}

const NAMES = [
  "ListGroups",
  "OffsetFetch",
  "DescribeGroups",
  "ConsumerGroupDescribe",
  "Metadata",
  "ListOffsets",
] as const;

/** Requests by the name of their API; those that nobody expects here, by their key. */
export function byName(counts: ReadonlyMap<number, number>): Readonly<Record<string, number>> {
  const names = new Map<number, string>(NAMES.map((name) => [api(name).key, name]));
  return Object.fromEntries([...counts].map(([key, count]) => [names.get(key) ?? `API ${key}`, count]));
}
