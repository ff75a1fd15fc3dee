import assert from "node:assert/strict";
import type { Redis } from "ioredis";
import type { Preview, Session } from "../../../src/core/contract";
import { servers } from "../../servers/shared";
import { NEVER, say } from "../../support/session";
import { keyAt, opened } from "../opened";
import { writer } from "../own-server";

const { redis } = servers();
const DB = 9;
const MANY = 20_000;
const MB = 1024 * 1024;

type Parsed = readonly unknown[] | Readonly<Record<string, unknown>>;

describe("large collections of a real Redis", () => {
  const client: Redis = writer(redis, DB);
  let session: Session;

  before(async function () {
    this.timeout(60_000);
    await client.flushdb();
    const numbers = Array.from({ length: MANY }, (_, i) => i);
    const pipeline = client.pipeline();
    for (let begin = 0; begin < MANY; begin += 1_000) {
      const some = numbers.slice(begin, begin + 1_000);
      pipeline.rpush("list", ...some.map((i) => `e${i}`));
      pipeline.sadd("set", ...some.map((i) => `e${i}`));
      pipeline.hset("hash", ...some.flatMap((i) => [`e${i}`, `v${i}`]));
      pipeline.hset("larger hash", ...some.flatMap((i) => [`e${i}`, `v${i}`, `f${i}`, `w${i}`]));
      pipeline.zadd("zset", ...some.flatMap((i) => [`${i}`, `e${i}`]));
    }
    for (const i of numbers) pipeline.xadd("stream", `${i + 1}-0`, "n", `${i}`);
    await pipeline.exec();
    session = await opened({ url: `redis://127.0.0.1:${redis.port}/${DB}` });
  });

  after(async () => {
    await session.close();
    await client.flushdb();
    client.disconnect();
  });

  const read = (key: string, part?: string): Promise<Preview> =>
    session.read({ ...keyAt(DB, key), part }, { offset: 0, length: MB }, NEVER);
  const parsed = (preview: Preview): Parsed => JSON.parse(Buffer.from(preview.bytes).toString()) as Parsed;

  /** All pieces from the first on. */
  async function pieces(key: string): Promise<readonly Preview[]> {
    const list = [await read(key)];
    for (let next = list[0]?.next; next !== undefined; next = list.at(-1)?.next) list.push(await read(key, next));
    return list;
  }

  it("come in pieces of a thousand elements that miss none: a list", async () => {
    const all = await pieces("list");
    assert.equal(all.length, 20);
    assert.deepEqual(
      all.flatMap((piece) => parsed(piece)),
      await client.lrange("list", 0, -1),
    );
    assert.equal(say(all[0]?.notice), "Elements 1 to 1,000 of 20,000");
    assert.equal(say(all[19]?.notice), "Elements 19,001 to 20,000 of 20,000");
    assert.deepEqual([all[0]?.previous, all[1]?.previous, all[2]?.previous], [undefined, "", "1000"]);
    assert.deepEqual([all[0]?.last, all[19]?.last], ["19000", undefined]);
  });

  it("a sorted set, by rank", async () => {
    const members = (await pieces("zset")).flatMap(
      (piece) => parsed(piece) as readonly { member: string; score: number }[],
    );
    assert.deepEqual(
      members.flatMap(({ member, score }) => [member, `${score}`]),
      await client.zrange("zset", "0", "-1", "WITHSCORES"),
    );
  });

  it("a set, in the server's own order", async () => {
    const all = await pieces("set");
    assert.ok(all.length >= 10);
    const members = all.flatMap((piece) => parsed(piece) as readonly string[]);
    assert.deepEqual([...new Set(members)].sort(), (await client.smembers("set")).sort());
    assert.match(say(all[1]?.notice), /^Elements 1,0\d\d to 2,\d\d\d of about 20,000, in the server's own order$/);
  });

  it("a hash, sorted by its fields as long as they are not too many", async () => {
    const all = await pieces("hash");
    assert.equal(all.length, 20);
    const fields = Object.assign({}, ...all.map(parsed)) as Record<string, string>;
    assert.deepEqual(fields, { ...(await client.hgetall("hash")) });
    const names = all.flatMap((piece) => Object.keys(parsed(piece)));
    assert.deepEqual(names, [...names].sort());
  });

  it("a larger hash, in the server's own order", async () => {
    const all = await pieces("larger hash");
    assert.ok(all.length >= 20);
    assert.deepEqual(Object.assign({}, ...all.map(parsed)), { ...(await client.hgetall("larger hash")) });
    assert.match(say(all[0]?.notice), /^Elements 1 to [\d,]+ of about 40,000, in the server's own order$/);
  });

  it("a stream, forwards and backwards", async () => {
    const forwards = await pieces("stream");
    assert.equal(forwards.length, 20);
    const ids = (list: readonly Preview[]) =>
      list.flatMap((piece) => (parsed(piece) as readonly { id: string }[]).map(({ id }) => id));
    const expected = Array.from({ length: MANY }, (_, i) => `${i + 1}-0`);
    assert.deepEqual(ids(forwards), expected);
    assert.equal(say(forwards[0]?.notice), "1,000 of 20,000 entries, 1-0 to 1000-0");
    assert.equal(forwards[0]?.previous, undefined);
    const backwards = [await read("stream", forwards[0]?.last)];
    for (let part = backwards[0]?.previous; part !== undefined; part = backwards[0]?.previous) {
      backwards.unshift(await read("stream", part));
    }
    assert.deepEqual(ids(backwards), expected);
    assert.equal(backwards.at(-1)?.next, undefined);
    assert.equal(backwards.at(-2)?.next, "after-19000-0");
  });

  it("end by their bytes, too, and cut members that are long", async () => {
    await client.del("heavy list", "heavy hash", "heavy set");
    const value = (i: number) => `${i}`.repeat(100_000).slice(0, 100_000);
    for (let i = 0; i < 40; i++) {
      await client.rpush("heavy list", value(i));
      await client.hset("heavy hash", `f${i}`, value(i));
      await client.sadd("heavy set", value(i));
    }
    await client.hset("heavy hash", "long", "x".repeat(300_000), "longer", "x".repeat(5 * MB));
    for (const key of ["heavy list", "heavy hash", "heavy set"]) {
      const all = await pieces(key);
      assert.ok(all.length >= 4, key);
      for (const { total } of all) assert.ok((total ?? 0) <= 2 * MB, `${key}: ${total}`);
      if (key === "heavy list")
        assert.deepEqual(
          all.flatMap((piece) => parsed(piece)),
          await client.lrange(key, 0, -1),
        );
      if (key !== "heavy hash") continue;
      const fields = Object.assign({}, ...all.map(parsed)) as Record<string, unknown>;
      assert.equal(Object.keys(fields).length, 42);
      assert.deepEqual(fields.longer, { clipped: "", bytes: 5 * MB });
      assert.deepEqual(fields.long, { clipped: "x".repeat(128 * 1024), bytes: 300_000 });
    }
  });

  it("shrink while they are read, and say so", async () => {
    await client.rpush("shrinking", "a", "b");
    const preview = await read("shrinking", "5000");
    assert.deepEqual(parsed(preview), []);
    assert.equal(say(preview.notice), "It has fewer elements: 2");
    assert.equal(preview.previous, "");
    await client.xadd("short", "1-0", "a", "b");
    assert.deepEqual(parsed(await read("short", "after-9-0")), []);
    assert.equal((await read("short", "after-9-0")).previous, "");
  });
});
