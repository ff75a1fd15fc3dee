import { createServer, type Socket } from "node:net";
import { encode } from "../../src/kafka/protocol/encode";
import { type ApiName, api } from "../../src/kafka/protocol/messages";
import schemas from "../../src/kafka/protocol/schemas.json";
import type { Struct } from "../../src/kafka/protocol/values";

/** What a fake broker does with a request: answers it, answers with any bytes, says nothing, or hangs up. */
export type Answer = Struct | Buffer | "nothing" | "close";

export interface FakeBroker {
  readonly port: number;
  /** names of the requests that came, in order */
  readonly requests: ApiName[];
  /** connections that are open now */
  open(): number;
  close(): Promise<void>;
}

export interface Faults {
  /** by API; those of other APIs are given no answer */
  readonly answers?: Partial<Record<ApiName, (version: number) => Answer>>;
  /** the highest version that is said to be known */
  readonly versions?: Partial<Record<ApiName, number>>;
  /** added to the number of each request in its answer */
  readonly numberOff?: number;
}

const NAMES = Object.keys(schemas) as ApiName[];

/** A broker for faults that a real one cannot be made to show. */
export async function fakeBroker({ answers = {}, versions = {}, numberOff = 0 }: Faults): Promise<FakeBroker> {
  const requests: ApiName[] = [];
  const respond = (frame: Buffer): Buffer | "nothing" | "close" => {
    const [key, version, number] = [frame.readInt16BE(0), frame.readInt16BE(2), frame.readInt32BE(4)];
    const name = NAMES.find((known) => api(known).key === key);
    if (!name) return "close";
    requests.push(name);
    const answer = answers[name]?.(version) ?? (name === "ApiVersions" ? versionsOf(versions) : "nothing");
    if (answer === "nothing" || answer === "close") return answer;
    const head = Buffer.alloc(8);
    head.writeInt32BE(number + numberOff, 4);
    const { response, flexible } = api(name);
    const layout = { version, flexible: version >= flexible };
    const tags = Buffer.alloc(layout.flexible && name !== "ApiVersions" ? 1 : 0);
    const body = Buffer.isBuffer(answer) ? answer : Buffer.concat([tags, encode(response, answer as Struct, layout)]);
    head.writeInt32BE(4 + body.length, 0);
    return Buffer.concat([head, body]);
  };
  const server = await listen((socket) => {
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const end = 4 + received.readInt32BE(0);
        const answer = respond(received.subarray(4, end));
        received = received.subarray(end);
        if (answer === "close") socket.destroy();
        else if (answer !== "nothing") socket.write(answer);
      }
    });
  });
  return { ...server, requests };
}

const versionsOf = (most: Faults["versions"]): Struct => ({
  errorCode: 0,
  throttleTimeMs: 0,
  apiKeys: NAMES.map((name) => ({
    apiKey: api(name).key,
    minVersion: 0,
    maxVersion: most?.[name] ?? (name === "ApiVersions" ? 2 : api(name).highest),
  })),
});

/** A server of any protocol. */
export async function listen(serve: (socket: Socket) => void): Promise<Omit<FakeBroker, "requests">> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    // Only who reads learns that the other side has gone.
    socket.resume();
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Metadata of a cluster of one broker, and a topic with one partition where one is asked for. */
export const metadataOf = (broker: { host: string; port: number }, topic?: string): Struct => ({
  throttleTimeMs: 0,
  brokers: [{ nodeId: 1, ...broker, rack: null }],
  clusterId: "fake",
  controllerId: 1,
  errorCode: 0,
  clusterAuthorizedOperations: 0,
  topics: topic
    ? [
        {
          errorCode: 0,
          name: topic,
          topicId: "AAAAAAAAAAAAAAAAAAAAAQ",
          isInternal: false,
          topicAuthorizedOperations: 0,
          partitions: [
            {
              errorCode: 0,
              partitionIndex: 0,
              leaderId: 1,
              leaderEpoch: 0,
              replicaNodes: [1],
              isrNodes: [1],
              offlineReplicas: [],
            },
          ],
        },
      ]
    : [],
});
