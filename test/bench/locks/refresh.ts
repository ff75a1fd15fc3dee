import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { Redis } from "ioredis";
import { RedisLocks } from "../../../src/redis/locks/source";

/**
 * A program that reads locks in one of four ways: ours; naive (GET and PTTL, one key and master after the other); the same
 * with all masters at once; with one pipeline a master. Arguments: the way, the number of locks, of rounds, and the masters' ports. It says "ready",
 * waits for a line, and prints the milliseconds of each round.
 */
interface Way {
  read(): Promise<number>;
  close(): void;
}

const NEVER = new AbortController().signal;
const nameOf = (index: number): string => `locks:${index}`;

function ours(locks: number, urls: readonly string[]): Way {
  const profile = { id: "bench", name: "bench", access: "observe" } as const;
  const values = { url: urls[0] ?? "", "locks.masters": urls };
  const source = new RedisLocks(
    { profile, name: "redis", system: "redis", values },
    {
      secret: async () => undefined,
      timeout: () => 60_000,
      setting: (_, fallback) => fallback,
      lost: () => {},
      log: () => {},
    },
    0,
  );
  const wanted = Array.from({ length: locks }, (_, index) => {
    const name = Buffer.from(nameOf(index));
    return { name, entries: [{ key: name, as: "string" as const }] };
  });
  return {
    async read() {
      const { masters } = await source.sample({ locks: wanted }, NEVER);
      return masters.flatMap(({ locks }) => locks).filter(({ entries: [entry] }) => entry?.type === "string").length;
    },
    close: () => source.close(),
  };
}

function naive(locks: number, urls: readonly string[]): Way {
  const clients = urls.map((url) => new Redis(url));
  return {
    async read() {
      let held = 0;
      for (let index = 0; index < locks; index++) {
        for (const client of clients) {
          const value = await client.get(nameOf(index));
          const ttl = await client.pttl(nameOf(index));
          if (value !== null && ttl > 0) held++;
        }
      }
      return held;
    },
    close: () => disconnect(clients),
  };
}

function atOnce(locks: number, urls: readonly string[]): Way {
  const clients = urls.map((url) => new Redis(url));
  return {
    async read() {
      const found = await Promise.all(
        clients.map(async (client) => {
          let held = 0;
          for (let index = 0; index < locks; index++) {
            const value = await client.get(nameOf(index));
            const ttl = await client.pttl(nameOf(index));
            if (value !== null && ttl > 0) held++;
          }
          return held;
        }),
      );
      return found.reduce((all, one) => all + one, 0);
    },
    close: () => disconnect(clients),
  };
}

function pipelined(locks: number, urls: readonly string[]): Way {
  const clients = urls.map((url) => new Redis(url));
  return {
    async read() {
      const found = await Promise.all(
        clients.map(async (client) => {
          const pipeline = client.pipeline();
          for (let index = 0; index < locks; index++) pipeline.get(nameOf(index)).pttl(nameOf(index));
          const answers = (await pipeline.exec()) ?? [];
          return answers.filter(([, answer]) => typeof answer === "number" && answer > 0).length;
        }),
      );
      return found.reduce((all, one) => all + one, 0);
    },
    close: () => disconnect(clients),
  };
}

function disconnect(clients: readonly Redis[]): void {
  for (const client of clients) client.disconnect();
}

type Make = (locks: number, urls: readonly string[]) => Way;
const WAYS: Readonly<Record<string, Make>> = { ours, naive, atOnce, pipelined };

async function main([kind = "", locks = "", rounds = "", ...ports]: readonly string[]): Promise<void> {
  const way = WAYS[kind]?.(
    Number(locks),
    ports.map((port) => `redis://127.0.0.1:${port}`),
  );
  if (!way) throw new Error(`There is no way ${kind}.`);
  const check = (found: number) => {
    if (found !== Number(locks) * ports.length) throw new Error(`${kind} read ${found} locks`);
  };
  const begin = performance.now();
  check(await way.read());
  const first = performance.now() - begin;
  console.log("ready");
  await new Promise((resolve) => createInterface({ input: process.stdin }).once("line", resolve));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const times: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    const begun = performance.now();
    check(await way.read());
    times.push(performance.now() - begun);
  }
  delay.disable();
  way.close();
  console.log(JSON.stringify({ first, times, longestBlock: delay.max / 1e6 }));
  process.exit(0);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
