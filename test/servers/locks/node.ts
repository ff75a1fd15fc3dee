import { randomBytes } from "node:crypto";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { RedisServer } from "../shared";

/** A lock that is held; `value` is what its library wrote. */
export interface Held {
  readonly value: string;
  extend(ms: number): Promise<void>;
  release(): Promise<void>;
}

export interface NodeHolder {
  /** Rejects when the lock cannot be had. */
  acquire(name: string, ms: number): Promise<Held>;
  close(): void;
}

/** Plain clients; a server that is away fails at once. The caller disconnects them. */
function clientsOf(servers: readonly RedisServer[]): readonly Redis[] {
  return servers.map(({ port }) => {
    const client = new Redis({
      host: "127.0.0.1",
      port,
      connectionName: `lock-holder-node-${process.pid}`,
      enableOfflineQueue: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => 100,
    });
    client.on("error", () => {});
    return client;
  });
}

function disconnect(clients: readonly Redis[]): void {
  for (const client of clients) client.disconnect();
}

/** What is used of node-redlock 5, whose types its package does not lead to. */
interface Redlock5 {
  acquire(names: readonly string[], ms: number): Promise<Lock5>;
}
interface Lock5 {
  readonly value: string;
  extend(ms: number): Promise<Lock5>;
  release(): Promise<unknown>;
}

/** node-redlock 5 over these masters. */
export function redlock5(servers: readonly RedisServer[]): NodeHolder {
  const clients = clientsOf(servers);
  const { default: Redlock }: { default: new (clients: readonly Redis[], settings: object) => Redlock5 } =
    require("redlock");
  const redlock = new Redlock(clients, { retryCount: 0 });
  return {
    async acquire(name, ms) {
      let lock = await redlock.acquire([name], ms);
      return {
        value: lock.value,
        extend: async (more) => {
          lock = await lock.extend(more);
        },
        release: async () => void (await lock.release()),
      };
    },
    close: () => disconnect(clients),
  };
}

/** What is used of node-redlock 4, which comes without types. */
interface Redlock4 {
  lock(name: string, ms: number): Promise<Lock4>;
  on(event: "clientError", listener: () => void): void;
}
interface Lock4 {
  readonly value: string;
  extend(ms: number): Promise<unknown>;
  unlock(): Promise<unknown>;
}

/** node-redlock 4 over these masters. */
export function redlock4(servers: readonly RedisServer[]): NodeHolder {
  const clients = clientsOf(servers);
  const Redlock4: new (clients: readonly Redis[], options: object) => Redlock4 = require("redlock-4");
  const redlock = new Redlock4(clients, { retryCount: 0 });
  redlock.on("clientError", () => {});
  return {
    async acquire(name, ms) {
      const lock = await redlock.lock(name, ms);
      return {
        value: lock.value,
        extend: async (more) => void (await lock.extend(more)),
        release: async () => void (await lock.unlock()),
      };
    },
    close: () => disconnect(clients),
  };
}

const COMPARE = "if redis.call('GET',KEYS[1])==ARGV[1] then return";

/** A lock by compare and swap, as one writes it by hand: SET with NX and PX, changed only if the id is one's own. */
export function casLock(server: RedisServer, idOf = () => randomBytes(9).toString("base64url")): NodeHolder {
  const [client] = clientsOf([server]);
  if (!client) throw new Error("no client");
  return {
    async acquire(name, ms) {
      const value = idOf();
      if ((await client.set(name, value, "PX", ms, "NX")) !== "OK") throw new Error(`${name} is held`);
      return {
        value,
        extend: async (more) =>
          void (await client.eval(`${COMPARE} redis.call('PEXPIRE',KEYS[1],ARGV[2]) end`, 1, name, value, more)),
        release: async () => void (await client.eval(`${COMPARE} redis.call('DEL',KEYS[1]) end`, 1, name, value)),
      };
    },
    close: () => client.disconnect(),
  };
}

/** A worker of BullMQ with one job that is active until it is let go. */
export async function bullmqJob(server: RedisServer, queue: string, lockMs: number) {
  const connection = { host: "127.0.0.1", port: server.port, maxRetriesPerRequest: null };
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const jobs = new Queue(queue, { connection });
  let began: (token: string) => void = () => {};
  const token = new Promise<string>((resolve) => {
    began = resolve;
  });
  const worker = new Worker(
    queue,
    async (_job, own) => {
      began(own ?? "");
      await finished;
    },
    { connection, lockDuration: lockMs },
  );
  worker.on("error", () => {});
  jobs.on("error", () => {});
  const { id } = await jobs.add("work", {});
  return {
    name: `bull:${queue}:${id}:lock`,
    token: await token,
    async close(): Promise<void> {
      finish();
      await worker.close();
      await jobs.obliterate({ force: true });
      await jobs.close();
    },
  };
}
