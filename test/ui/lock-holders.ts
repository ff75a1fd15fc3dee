import type { Redis } from "ioredis";
import { type OwnServer, ownServer, writer } from "../redis/own-server";
import { casLock, type NodeHolder, redlock4, redlock5 } from "../servers/locks/node";

const MASTERS = 5;
const MINUTE = 60_000;

/** Locks in all states over five masters, and some on a server of their own, for as long as `stop` is not called. */
export class LockHolders {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly holders: NodeHolder[] = [];
  private readonly clients: readonly Redis[];
  private readonly shopClient: Redis;

  private constructor(
    readonly masters: readonly OwnServer[],
    readonly shop: OwnServer,
  ) {
    this.clients = masters.map((master) => writer(master));
    this.shopClient = writer(shop);
  }

  static async start(): Promise<LockHolders> {
    const begin = (name: string) => ownServer(["--appendonly", "no", "--notify-keyspace-events", "KEA"], name);
    const names = Array.from({ length: MASTERS }, (_, index) => `locks-ui-${index}`);
    const [shop, ...masters] = await Promise.all(["locks-ui-shop", ...names].map(begin));
    if (!shop) throw new Error("no server");
    const holders = new LockHolders(masters, shop);
    await holders.holdQuorums();
    await holders.holdAtShop();
    return holders;
  }

  /** Two profiles: one observes the five masters, one may edit the shop and is marked as production. */
  settings(): Record<string, unknown> {
    const [first] = this.masters;
    const masters = this.masters.map(({ url }) => url);
    const patterns = ["locks:*", "locks:nightly"];
    return {
      "clusterObserver.profiles": [
        {
          name: "quorum",
          color: "green",
          connections: [{ system: "redis", url: first?.url, locks: { masters, patterns } }],
        },
        {
          name: "shop",
          access: "edit",
          production: true,
          color: "red",
          connections: [{ system: "redis", url: this.shop.url, locks: { patterns: ["shop:lock:*"] } }],
        },
      ],
      "clusterObserver.locks.interval": 2,
      "clusterObserver.locks.watchInterval": 2,
    };
  }

  /** The work of a scheduled task is done: its lock is kept for a minute only. */
  async cool(): Promise<void> {
    await this.clients[0]?.pexpire(COOLING, MINUTE);
  }

  /** What a key of the shop holds. */
  atShop(name: string): Promise<string | null> {
    return this.shopClient.get(name);
  }

  async renewAtShop(name: string): Promise<void> {
    await this.shopClient.pexpire(name, 2 * 60 * MINUTE);
  }

  /** milliseconds */
  leftAtShop(name: string): Promise<number> {
    return this.shopClient.pttl(name);
  }

  /** The last master dies. */
  async endMaster(): Promise<void> {
    await this.masters.at(-1)?.end();
  }

  async releaseAtShop(name: string): Promise<void> {
    await this.shopClient.del(name);
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    for (const holder of this.holders) holder.close();
    for (const client of [...this.clients, this.shopClient]) client.disconnect();
    await Promise.all([...this.masters, this.shop].map((server) => server.stop()));
  }

  private async holdQuorums(): Promise<void> {
    const [five, four, other] = [redlock5(this.masters), redlock4(this.masters), redlock5(this.masters)];
    this.holders.push(five, four, other);
    const orders = await five.acquire("locks:orders:42", 10_000);
    this.every(2_000, () => orders.extend(10_000));
    await four.acquire("locks:reports", 60 * MINUTE);
    const short = await five.acquire("locks:heartbeat", 900);
    this.every(250, () => short.extend(900));
    let turn = 0;
    let held = await five.acquire("locks:leader", 30_000);
    this.every(900, async () => {
      await held.release();
      held = (await [five, other][++turn % 2 ? 1 : 0]?.acquire("locks:leader", 30_000)) ?? held;
    });
    await five.acquire("locks:payments:7", 60 * MINUTE);
    await this.on([4], (client) => client.del("locks:payments:7"));
    await five.acquire("locks:import", 60 * MINUTE);
    await this.on([2, 3, 4], (client) => client.del("locks:import"));
    const values = ["1f0c", "1f0c", "9d2e", "9d2e", "77ab"];
    await this.on([0, 1, 2, 3, 4], (client, index) =>
      client.set("locks:stock:7", values[index]?.repeat(8) ?? "", "PX", 60 * MINUTE),
    );
    await this.on([0, 1, 2, 3, 4], (client) => client.set("locks:invoices", "c0de".repeat(8)));
    await this.on([0, 1, 2, 3, 4], (client) => client.rpush("locks:inbox", "a mail"));
    const [first] = this.clients;
    const shedlock = (since: number, host: string) => `ADDED:${new Date(since).toISOString()}@${host}:${UUID}`;
    await first?.set(COOLING, shedlock(Date.now() - MINUTE, "batch-1"), "PX", 20 * MINUTE);
    await first?.set(STUCK, shedlock(Date.now() - 25 * MINUTE, "batch-2"), "PX", MINUTE);
    this.every(2_000, async () => void (await first?.pexpire(STUCK, MINUTE)));
  }

  private async holdAtShop(): Promise<void> {
    const cas = casLock(this.shop);
    this.holders.push(cas);
    await cas.acquire("shop:lock:checkout", 60 * MINUTE);
    await cas.acquire("shop:lock:stocktaking", 60 * MINUTE);
    await cas.acquire("shop:lock:newsletter", 60 * MINUTE);
    await this.shopClient.set("shop:lock:refunds", "a3f1".repeat(8));
  }

  private async on(indexes: readonly number[], call: (client: Redis, index: number) => Promise<unknown>) {
    await Promise.all(
      indexes.map((index) => {
        const client = this.clients[index];
        return client && call(client, index);
      }),
    );
  }

  private every(ms: number, work: () => Promise<unknown>): void {
    let busy = false;
    this.timers.push(
      setInterval(() => {
        if (busy) return;
        busy = true;
        work()
          .catch(() => {})
          .finally(() => {
            busy = false;
          });
      }, ms),
    );
  }
}

const UUID = "5c2b0d4e-8a51-4b7e-9a53-4f1d2f0a7c11";
const COOLING = "job-lock:prod:cleanup";
const STUCK = "job-lock:prod:reindex";
