import assert from "node:assert/strict";
import type { Session } from "../../../src/core/contract";
import { VALUE_LIMIT } from "../../../src/core/lock-source";
import { NEVER } from "../../support/session";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { brief, entriesAt, lockNamed, locksOf, sampled, ttlOf } from "./masters";

describe("reading the entries of locks", () => {
  let server: OwnServer;
  let session: Session;

  before(async () => {
    server = await ownServer();
    session = await opened({ url: server.url });
  });

  after(async () => {
    await session?.close();
    await server?.stop();
  });

  it("reads each type as it is, at the first look and at later ones", async () => {
    const client = writer(server);
    await client.set("e:string", "token", "PX", 60_000);
    await client.hset("e:hash", "owner", "1");
    await client.rpush("e:list", "a", "b");
    await client.sadd("e:set", "x", "y");
    await client.zadd("e:zset", 1.5, "m", "inf", "n");
    await client.xadd("e:stream", "*", "f", "1");
    const names = ["string", "hash", "list", "set", "zset", "stream", "none"].map((name) => `e:${name}`);
    const expected = [
      "string 'token'",
      "hash owner=1",
      "list a b",
      "set x y",
      "zset m=1.5 n=Infinity",
      "other stream",
      "none",
    ];
    for (let look = 0; look < 3; look++) {
      const sample = await sampled(session, names);
      assert.deepEqual(
        sample.masters[0]?.locks.map(({ entries }) => brief(entries[0])),
        expected,
      );
      const ttl = ttlOf(entriesAt(sample)[0]);
      assert.ok(ttl > 0 && ttl <= 60_000 && ttl >= (await client.pttl("e:string")), `${ttl}`);
    }
    client.disconnect();
  });

  it("notices that a key has come, gone, or become another thing", async () => {
    const client = writer(server);
    const look = async (as: "string" | "any") => brief(entriesAt(await sampled(session, ["c:key"], as))[0]);
    assert.equal(await look("string"), "none");
    await client.set("c:key", "a");
    assert.equal(await look("string"), "string 'a'");
    assert.equal(await look("string"), "string 'a'");
    await client.set("c:key", "");
    assert.equal(await look("string"), "string ''");
    await client.del("c:key");
    await client.hset("c:key", "f", "v");
    assert.equal(await look("string"), "other hash");
    assert.equal(await look("any"), "hash f=v");
    await client.del("c:key");
    await client.set("c:key", "b");
    assert.equal(await look("any"), "string 'b'");
    await client.del("c:key");
    assert.equal(await look("any"), "none");
    client.disconnect();
  });

  it("reads the beginning of what is long, and says how long it is", async () => {
    const client = writer(server);
    await client.set("l:string", "x".repeat(10_000));
    await client.hset("l:hash", "big", "y".repeat(1_000_000));
    await client.rpush("l:list", ...Array.from({ length: 500 }, (_, index) => `${index}`));
    for (let look = 0; look < 2; look++) {
      const sample = await sampled(session, ["l:string", "l:hash", "l:list"]);
      const [string, hash, list] = [0, 1, 2].map((lock) => entriesAt(sample, lock)[0]);
      assert.ok(string?.type === "string" && hash?.type === "hash" && list?.type === "list");
      assert.deepEqual([string.value.length, string.length], [VALUE_LIMIT, 10_000]);
      assert.deepEqual([hash.fields.length, hash.length], [0, 1]);
      assert.deepEqual([list.items.length, list.length], [100, 500]);
    }
    client.disconnect();
  });

  it("grows with a value that was short", async () => {
    const client = writer(server);
    await client.set("g:key", "short");
    await sampled(session, ["g:key"]);
    await client.set("g:key", "x".repeat(20_000));
    for (let look = 0; look < 2; look++) {
      const [entry] = entriesAt(await sampled(session, ["g:key"]));
      assert.ok(entry?.type === "string");
      assert.deepEqual([entry.value.length, entry.length], [VALUE_LIMIT, 20_000]);
    }
    client.disconnect();
  });

  it("keeps bytes that are not text", async () => {
    const client = writer(server);
    const name = Buffer.from([0xff, 0x00, 0x7b]);
    await client.set(name, Buffer.from([0, 255, 10]));
    const locks = [{ name, entries: [{ key: name, as: "string" as const }] }];
    for (let look = 0; look < 2; look++) {
      const [entry] = entriesAt(await locksOf(session).sample({ locks }, NEVER));
      assert.ok(entry?.type === "string");
      assert.deepEqual(Buffer.from(entry.value), Buffer.from([0, 255, 10]));
    }
    client.disconnect();
  });

  it("gives thousands of locks back in their order, also those that end meanwhile", async () => {
    const client = writer(server);
    const names = Array.from({ length: 3_000 }, (_, index) => `m:${index}`);
    const pipeline = client.pipeline();
    for (const [index, name] of names.entries()) pipeline.set(name, name, "PX", index % 10 === 0 ? 5 : 60_000);
    await pipeline.exec();
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (let look = 0; look < 2; look++) {
      const sample = await sampled(session, names, "string");
      assert.deepEqual(
        sample.masters[0]?.locks.map(({ entries }) => brief(entries[0])),
        names.map((name, index) => (index % 10 === 0 ? "none" : `string '${name}'`)),
      );
    }
    client.disconnect();
  });

  it("says of the server's clock when it was read", async () => {
    const sample = await sampled(session, ["clock"]);
    const [master] = sample.masters;
    const [sent, answered] = master?.clockBetween ?? [Number.NaN, Number.NaN];
    assert.ok(master?.clock !== undefined && sent <= answered);
    // Server and test have the same clock; it is cut to whole milliseconds here.
    assert.ok(master.clock >= sent - 1 && master.clock <= answered + 1, `${sent} ${master.clock} ${answered}`);
  });

  it("tells who is connected when it is asked to, without itself", async () => {
    const client = writer(server);
    await client.client("SETNAME", "somebody");
    const { masters, missing } = await locksOf(session).sample({ locks: [lockNamed("x")], clients: true }, NEVER);
    assert.deepEqual(missing, []);
    const clients = masters[0]?.clients ?? [];
    const listed = String(await client.client("LIST"))
      .split("\n")
      .filter((line) => line && !line.includes("cluster-observer"));
    assert.deepEqual(
      clients.map(({ id, address, name = "" }) => `id=${id} addr=${address} name=${name}`).sort(),
      listed.map((line) => line.replace(/^(id=\S+ addr=\S+).*? (name=\S*) .*$/s, "$1 $2")).sort(),
    );
    assert.equal((await sampled(session, ["x"])).masters[0]?.clients, undefined);
    client.disconnect();
  });
});
