import assert from "node:assert/strict";
import type { Redis } from "ioredis";
import { formatAddress, parseAddress, segmentBytes } from "../../src/core/address";
import type { Node, Session } from "../../src/core/contract";
import { size } from "../../src/core/text";
import { servers } from "../servers/shared";
import {
  allRows,
  below,
  database,
  details,
  keyAt,
  NEVER,
  opened,
  partialText,
  ROOT,
  rowsOf,
  say,
  withSession,
} from "./opened";
import { cliScan, writer } from "./own-server";

const { redis } = servers();
const url = `redis://127.0.0.1:${redis.port}`;
const NASTY = 5;
const MANY = 6;
const TYPES = 7;

const nasty: readonly Buffer[] = [
  ...[
    "",
    ":",
    "::",
    "a",
    "a:",
    "a:b",
    "a::b",
    ":a",
    "../../x",
    "a//b",
    ".",
    "..",
    "~",
    "~00",
    "a b",
    "%41",
    "?#",
    "\\x41",
    "键:值",
    "🔑",
    "\n\r\t",
    "\u202ex",
    "constructor:__proto__",
    "x".repeat(300),
  ].map((name) => Buffer.from(name)),
  ...[[0], [0xff, 0xfe], [0x61, 0x3a, 0xff], [0x61, 0x3a, 0x00, 0x3a], [0xc3, 0x28], [0xed, 0xa0, 0x80]].map((bytes) =>
    Buffer.from(bytes),
  ),
];

/** Every key below a row, found by going down as a person would. */
async function keysBelow(session: Session, parent: Node["address"]): Promise<Buffer[]> {
  const keys: Buffer[] = [];
  for (const node of await allRows(session, parent, { limit: 3 })) {
    if (node.expandable) keys.push(...(await keysBelow(session, node.address)));
    else keys.push(Buffer.from(segmentBytes(node.address.path.at(-1) ?? "")));
  }
  return keys;
}

const hexes = (names: readonly Buffer[]): string[] => names.map((name) => name.toString("hex")).sort();

describe("the keys of a real Redis", () => {
  const writers: Redis[] = [];
  const write = (db: number): Redis => {
    const client = writer(redis, db);
    writers.push(client);
    return client;
  };
  let session: Session;

  before(async function () {
    this.timeout(60_000);
    const odd = write(NASTY);
    await odd.flushdb();
    for (const name of nasty) await odd.set(name, "1");
    const many = write(MANY);
    await many.flushdb();
    for (let begin = 0; begin < 20_000; begin += 1_000) {
      const pairs = Array.from({ length: 1_000 }, (_, i) => [`app:${(begin + i) % 700}:${begin + i}`, "1"]);
      await many.mset(...pairs.flat());
    }
    await many.set("app", "also a key");
    session = await opened({ url }, { settings: { scanLimit: 1_000_000 } });
  });

  after(async () => {
    await session.close();
    for (const client of writers) await client.flushdb();
    for (const client of writers) client.disconnect();
  });

  it("are those of redis-cli --scan, whatever their names are", async () => {
    const expected = await cliScan(redis, NASTY);
    assert.equal(expected.length, nasty.length);
    assert.deepEqual(hexes(expected), hexes(nasty));
    assert.deepEqual(hexes(await keysBelow(session, database(NASTY))), hexes(nasty));
  });

  it("are found by their addresses, which come back from text", async () => {
    for (const name of nasty) {
      const address = keyAt(NASTY, name);
      const back = parseAddress(formatAddress(address));
      assert.deepEqual(back?.path, address.path);
      const node = await session.find(back ?? address, NEVER);
      assert.equal(node?.kind, "redis.key", name.toString("hex"));
      assert.ok(node.label.length > 0 && !/[\n\r\t\u202e]/.test(node.label), name.toString("hex"));
      const { bytes } = await session.read(address, { offset: 0, length: 10 }, NEVER);
      assert.equal(Buffer.from(bytes).toString(), "1");
    }
    assert.equal(await session.find(keyAt(NASTY, "nothing"), NEVER), undefined);
  });

  it("have rows above them that lead down to them", async () => {
    for (const name of nasty) {
      const address = keyAt(NASTY, name);
      const chain = [...(session.ancestors?.(address) ?? []), address];
      for (const [index, step] of chain.slice(1).entries()) {
        const rows = await allRows(session, chain[index] ?? ROOT);
        const found = rows.find((row) => formatAddress(row.address) === formatAddress(step));
        assert.ok(found, `${name.toString("hex")}: ${formatAddress(step)}`);
        assert.deepEqual(await session.find(step, NEVER), found);
      }
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
    const client = write(TYPES);
    await client.flushdb();
    await client.set("one", "1");
    assert.deepEqual(
      (await allRows(session, database(TYPES))).map((node) => node.label),
      ["one"],
    );
    await client.mset("two", "2", "three", "3");
    await client.del("one");
    const remembered = await allRows(session, database(TYPES));
    assert.deepEqual(rowsOf(remembered), ["one: gone"]);
    assert.equal(remembered[0]?.readable, false);
    const fresh = await allRows(session, database(TYPES), { refresh: true });
    assert.deepEqual(
      fresh.map((node) => node.label),
      ["three", "two"],
    );
  });

  it("show type, time to live and size", async () => {
    const client = write(TYPES);
    await client.flushdb();
    await client.set("string", "1", "PX", 3_600_000);
    await client.rpush("list", "1");
    await client.hset("hash", "f", "1");
    await client.sadd("set", "1");
    await client.zadd("zset", "1", "m");
    await client.xadd("stream", "*", "f", "1");
    const rows = await allRows(session, database(TYPES), { refresh: true });
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
    assert.ok(rows.includes(`db${NASTY}: ${nasty.length} keys`), rows.join());
    assert.ok(rows.includes(`db${MANY}: 20,001 keys`), rows.join());
    assert.match(rows[0] ?? "", /^db0: /);
    assert.equal(details(await session.find(database(MANY), NEVER)), "20,001 keys");
    assert.equal(await session.find(database(9999), NEVER), undefined);
    await assert.rejects(session.children(database(9999), { limit: 1 }, NEVER), { code: "notFound" });
  });

  it("of two databases at the same time never meet", async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, i) => session.find(keyAt(i % 2 ? MANY : NASTY, i % 2 ? "app" : "a b"), NEVER)),
    );
    assert.ok(seen.every((node) => node?.readable));
    const crossed = await Promise.all(
      Array.from({ length: 20 }, (_, i) => session.find(keyAt(i % 2 ? NASTY : MANY, i % 2 ? "app" : "a b"), NEVER)),
    );
    assert.ok(crossed.every((node) => node === undefined));
  });

  it("are one flat list without a delimiter", async () => {
    await withSession({ url, delimiter: "" }, {}, async (flat) => {
      assert.deepEqual(hexes(await keysBelow(flat, database(NASTY))), hexes(nasty));
      assert.ok((await allRows(flat, database(NASTY))).every((node) => node.kind === "redis.key"));
    });
  });
});
