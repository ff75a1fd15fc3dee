import assert from "node:assert/strict";
import { Cluster } from "ioredis";
import type { Session } from "../../../src/core/contract";
import type { Sift } from "../../../src/core/lock-discovery";
import { redisCli } from "../../servers/redis";
import { NEVER } from "../../support/session";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { brief, locksOf, sampled, stopAll, until } from "./masters";

describe("locks in a real Redis cluster", () => {
  let nodes: readonly OwnServer[] = [];
  let client: Cluster;
  let session: Session;

  before(async function () {
    this.timeout(60_000);
    nodes = await Promise.all([1, 2, 3].map((n) => ownServer(["--cluster-enabled", "yes"], `locks-cluster${n}`)));
    const [first] = nodes;
    assert.ok(first);
    const places = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await redisCli(first, ["--cluster", "create", ...places, "--cluster-yes", "--cluster-replicas", "0"]);
    client = new Cluster(nodes.map(({ port }) => ({ host: "127.0.0.1", port })));
    session = await opened({ url: first.url }, { access: "edit" });
  });
  after(async () => {
    client?.disconnect();
    await session?.close();
    await stopAll(nodes);
  });

  it("are read from the master that has the slot of each", async () => {
    const names = Array.from({ length: 200 }, (_, index) => `cl:${index}`);
    await Promise.all(names.map((name) => client.set(name, `of ${name}`, "PX", 600_000)));
    for (let look = 0; look < 2; look++) {
      const sample = await sampled(session, names, "string");
      assert.deepEqual(
        sample.masters[0]?.locks.map(({ entries }) => brief(entries[0])),
        names.map((name) => `string 'of ${name}'`),
      );
    }
    assert.equal(locksOf(session).masters.length, 1);
  });

  it("are found on all masters", async () => {
    const sift: Sift = { name: () => "no", shape: () => false };
    const request = { patterns: ["cl:*"], sift, budget: 1e6 };
    const { names, coverage } = await locksOf(session).discover(request, NEVER);
    assert.equal(names.length, 200);
    assert.equal(coverage.complete, true);
  });

  it("have waiters on plain and on sharded channels, at any node", async () => {
    const channel = "redisson_lock__channel:{cl:1}";
    const wanted = { name: Buffer.from("cl:1"), entries: [], channels: [Buffer.from(channel)] };
    const count = async () =>
      (await locksOf(session).sample({ locks: [wanted] }, NEVER)).masters[0]?.locks[0]?.subscribers?.[0];
    assert.equal(await count(), 0);
    const plain = nodes.map((node) => writer(node));
    for (const subscriber of plain) await subscriber.subscribe(channel);
    assert.equal(await count(), 3);
    const sharded = new Cluster(
      nodes.map(({ port }) => ({ host: "127.0.0.1", port })),
      { shardedSubscribers: true },
    );
    await sharded.ssubscribe(channel);
    await until("the sharded one counts, too", async () => (await count()) === 4);
    for (const subscriber of plain) subscriber.disconnect();
    sharded.disconnect();
  });

  it("are released where they are, and wake those who wait on both kinds of channels", async () => {
    await client.hset("cl:held", "u:1", "1");
    const channel = "redisson_lock__channel:{cl:held}";
    const sharded = new Cluster(
      nodes.map(({ port }) => ({ host: "127.0.0.1", port })),
      { shardedSubscribers: true },
    );
    const [subscriber] = nodes.map((node) => writer(node));
    const heard = Promise.all([
      new Promise((resolve) => subscriber?.once("message", (_, message) => resolve(message))),
      new Promise((resolve) => sharded.once("smessage", (_: string, message: string) => resolve(message))),
    ]);
    await subscriber?.subscribe(channel);
    await sharded.ssubscribe(channel);
    const key = Buffer.from("cl:held");
    const [master] = locksOf(session).masters;
    const results = await locksOf(session).actions?.release(
      {
        name: key,
        at: [
          { master: master?.id ?? "", guard: { as: "hash", key, fields: [[Buffer.from("u:1"), Buffer.from("1")]] } },
        ],
        remove: [],
        wake: [{ how: "publish", channel: Buffer.from(channel), message: Buffer.from("0") }],
      },
      NEVER,
    );
    assert.equal(results?.[0]?.result, "done");
    assert.deepEqual(await heard, ["0", "0"]);
    assert.equal(await client.exists("cl:held"), 0);
    subscriber?.disconnect();
    sharded.disconnect();
  });

  it("of a node that is away could not be read; the others are", async () => {
    const [, , third] = nodes;
    await third?.end();
    const names = Array.from({ length: 200 }, (_, index) => `cl:${index}`);
    const kinds = (await sampled(session, names, "string")).masters[0]?.locks.map(({ entries }) => entries[0]?.type);
    assert.ok(kinds?.includes("string") && kinds.includes("failed") && !kinds.includes("none"), `${new Set(kinds)}`);
    await third?.start();
  });
});
