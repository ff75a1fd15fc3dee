import { createServer, connect as dial, type Socket } from "node:net";
import { type ApiName, api } from "../../../src/kafka/protocol/messages";
import schemas from "../../../src/kafka/protocol/schemas.json";

const NAMES = Object.keys(schemas) as ApiName[];

/** Stands in front of real brokers and counts what is asked of each of them. */
export interface Counting {
  /** for a profile: from what each broker announces to its stand-in */
  readonly hostMap: Readonly<Record<string, string>>;
  /** `Metadata` or the number of what is not known here, by broker; and forgets it */
  taken(): Record<string, Record<string, number>>;
  close(): Promise<void>;
}

/** @param brokers `host:port` as they announce themselves */
export async function counting(brokers: readonly string[]): Promise<Counting> {
  let counts: Record<string, Record<string, number>> = {};
  const fronts = await Promise.all(
    brokers.map((broker) =>
      front(broker, (name) => {
        const own = counts[broker] ?? {};
        counts[broker] = own;
        own[name] = (own[name] ?? 0) + 1;
      }),
    ),
  );
  return {
    hostMap: Object.fromEntries(brokers.map((broker, at) => [broker, `localhost:${fronts[at]?.port}`])),
    taken() {
      const all = counts;
      counts = {};
      return all;
    },
    close: async () => void (await Promise.all(fronts.map((one) => one.close()))),
  };
}

async function front(broker: string, count: (name: string) => void) {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const server = createServer((client) => {
    const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(broker) ?? [];
    const upstream = dial(Number(port), host);
    keep(client, () => upstream);
    keep(upstream, () => client);
    upstream.pipe(client);
    client.pipe(upstream);
    let received = Buffer.alloc(0);
    client.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 6 && received.length >= 4 + received.readInt32BE(0)) {
        const key = received.readInt16BE(4);
        count(NAMES.find((name) => api(name).key === key) ?? String(key));
        received = received.subarray(4 + received.readInt32BE(0));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
