import assert from "node:assert/strict";
import type { Node, Session } from "../../src/core/contract";
import { assertAllowed } from "../../src/redis/allowed";
import { facts, NEVER } from "../support/session";
import { monitored } from "./monitored";
import { allRows, keyAt, opened, ROOT } from "./opened";
import { type OwnServer, ownServer, writer } from "./own-server";

/** Goes through everything as a curious person would: opens, points at, reads. */
async function lookAtEverything(session: Session, parent: Node["address"]): Promise<void> {
  await session.describe(parent, NEVER);
  for (const node of await allRows(session, parent)) {
    await session.find(node.address, NEVER);
    if (node.expandable) await lookAtEverything(session, node.address);
    else {
      await session.describe(node.address, NEVER);
      await session.read(node.address, { offset: 0, length: 1_000 }, NEVER);
    }
  }
}

describe("looking at a real Redis", () => {
  let server: OwnServer;

  before(async () => {
    server = await ownServer();
    const client = writer(server);
    await client.set("a:string", "x".repeat(5_000));
    await client.rpush("a:list", "1", "2");
    await client.hset("a:hash", "f", "1");
    await client.sadd("a:b:set", "1");
    await client.zadd("a:b:zset", "1", "m");
    await client.xadd("stream", "*", "f", "1");
    await client.disconnect();
  });

  after(() => server.stop());

  it("sends nothing but what is allowed, and changes nothing", async () => {
    const client = writer(server);
    const before = [
      await client.dbsize(),
      /rdb_changes_since_last_save:(\d+)/.exec(await client.info("persistence"))?.[1],
    ];
    const commands = await monitored(server, async () => {
      const session = await opened({ url: server.url });
      await session.check(NEVER);
      await lookAtEverything(session, ROOT);
      await session.close();
    });
    assert.ok(commands.length > 30);
    for (const [name = "", ...args] of commands) assert.doesNotThrow(() => assertAllowed([name, ...args]), name);
    const names = new Set(commands.map(([name = ""]) => name.toUpperCase()));
    for (const name of ["SCAN", "TYPE", "PTTL", "MEMORY", "INFO", "GETRANGE"]) assert.ok(names.has(name), name);
    const after = [
      await client.dbsize(),
      /rdb_changes_since_last_save:(\d+)/.exec(await client.info("persistence"))?.[1],
    ];
    assert.deepEqual(after, before);
    client.disconnect();
  });

  it("asks for the facts of the rows of one page only, in one go", async () => {
    const client = writer(server, 1);
    for (let i = 0; i < 300; i++) await client.set(`k${i}`, "1");
    client.disconnect();
    const commands = await monitored(server, async () => {
      const session = await opened({ url: `${server.url}/1` });
      await session.children({ ...ROOT, path: ["1"] }, { limit: 20 }, NEVER);
      await session.close();
    });
    const count = (name: string) => commands.filter(([word = ""]) => word.toUpperCase() === name).length;
    assert.deepEqual([count("TYPE"), count("PTTL"), count("MEMORY"), count("SCAN")], [20, 20, 20, 1]);
  });

  it("does not count as a use of the key: neither a row nor a tooltip", async () => {
    const client = writer(server);
    const idle = async () => Number(await client.object("IDLETIME", "a:string"));
    await client.get("a:string");
    while ((await idle()) < 2) await new Promise((resolve) => setTimeout(resolve, 100));
    const session = await opened({ url: server.url });
    await allRows(session, { ...ROOT, path: ["0", "a:", ""] });
    await session.find(keyAt(0, "a:string"), NEVER);
    const said = facts(await session.describe(keyAt(0, "a:string"), NEVER));
    assert.ok((await idle()) >= 2);
    assert.equal(said.Encoding, "raw");
    assert.equal(said.Expires, "no TTL");
    assert.match(said["Idle for"] ?? "", /^\d+ s$/);
    assert.match(said.Length ?? "", /^4\.9 KB$|^shown when opened/);
    await session.close();
    client.disconnect();
  });

  it("tells the frequency of use where the server counts it", async () => {
    const own = await ownServer(["--maxmemory-policy", "allkeys-lfu", "--maxmemory", "100mb"]);
    const client = writer(own);
    await client.set("k", "1", "EX", 1000);
    const session = await opened({ url: own.url });
    const said = facts(await session.describe(keyAt(0, "k"), NEVER));
    assert.match(said["Frequency of use"] ?? "", /^\d+ of 255$/);
    assert.match(said.Expires ?? "", /\(in 16 min \d+ s\)$/);
    await session.close();
    client.disconnect();
    await own.stop();
  });
});
