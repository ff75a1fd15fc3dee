import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { masters, stopAll, until } from "../redis/locks/masters";
import { monitored } from "../redis/monitored";
import { type OwnServer, ownServer, writer } from "../redis/own-server";
import { Watching } from "./watching";

/** The words of commands, without those with which the test's own client begins and ends. */
const wordsOf = (commands: readonly (readonly string[])[]): readonly string[] =>
  commands.map(([name = ""]) => name.toUpperCase()).filter((name) => !["HELLO", "INFO", "COMMAND"].includes(name));

/** A server behind a line on which one hears when somebody asks and when somebody answers. */
async function overheard(server: OwnServer): Promise<{ url: string; turns(): number; proxy: Server }> {
  let [turns, asking] = [0, false];
  const proxy = createServer((client) => {
    const redis = connect(server.port, "127.0.0.1");
    client.on("data", (chunk: Buffer) => {
      if (!asking) turns++;
      asking = true;
      redis.write(chunk);
    });
    redis.on("data", (chunk: Buffer) => {
      asking = false;
      client.write(chunk);
    });
    for (const socket of [client, redis]) socket.on("error", () => {});
    client.on("close", () => redis.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return { url, turns: () => turns, proxy };
}

async function fill(server: OwnServer, locks: number): Promise<void> {
  const client = writer(server);
  const pipeline = client.pipeline();
  for (let index = 0; index < locks; index++) pipeline.set(`quiet:${index}`, "0123456789abcdef", "PX", 600_000);
  await pipeline.exec();
  client.disconnect();
}

const NAMES = Array.from({ length: 80 }, (_, index) => `quiet:${index}`);

describe("a refresh of locks", () => {
  it("asks each master once, in one pipeline, and nothing but what reads", async () => {
    const three = await masters(3);
    await Promise.all(three.map((server) => fill(server, 80)));
    const lines = await Promise.all(three.map(overheard));
    const urls = lines.map(({ url }) => url);
    const watching = await Watching.begin(three[0], { "locks.masters": urls, "locks.patterns": NAMES });
    for (let look = 0; look < 3; look++) await watching.all();
    const before = lines.map(({ turns }) => turns());
    const [first] = three;
    assert.ok(first);
    const commands = await monitored(first, async () => {
      const { locks } = await watching.all();
      assert.deepEqual([locks.length, locks[0]?.quorum?.state], [80, "whole"]);
    });
    // Everything is on its way before the first answer comes.
    assert.deepEqual(
      lines.map(({ turns }, index) => turns() - (before[index] ?? 0)),
      [1, 1, 1],
    );
    const words = wordsOf(commands);
    assert.deepEqual([...new Set(words)].sort(), ["MGET", "PTTL", "ROLE", "TIME"]);
    // Two MGET for 80 names, a PTTL for each, and once who it is and what time it has.
    assert.equal(words.length, 2 + 80 + 2);
    await watching.end();
    for (const { proxy } of lines) proxy.close();
    await stopAll(three);
  });

  it("subscribes to nothing, watches nothing, and leaves alone what nobody looks at", async () => {
    const server = await ownServer();
    await fill(server, 5);
    const client = writer(server);
    const watching = await Watching.begin(server, { "locks.patterns": ["quiet:*"] });
    const commands = await monitored(server, async () => {
      const lookout = watching.monitor.look({ intervalMs: 200, listener: () => {} });
      watching.monitor.inSight(lookout, ["quiet:1"]);
      await until("it was read", async () => (watching.monitor.last?.locks.length ?? 0) === 5);
      lookout.set({ paused: true });
    });
    const words = new Set(wordsOf(commands));
    for (const word of [
      "SUBSCRIBE",
      "PSUBSCRIBE",
      "SSUBSCRIBE",
      "MONITOR",
      "CONFIG",
      "WATCH",
      "KEYS",
      "BLPOP",
      "EVAL",
    ]) {
      assert.ok(!words.has(word), word);
    }
    assert.deepEqual(await client.pubsub("CHANNELS"), []);
    // Paused: whatever was under way has ended, and nothing more is asked.
    const paused = await monitored(server, () => new Promise((resolve) => setTimeout(resolve, 700)));
    assert.deepEqual(wordsOf(paused), []);
    client.disconnect();
    await watching.end();
    await server.stop();
  });

  it("asks no replica", async () => {
    const [master, replica] = await masters(2);
    assert.ok(master && replica);
    await fill(master, 5);
    const client = writer(replica);
    await client.replicaof("127.0.0.1", master.port);
    await until("it is in step", async () => (await client.exists("quiet:0")) === 1);
    const watching = await Watching.begin(master, { "locks.patterns": ["quiet:*"] });
    const commands = await monitored(replica, async () => {
      for (let look = 0; look < 3; look++) assert.equal((await watching.all()).locks.length, 5);
    });
    assert.deepEqual(
      wordsOf(commands).filter((word) => word !== "PING"),
      [],
    );
    client.disconnect();
    await watching.end();
    await stopAll([master, replica]);
  });
});
