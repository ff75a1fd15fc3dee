import { Redis } from "ioredis";
import type { RedisServer } from "../shared";
import { CITIES, CUSTOMERS, DAY, HOUR, numbers, type Order, PRODUCTS, pick } from "./catalogue";

/** The smallest picture there is: 1 × 1, transparent. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** Puts the tutorial's `key` into database 0, and the shop's sessions, carts and lists beside it: every type, with and without TTL. */
export async function fillRedis(server: RedisServer, orders: readonly Order[], now: number): Promise<void> {
  const redis = new Redis({ host: "127.0.0.1", port: server.port, lazyConnect: true, maxRetriesPerRequest: 2 });
  // The failed command says the same.
  redis.on("error", () => {});
  try {
    await redis.connect();
    await redis.setnx("key", "value");
    const work = redis.pipeline();
    sessions(work, now);
    carts(work);
    catalogue(work);
    lists(work, orders);
    odds(work);
    await finish(work);
    await redis.select(1);
    const other = redis.pipeline();
    for (const { id } of PRODUCTS) other.set(`import:${id}`, "done", "EX", (30 * DAY) / 1_000);
    await finish(other);
  } finally {
    redis.disconnect();
  }
}

type Pipeline = ReturnType<Redis["pipeline"]>;

async function finish(work: Pipeline): Promise<void> {
  for (const [error] of (await work.exec()) ?? []) if (error) throw error;
}

function sessions(work: Pipeline, now: number): void {
  const random = numbers(41);
  CUSTOMERS.slice(0, 45).forEach((user, index) => {
    const id = Array.from({ length: 12 }, () => Math.floor(random() * 16).toString(16)).join("");
    const key = `shop:session:${id}`;
    work.hset(key, {
      user,
      city: pick(CITIES, random),
      since: new Date(now - Math.floor(random() * DAY)).toISOString(),
      agent: pick(["Firefox/145.0", "Chrome/142.0", "ShopApp/3.4 (iOS)", "ShopApp/3.4 (Android)"], random),
      pages: `${1 + Math.floor(random() * 40)}`,
    });
    // From an hour to seven weeks: some are gone when one looks again tomorrow.
    work.pexpire(key, HOUR + index * 26 * HOUR);
    work.sadd("shop:online", user);
  });
}

function carts(work: Pipeline): void {
  const random = numbers(42);
  for (const user of CUSTOMERS.slice(0, 25)) {
    for (let lines = 1 + Math.floor(random() * 5); lines > 0; lines--) {
      work.hincrby(`shop:cart:${user}`, pick(PRODUCTS, random).id, 1 + Math.floor(random() * 3));
    }
  }
}

function catalogue(work: Pipeline): void {
  const random = numbers(43);
  for (const product of PRODUCTS) {
    work.set(`shop:product:${product.id}`, JSON.stringify({ ...product, stock: Math.floor(random() * 200) }, null, 2));
    work.sadd(
      `shop:tags:${product.id}`,
      "2026",
      pick(["tea", "coffee", "礼物"], random),
      pick(["new", "sale"], random),
    );
    work.zincrby("shop:bestsellers", Math.floor(random() * 900), product.name);
  }
  work.geoadd("shop:stores", 13.405, 52.52, "Berlin", 121.4737, 31.2304, "上海", 4.8357, 45.764, "Lyon");
}

function lists(work: Pipeline, orders: readonly Order[]): void {
  for (const { id, customer, total, at } of orders.slice(-200)) {
    work.xadd("shop:events", `${at}-*`, "type", "order", "order", id, "customer", customer, "total", total);
    work.pfadd("shop:visitors", customer);
  }
  for (const { id, customer } of orders.slice(-30)) {
    work.rpush("shop:queue:mail", JSON.stringify({ template: "order-received", order: id, to: customer }));
  }
  work.xgroup("CREATE", "shop:events", "dashboard", "0");
}

/** What a developer meets sooner or later: a key that is also a prefix, names and values that are no text, big numbers. */
function odds(work: Pipeline): void {
  work.hset("shop:user:42", { name: "Ada 李", mail: "ada@example.com", member: "true" });
  work.rpush("shop:user:42:orders", "O-700042", "O-700099");
  work.set("shop:user:42:note", "Prefers mornings.\nRings twice. 🔔\n");
  work.set("shop:counter:visits", "9007199254740993");
  work.set("shop:cache:page:/tea/龙井茶", "<h1>龙井茶</h1>\n", "EX", (3 * DAY) / 1_000);
  work.set("shop:picture:P-1001", PICTURE);
  work.set(
    Buffer.concat([Buffer.from("shop:blob:"), Buffer.from([0xff, 0x00, 0xfe])]),
    Buffer.from([0, 1, 2, 253, 255]),
  );
}
