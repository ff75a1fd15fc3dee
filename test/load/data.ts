import { Files } from "../hdfs/files";
import { Tools } from "../kafka/tools";
import { writer } from "../redis/own-server";
import { servers } from "../servers/shared";

const NAME = "load";
/** namespaces, each with keys */
const NAMESPACES = 30;
const KEYS = 25;
const FILES = 250;
const PARTITIONS = 60;

/** rows that are open when each level of these is */
export const KEYS_IN_ALL = NAMESPACES * KEYS;

export const ROWS = NAMESPACES * (KEYS + 1) + FILES + PARTITIONS;
export const DB = 14;

/** What a thousand rows show. Returns what takes it away. */
export async function fill(): Promise<() => Promise<void>> {
  const { redis, kafka, hdfs } = servers();
  const client = writer(redis, DB);
  await client.flushdb();
  for (let space = 0; space < NAMESPACES; space++) {
    await client.mset(Array.from({ length: KEYS }, (_, key) => [`space${space}:key${key}`, "x".repeat(100)]).flat());
  }
  await client.set("lock:load", "0123456789abcdef0123", "PX", 3_600_000);
  const files = new Files(hdfs);
  await files.mkdir(NAME);
  for (let at = 0; at < FILES; at += 25) {
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => files.write([NAME, `file-${at + index}.txt`], Buffer.from("x"))),
    );
  }
  const tools = new Tools(kafka);
  await tools.createTopics({ topic: NAME, numPartitions: PARTITIONS });
  return async () => {
    await client.flushdb();
    client.disconnect();
    await files.remove(NAME);
    await tools.cleanUp();
  };
}
