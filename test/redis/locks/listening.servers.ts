import assert from "node:assert/strict";
import type { Notice } from "../../../src/core/lock-source";
import { redlock5 } from "../../servers/locks/node";
import { NEVER } from "../../support/session";
import { monitored } from "../monitored";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { locksOf, masters, openedOn, stopAll, until } from "./masters";

const on = async (server: OwnServer, flags: string): Promise<void> => {
  const client = writer(server);
  await client.config("SET", "notify-keyspace-events", flags);
  client.disconnect();
};

const nameOf = ({ name, what }: Notice): string => `${Buffer.from(name)} ${what}`;

describe("listening to what masters tell of a lock by themselves", () => {
  it("hears how a lock of a real library is taken, extended, released and how it expires", async () => {
    const three = await masters(3);
    await Promise.all(three.map((server) => on(server, "KA")));
    const session = await openedOn(three);
    const heard: Notice[] = [];
    const end = new AbortController();
    const names = [Buffer.from("listen:lock"), Buffer.from([0xff, 0x3a, 0x00])];
    const told = await locksOf(session).listen?.(names, (notice) => heard.push(notice), end.signal);
    assert.deepEqual([...(told ?? [])].sort(), ["deleted", "evicted", "expired", "extended", "written"]);
    const redlock = redlock5(three);
    const held = await redlock.acquire("listen:lock", 60_000);
    await (await redlock.acquire("listen:other", 60_000)).release();
    await held.extend(60_000);
    // The library goes on once it has a quorum.
    await until("it was extended on all", async () => heard.length === 6);
    await held.release();
    await until("it was released on all", async () => heard.filter(({ what }) => what === "deleted").length === 3);
    for (const { id } of locksOf(session).masters) {
      const there = heard.filter(({ master }) => master === id).map(nameOf);
      // This library extends a lock by writing it anew.
      assert.deepEqual(there, ["listen:lock written", "listen:lock written", "listen:lock deleted"]);
    }
    for (const { at } of heard) assert.ok(Math.abs(Date.now() - at) < 10_000);
    heard.length = 0;
    await redlock.acquire("listen:lock", 300);
    await until("it expired on all", async () => heard.filter(({ what }) => what === "expired").length === 3);
    const client = writer(three[0] ?? { port: 0, dir: "" });
    await client.set(names[1] ?? "", "x", "PX", 60_000);
    await until("a name of any bytes", async () =>
      heard.some(({ name }) => Buffer.from(name).equals(names[1] ?? name)),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    await client.pexpire(names[1] ?? "", 90_000);
    await until("it was extended", async () => heard.at(-1)?.what === "extended");
    end.abort();
    await until("nobody listens any more", async () => ((await client.pubsub("CHANNELS")) as string[]).length === 0);
    client.disconnect();
    redlock.close();
    await session.close();
    await stopAll(three);
  });

  it("refuses where they are off, or where one may not know, and never switches them on", async () => {
    const server = await ownServer();
    const client = writer(server);
    const session = await opened({ url: server.url });
    const listen = (of = session) => locksOf(of).listen?.([Buffer.from("off")], () => {}, NEVER) ?? Promise.resolve();
    const commands = await monitored(server, async () => {
      await assert.rejects(listen(), { code: "unsupported", message: /its keyspace notifications are off/ });
    });
    assert.ok(!commands.some(([name, second]) => /config/i.test(name ?? "") && !/get/i.test(second ?? "")));
    assert.ok(!commands.some(([name]) => /subscribe/i.test(name ?? "")));
    await on(server, "Ex");
    await assert.rejects(listen(), { code: "unsupported" });
    assert.deepEqual(await client.config("GET", "notify-keyspace-events"), ["notify-keyspace-events", "xE"]);
    await on(server, "KA");
    await client.call("ACL", "SETUSER", "few", "on", ">secret", "~*", "&*", "+@all", "-config");
    const few = await opened({ url: server.url, user: "few" }, { secrets: { password: "secret" } });
    await assert.rejects(listen(few), { code: "unsupported", message: /your user may not run CONFIG GET/ });
    const names = async () => String(await client.client("LIST")).match(/name=cluster-observer/g)?.length ?? 0;
    await few.close();
    await session.close();
    await until("no connection is left", async () => (await names()) === 0);
    client.disconnect();
    await server.stop();
  });

  it("goes on when a master comes back, and listens to the others while one is away", async () => {
    const two = await masters(2);
    const [first, second] = two;
    assert.ok(first && second);
    await on(first, "KA");
    const session = await openedOn(two);
    await second.end();
    const heard: Notice[] = [];
    const end = new AbortController();
    await locksOf(session).listen?.([Buffer.from("back")], (notice) => heard.push(notice), end.signal);
    await first.end();
    await first.start();
    await on(first, "KA");
    const client = writer(first);
    await until("it listens again", async () => ((await client.pubsub("CHANNELS")) as string[]).length === 1);
    await client.set("back", "1");
    await until("it is heard", async () => heard.some(({ what }) => what === "written"));
    end.abort();
    client.disconnect();
    await session.close();
    await stopAll(two);
  });
});
