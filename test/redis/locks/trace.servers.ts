import assert from "node:assert/strict";
import type { Sift } from "../../../src/core/lock-discovery";
import { assertAllowed } from "../../../src/redis/allowed";
import { NEVER } from "../../support/session";
import { monitored } from "../monitored";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { lockNamed, locksOf, openedOn } from "./masters";

const SIFT: Sift = { name: () => "look", shape: () => true };

/** Without those with which the test's own client begins. */
const namesOf = (commands: readonly (readonly string[])[]): string[] =>
  commands.map(([name = ""]) => name.toUpperCase()).filter((name) => name !== "HELLO" && name !== "INFO");

describe("looking at locks", () => {
  let server: OwnServer;
  let client: ReturnType<typeof writer>;

  before(async () => {
    server = await ownServer();
    client = writer(server);
    await client.set("t:string", "token", "PX", 600_000);
    await client.hset("t:hash", "u:1", "1");
    await client.rpush("t:list", "a");
    await client.zadd("t:zset", 1, "m");
    for (let index = 0; index < 1_000; index++) await client.set(`t:many:${index}`, "token", "PX", 600_000);
  });
  after(async () => {
    client?.disconnect();
    await server?.stop();
  });

  const state = async () => {
    const info = await client.info();
    return [
      await client.dbsize(),
      /rdb_changes_since_last_save:(\d+)/.exec(info)?.[1],
      /unexpected_error_replies:(\d+)/.exec(info)?.[1],
      /total_error_replies:(\d+)/.exec(info)?.[1],
      ((await client.call("ACL", "LOG")) as readonly unknown[]).length,
    ];
  };

  it("sends nothing but what is allowed, changes nothing, and leaves no error at the server", async () => {
    const before = await state();
    const commands = await monitored(server, async () => {
      const session = await openedOn([server], "edit");
      const names = ["t:string", "t:hash", "t:list", "t:zset", "t:none"];
      const locks = names.map((name) => ({ ...lockNamed(name), channels: [Buffer.from(`channel:${name}`)] }));
      for (let look = 0; look < 3; look++) await locksOf(session).sample({ locks, clients: true }, NEVER);
      // Asked for as what they are not: no command fails for that.
      const wrong = names.map((name) => lockNamed(name, name === "t:hash" ? "string" : "hash"));
      for (let look = 0; look < 2; look++) await locksOf(session).sample({ locks: wrong }, NEVER);
      let cursor: string | undefined;
      do {
        const request = { patterns: [], sift: SIFT, budget: 1_000, ...(cursor === undefined ? {} : { cursor }) };
        ({ cursor } = await locksOf(session).discover(request, NEVER));
      } while (cursor !== undefined);
      await session.close();
    });
    for (const [name = "", ...args] of commands) assert.doesNotThrow(() => assertAllowed([name, ...args]), name);
    const names = new Set(commands.map(([name = ""]) => name.toUpperCase()));
    for (const name of ["MGET", "HSCAN", "LRANGE", "ZRANGE", "PTTL", "TIME", "ROLE", "PUBSUB", "SCAN", "CLIENT"])
      assert.ok(names.has(name), name);
    assert.deepEqual(await state(), before);
  });

  it("asks once for each refresh: a thousand locks cost a thousand and a few commands", async () => {
    const session = await opened({ url: server.url });
    const locks = Array.from({ length: 1_000 }, (_, index) => lockNamed(`t:many:${index}`, "string"));
    await locksOf(session).sample({ locks }, NEVER);
    const commands = await monitored(server, async () => void (await locksOf(session).sample({ locks }, NEVER)));
    const count = (name: string) => commands.filter(([word = ""]) => word.toUpperCase() === name).length;
    assert.deepEqual([count("PTTL"), count("MGET"), count("ROLE"), count("TIME")], [1_000, 20, 1, 1]);
    assert.equal(namesOf(commands).length, 1_022);
    await session.close();
  });

  it("does not count as a use of a key that is not a lock: a scan asks for its type and its end alone", async () => {
    const idle = async (key: string) => Number(await client.object("IDLETIME", key));
    await client.sadd("idle:other", "1");
    while ((await idle("idle:other")) < 2) await new Promise((resolve) => setTimeout(resolve, 100));
    const session = await opened({ url: server.url });
    const sift: Sift = { name: () => "no", shape: () => true };
    await locksOf(session).discover({ patterns: [], sift, budget: 100_000 }, NEVER);
    await locksOf(session).sample({ locks: [lockNamed("idle:other", "string")] }, NEVER);
    assert.ok((await idle("idle:other")) >= 2);
    await session.close();
  });

  it("sends no command that is denied a second time", async () => {
    await client.call(
      "ACL",
      "SETUSER",
      "few",
      "on",
      ">secret",
      "~*",
      "+@read",
      "-keys",
      "+hello",
      "-@dangerous",
      "-role",
      "-time",
    );
    const session = await opened({ url: server.url, user: "few" }, { secrets: { password: "secret" } });
    const look = () => locksOf(session).sample({ locks: [lockNamed("t:string")], clients: true }, NEVER);
    const first = await look();
    const commands = await monitored(server, async () => void (await look()));
    const second = await look();
    assert.equal(first.masters[0]?.problem, undefined);
    assert.equal(second.masters[0]?.clock, undefined);
    assert.deepEqual(namesOf(commands).sort(), ["MGET", "PTTL"]);
    assert.ok(second.missing.length >= 2);
    await session.close();
  });
});
