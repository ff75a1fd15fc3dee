// A program: workers of the example shop that hold locks in its Redis, until that ends or they are told to.
//   node --import tsx lock-keepers.ts PORT
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { redlock5 } from "../locks/node";

/** milliseconds after which a Redis that does not answer is taken for ended */
const GONE = 30_000;
const RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";
const EXTEND =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";

/** A worker with a CAS lock: its id is the name of its connection, too, as good workers do. */
class Worker {
  private readonly client: Redis;

  constructor(
    port: number,
    private readonly id: string,
  ) {
    this.client = new Redis({ host: "127.0.0.1", port, connectionName: id, retryStrategy: () => 1_000 });
    this.client.on("error", () => {});
  }

  async acquire(lock: string, ms: number): Promise<boolean> {
    return (await this.client.set(lock, this.id, "PX", ms, "NX")) === "OK";
  }

  async extend(lock: string, ms: number): Promise<void> {
    await this.client.eval(EXTEND, 1, lock, this.id, ms);
  }

  async release(lock: string): Promise<void> {
    await this.client.eval(RELEASE, 1, lock, this.id);
  }

  /** As somebody does who forgets the time to live. */
  async leak(lock: string): Promise<void> {
    await this.client.setnx(lock, this.id);
  }

  answers(): Promise<unknown> {
    return this.client.ping();
  }
}

/** An order is packed: a RedLock that its owner renews. */
async function pack(port: number): Promise<never> {
  const { acquire } = redlock5([{ port, dir: "" }]);
  for (let order = 1042; ; order++) {
    const lock = await acquire(`shop:lock:order:${order}`, 12_000);
    for (let renewals = 0; renewals < 20; renewals++) {
      await sleep(4_000);
      await lock.extend(12_000);
    }
    await lock.release();
  }
}

/** Two workers write the report by turns: a CAS lock that changes hands. */
async function report(workers: readonly Worker[]): Promise<never> {
  for (;;) {
    for (const worker of workers) {
      if (await worker.acquire("shop:lock:report", 15_000)) {
        await sleep(5_000);
        await worker.release("shop:lock:report");
      }
    }
  }
}

/** One who is alone with his lock keeps it alive for as long as he lives. */
async function mail(worker: Worker): Promise<never> {
  await worker.acquire("shop:lock:newsletter", 20_000);
  for (;;) {
    await sleep(5_000);
    await worker.extend("shop:lock:newsletter", 20_000);
  }
}

/** The stock is counted now and then, and the lock is left to expire. */
async function count(worker: Worker): Promise<never> {
  for (;;) {
    await worker.acquire("shop:lock:stocktaking", 40_000);
    await sleep(60_000);
  }
}

/** Ends with the server. */
async function live(worker: Worker): Promise<never> {
  for (let seen = Date.now(); ; await sleep(2_000)) {
    const answered = await Promise.race([
      worker.answers().then(
        () => true,
        () => false,
      ),
      sleep(2_000, false),
    ]);
    if (answered) seen = Date.now();
    else if (Date.now() - seen > GONE) process.exit(0);
  }
}

/** Work that fails, since the server was away, is begun again. */
async function forever(work: () => Promise<never>): Promise<never> {
  for (;;) {
    await work().catch(() => {});
    await sleep(3_000);
  }
}

async function main(port: number): Promise<void> {
  const worker = (id: string) => new Worker(port, id);
  const reporters = [worker("report-worker-a"), worker("report-worker-b")];
  await worker("price-import-2").leak("shop:lock:price-import");
  const mailer = worker("newsletter-sender");
  const counter = worker("stock-counter-1");
  await Promise.all([
    forever(() => pack(port)),
    forever(() => report(reporters)),
    forever(() => mail(mailer)),
    forever(() => count(counter)),
    live(mailer),
  ]);
}

void main(Number(process.argv[2]));
