import assert from "node:assert/strict";
import type { Session } from "../../src/core/contract";
import { size } from "../../src/core/text";
import { servers } from "../servers/shared";
import { NEVER, say } from "../support/session";
import { allRows, below, database, details, keyAt, opened, partialText, ROOT, rowsOf, withSession } from "./opened";
import { cliScan, writer } from "./own-server";

const { redis } = servers();
const url = `redis://127.0.0.1:${redis.port}`;
const MANY = 6;
const SMALL = 7;

describe("the levels of a real Redis", () => {
  const writers = { many: writer(redis, MANY), small: writer(redis, SMALL) };
  let session: Session;

  before(async function () {
    this.timeout(60_000);
    await writers.many.flushdb();
    for (let begin = 0; begin < 20_000; begin += 1_000) {
      const pairs = Array.from({ length: 1_000 }, (_, i) => [`app:${(begin + i) % 700}:${begin + i}`, "1"]);
      await writers.many.mset(...pairs.flat());
    }
    await writers.many.set("app", "also a key");
    session = await opened({ url }, { settings: { scanLimit: 1_000_000 } });
  });

  after(async () => {
    await session.close();
    for (const client of Object.values(writers)) {
      await client.flushdb();
      client.disconnect();
    }
  });

  it("stand in namespaces with their counts, in pages that miss nothing", async () => {
    assert.deepEqual(rowsOf(await allRows(session, database(MANY))), [
      "app:: 20,000 keys",
      details(await session.find(keyAt(MANY, "app"), NEVER)).replace(/^/, "app: "),
    ]);
    const expected = new Map<string, number>();
    for (const name of await cliScan(redis, MANY)) {
      const namespace = /^app:(\d+:)/.exec(name.toString())?.[1];
      if (namespace) expected.set(namespace, (expected.get(namespace) ?? 0) + 1);
    }
    const rows = await allRows(session, below(MANY, "app:"), { limit: 64 });
    assert.deepEqual(
      rowsOf(rows).sort(),
      [...expected].map(([namespace, keys]) => `${namespace}: ${keys} keys`).sort(),
    );
    const page = await session.children(below(MANY, "app:"), { limit: 64 }, NEVER);
    assert.equal(page.left, 700 - 64);
  });

  it("are filtered by their whole names", async () => {
    const filter = "app:69?:1*";
    const expected = (await cliScan(redis, MANY, "--pattern", filter)).map((name) => name.toString());
    const keys: string[] = [];
    for (const namespace of await allRows(session, below(MANY, "app:"), { filter })) {
      const inside = await allRows(session, namespace.address, { filter });
      assert.equal(details(namespace), inside.length === 1 ? "1 key" : `${inside.length} keys`);
      keys.push(...inside.map((node) => node.name ?? node.label));
    }
    assert.deepEqual(keys.sort(), expected.sort());
    assert.deepEqual(await allRows(session, database(MANY), { filter: "no such name" }), []);
  });

  it("pause at the limit, go on when asked, and count as at least so many until then", async () => {
    await withSession({ url }, { settings: { scanLimit: 5_000 } }, async (limited) => {
      let page = await limited.children(database(MANY), { limit: 10 }, NEVER);
      while (page.partial?.state === "scanning") {
        page = await limited.children(database(MANY), { limit: 10, resume: true }, NEVER);
      }
      assert.equal(page.partial?.state, "resume");
      assert.equal(page.complete, false);
      assert.match(partialText(page), /^Scanned \d+,\d{3} of about 20,001 keys$/);
      assert.match(rowsOf(page.nodes).join(), /app:: ≥ \d+,\d{3} keys/);
      const rows = await allRows(limited, database(MANY), { limit: 10 });
      assert.equal(rowsOf(rows)[0], "app:: 20,000 keys");
    });
  });

  it("are looked for again on a refresh", async () => {
    const client = writers.small;
    await client.flushdb();
    await client.set("one", "1");
    assert.deepEqual(
      (await allRows(session, database(SMALL))).map((node) => node.label),
      ["one"],
    );
    await client.mset("two", "2", "three", "3");
    await client.del("one");
    const remembered = await allRows(session, database(SMALL));
    assert.deepEqual(rowsOf(remembered), ["one: gone"]);
    assert.equal(remembered[0]?.readable, false);
    const fresh = await allRows(session, database(SMALL), { refresh: true });
    assert.deepEqual(
      fresh.map((node) => node.label),
      ["three", "two"],
    );
  });

  it("show type, time to live and size", async () => {
    const client = writers.small;
    await client.flushdb();
    await client.set("string", "1", "PX", 3_600_000);
    await client.rpush("list", "1");
    await client.hset("hash", "f", "1");
    await client.sadd("set", "1");
    await client.zadd("zset", "1", "m");
    await client.xadd("stream", "*", "f", "1");
    const rows = await allRows(session, database(SMALL), { refresh: true });
    const sizes = await Promise.all(
      rows.map(async (row) => say(size(Number(await client.memory("USAGE", row.label))))),
    );
    assert.deepEqual(
      rowsOf(rows).map((row) => row.replace(/59 min \d+ s|1 h/, "1 h")),
      rows.map(
        (row, i) => `${row.label}: ${row.label} · ${row.label === "string" ? "TTL 1 h" : "no TTL"} · ${sizes[i]}`,
      ),
    );
  });

  it("are counted by database", async () => {
    const rows = rowsOf(await allRows(session, ROOT));
    assert.ok(rows.includes(`db${SMALL}: 6 keys`), rows.join());
    assert.ok(rows.includes(`db${MANY}: 20,001 keys`), rows.join());
    assert.match(rows[0] ?? "", /^db0: /);
    assert.equal(details(await session.find(database(MANY), NEVER)), "20,001 keys");
    assert.equal(await session.find(database(9999), NEVER), undefined);
    await assert.rejects(session.children(database(9999), { limit: 1 }, NEVER), { code: "notFound" });
  });

  it("of two databases at the same time never meet", async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, i) => session.find(keyAt(i % 2 ? MANY : SMALL, i % 2 ? "app" : "hash"), NEVER)),
    );
    assert.ok(seen.every((node) => node?.readable));
    const crossed = await Promise.all(
      Array.from({ length: 20 }, (_, i) => session.find(keyAt(i % 2 ? SMALL : MANY, i % 2 ? "app" : "hash"), NEVER)),
    );
    assert.ok(crossed.every((node) => node === undefined));
  });
});
