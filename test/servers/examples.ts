import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Servers } from "./shared";
import { ordersUntil } from "./shop/catalogue";
import { type Living, startLiving } from "./shop/living";
import { startLivingLocks } from "./shop/living-locks";
import { fillHdfs } from "./shop/logs";
import { fillKafka } from "./shop/orders";
import { fillRedis } from "./shop/sessions";
import { fillTroubles } from "./shop/troubles";

/**
 * Puts the tutorial's data and those of a small shop into all three, each the first time only:
 * what was deleted or changed since stays so. What is there is the same everywhere, apart from the dates.
 */
export async function fillExamples(servers: Servers, progress: (line: string) => void = () => {}): Promise<void> {
  const now = Date.now();
  const orders = ordersUntil(now);
  const { redis, kafka, hdfs } = servers;
  await Promise.all([
    once("Redis", join(redis.dir, "examples-are-in"), () => fillRedis(redis, orders, now), progress),
    once("Kafka", join(kafka.dir, "examples-are-in"), () => fillKafka(kafka, orders), progress),
    once("Kafka's groups", join(kafka.dir, "troubles-are-in"), () => fillTroubles(kafka, orders, now), progress),
    once("HDFS", join(hdfs.dir, "examples-are-in"), () => fillHdfs(hdfs, orders, now), progress),
  ]);
}

/**
 * Brings the shop to life, in the background: consumers, and workers that hold locks. It is not worth failing for: without
 * them, what needs nobody is there all the same, and `progress` says what is wrong.
 */
export async function liven(
  { kafka, redis }: Pick<Servers, "kafka" | "redis">,
  progress: (line: string) => void,
): Promise<Living> {
  const [consumers, keepers] = await Promise.all([
    begun("Kafka", "consumers", () => startLiving(kafka), progress),
    begun("Redis", "holders of locks", () => startLivingLocks(redis), progress),
  ]);
  const started = [consumers, keepers].filter((living) => living?.started);
  return {
    started: started.length > 0,
    stop: async () => void (await Promise.all(started.map((living) => living?.stop()))),
  };
}

async function begun(
  name: string,
  who: string,
  start: () => Promise<Living>,
  progress: (line: string) => void,
): Promise<Living | undefined> {
  try {
    const living = await start();
    progress(`${name}: ${who} of the example shop ${living.started ? "are at work" : "are at work already"}`);
    return living;
  } catch (error) {
    progress(`${name}: no ${who} work in the example shop: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function once(
  name: string,
  done: string,
  fill: () => Promise<void>,
  progress: (line: string) => void,
): Promise<void> {
  if (existsSync(done)) return;
  const began = Date.now();
  await fill();
  writeFileSync(done, `${new Date().toISOString()}\n`);
  progress(`${name}: the example data are in (${((Date.now() - began) / 1_000).toFixed(1)} s)`);
}
