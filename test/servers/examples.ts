import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Servers } from "./shared";
import { ordersUntil } from "./shop/catalogue";
import { fillHdfs } from "./shop/logs";
import { fillKafka } from "./shop/orders";
import { fillRedis } from "./shop/sessions";

/**
 * Puts the tutorial's data and those of a small shop into all three, each the first time only:
 * what was deleted or changed since stays so. What is there is the same everywhere, apart from the dates.
 */
export async function fillExamples(servers: Servers, progress: (line: string) => void = () => {}): Promise<void> {
  const now = Date.now();
  const orders = ordersUntil(now);
  await Promise.all([
    once("Redis", servers.redis.dir, () => fillRedis(servers.redis, orders, now), progress),
    once("Kafka", servers.kafka.dir, () => fillKafka(servers.kafka, orders), progress),
    once("HDFS", servers.hdfs.dir, () => fillHdfs(servers.hdfs, orders, now), progress),
  ]);
}

async function once(
  name: string,
  dir: string,
  fill: () => Promise<void>,
  progress: (line: string) => void,
): Promise<void> {
  const done = join(dir, "examples-are-in");
  if (existsSync(done)) return;
  const began = Date.now();
  await fill();
  writeFileSync(done, `${new Date().toISOString()}\n`);
  progress(`${name}: the example data are in (${((Date.now() - began) / 1_000).toFixed(1)} s)`);
}
