import assert from "node:assert/strict";
import type { Session } from "../../../src/core/contract";
import type { EntryRead, LockEntries, LockReads } from "../../../src/core/lock-source";
import type { Holder } from "../../servers/locks/holder";
import { bullmqJob, casLock, redlock4, redlock5 } from "../../servers/locks/node";
import { pythonHolder } from "../../servers/locks/python";
import { redissonHolder } from "../../servers/locks/redisson";
import { NEVER } from "../../support/session";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { brief, locksOf, ttlOf, until } from "./masters";

const read = (key: string, as: EntryRead["as"]): EntryRead => ({ key: Buffer.from(key), as });

const wanted = (entries: readonly EntryRead[], channels: readonly string[] = []): LockReads => ({
  name: entries[0]?.key ?? Buffer.alloc(0),
  entries,
  channels: channels.map((channel) => Buffer.from(channel)),
});

describe("reading what real lock libraries write", function () {
  this.timeout(300_000);
  let server: OwnServer;
  let session: Session;
  let client: ReturnType<typeof writer>;

  const look = async (lock: LockReads): Promise<LockEntries> => {
    const sample = await locksOf(session).sample({ locks: [lock], clients: true }, NEVER);
    const [entries] = sample.masters[0]?.locks ?? [];
    if (!entries) throw new Error("The master did not answer.");
    return entries;
  };
  const briefs = async (lock: LockReads): Promise<readonly string[]> => (await look(lock)).entries.map(brief);

  before(async () => {
    server = await ownServer(["--appendonly", "no"]);
    session = await opened({ url: server.url });
    client = writer(server);
  });
  after(async () => {
    client?.disconnect();
    await session?.close();
    await server?.stop();
  });

  for (const [title, library] of Object.entries({ "node-redlock 5": redlock5, "node-redlock 4": redlock4 })) {
    it(`${title}: the value, the time to live, and an extension of it`, async () => {
      const holder = library([server]);
      const held = await holder.acquire(`lib:${title}`, 10_000);
      assert.match(held.value, /^[0-9a-f]{32}$/);
      const [entry] = (await look(wanted([read(`lib:${title}`, "string")]))).entries;
      assert.equal(brief(entry), `string '${held.value}'`);
      assert.ok(ttlOf(entry) > 0 && ttlOf(entry) <= 10_000);
      await held.extend(60_000);
      assert.ok(ttlOf((await look(wanted([read(`lib:${title}`, "string")]))).entries[0]) > 50_000);
      await held.release();
      assert.deepEqual(await briefs(wanted([read(`lib:${title}`, "string")])), ["none"]);
      holder.close();
    });
  }

  it("a lock by compare and swap", async () => {
    const holder = casLock(server);
    const held = await holder.acquire("lib:cas", 10_000);
    await assert.rejects(holder.acquire("lib:cas", 10_000));
    assert.deepEqual(await briefs(wanted([read("lib:cas", "any")])), [`string '${held.value}'`]);
    await held.release();
    holder.close();
  });

  it("BullMQ: the lock of a job that is active", async () => {
    const job = await bullmqJob(server, "lib-queue", 30_000);
    const [entry] = (await look(wanted([read(job.name, "string")]))).entries;
    assert.equal(brief(entry), `string '${job.token}'`);
    assert.ok(ttlOf(entry) > 0 && ttlOf(entry) <= 30_000);
    await job.close();
    assert.deepEqual(await briefs(wanted([read(job.name, "string")])), ["none"]);
  });

  describe("Python's", () => {
    let python: Holder;
    before(async () => {
      python = await pythonHolder(server);
    });
    after(() => python?.kill());

    it("redis-py Lock, without a time to live by default", async () => {
      const token = await python.ask("a", "redis_py", "lib:py", "");
      const [entry] = (await look(wanted([read("lib:py", "string")]))).entries;
      assert.equal(brief(entry), `string '${token}'`);
      assert.ok(entry?.type === "string" && entry.ttl === null);
      const timed = await python.ask("a", "redis_py", "lib:py-timed", 20);
      const [second] = (await look(wanted([read("lib:py-timed", "string")]))).entries;
      assert.equal(brief(second), `string '${timed}'`);
      assert.ok(ttlOf(second) > 0 && ttlOf(second) <= 20_000);
      await python.ask("a", "release", "lib:py");
      assert.deepEqual(await briefs(wanted([read("lib:py", "string")])), ["none"]);
    });

    it("python-redis-lock, with one who waits in BLPOP", async () => {
      const id = await python.ask("a", "redis_lock", "lib:prl", 30, "renewed");
      const lock = wanted([read("lock:lib:prl", "string"), read("lock-signal:lib:prl", "list")]);
      assert.deepEqual(await briefs(lock), [`string '${id}'`, "none"]);
      const second = python.ask("b", "redis_lock", "lib:prl", 30, "");
      await until("one is blocked", async () => /cmd=blpop/.test(String(await client.client("LIST"))));
      const sample = await locksOf(session).sample({ locks: [lock], clients: true }, NEVER);
      const waiting = sample.masters[0]?.clients?.filter(({ command }) => command === "blpop") ?? [];
      assert.deepEqual(
        waiting.map(({ name }) => name),
        ["lock-holder-python-b"],
      );
      await python.ask("a", "release", "lib:prl");
      const next = await second;
      assert.deepEqual(await briefs(lock), [`string '${next}'`, "none"]);
    });

    it("python-redis-lock, released from here: the one who waits is woken and takes it", async () => {
      const editing = await opened({ url: server.url }, { access: "edit" });
      const id = await python.ask("c", "redis_lock", "lib:wake", "", "");
      const second = python.ask("d", "redis_lock", "lib:wake", "", "");
      await until("one is blocked", async () => /cmd=blpop/.test(String(await client.client("LIST"))));
      const key = Buffer.from("lock:lib:wake");
      const results = await locksOf(editing).actions?.release(
        {
          name: key,
          at: [{ master: `127.0.0.1:${server.port}`, guard: { as: "string", key, value: Buffer.from(id) } }],
          remove: [],
          wake: [{ how: "push", key: Buffer.from("lock-signal:lib:wake"), item: Buffer.from("1"), ttl: 1_000 }],
        },
        NEVER,
      );
      assert.deepEqual(
        results?.map(({ result }) => result),
        ["done"],
      );
      // It waits without an end: nothing but the wake-up brings it on.
      const next = await second;
      assert.equal(await client.get("lock:lib:wake"), next);
      await editing.close();
    });
  });

  describe("Redisson's", () => {
    let redisson: Holder;
    const who = (worker: string) => redisson.ask(worker, "who");
    before(async () => {
      redisson = await redissonHolder(server);
    });
    after(() => redisson?.kill());

    it("RLock, taken twice by its thread, with one client who waits", async () => {
      await redisson.ask("a", "lock", "plain", "lib:r", -1);
      await redisson.ask("a", "lock", "plain", "lib:r", -1);
      const lock = wanted([read("lib:r", "hash")], ["redisson_lock__channel:{lib:r}"]);
      const first = await look(lock);
      assert.deepEqual(first.entries.map(brief), [`hash ${await who("a")}=2`]);
      assert.ok(ttlOf(first.entries[0]) > 0 && ttlOf(first.entries[0]) <= 30_000);
      assert.deepEqual(first.subscribers, [0]);
      void redisson.ask("b", "lock", "plain", "lib:r", -1);
      await until("one is subscribed", async () => (await look(lock)).subscribers?.[0] === 1);
      await redisson.ask("a", "unlock", "plain", "lib:r");
      assert.deepEqual(await briefs(lock), [`hash ${await who("a")}=1`]);
    });

    it("RLock, released from here: the one who waits is woken and takes it", async () => {
      const editing = await opened({ url: server.url }, { access: "edit" });
      await redisson.ask("a", "lock", "plain", "lib:rw-wake", 600_000);
      const holder = await who("a");
      const waiting = redisson.ask("w", "lock", "plain", "lib:rw-wake", 600_000);
      const channel = "redisson_lock__channel:{lib:rw-wake}";
      await until("one is subscribed", async () => (await client.pubsub("NUMSUB", channel))[1] === 1);
      const key = Buffer.from("lib:rw-wake");
      const guard = { as: "hash", key, fields: [[Buffer.from(holder), Buffer.from("1")]] } as const;
      const results = await locksOf(editing).actions?.release(
        {
          name: key,
          at: [{ master: `127.0.0.1:${server.port}`, guard }],
          remove: [],
          wake: [{ how: "publish", channel: Buffer.from(channel), message: Buffer.from("0") }],
        },
        NEVER,
      );
      assert.equal(results?.[0]?.result, "done");
      // Ten minutes would pass before it looked again by itself.
      await waiting;
      assert.deepEqual(await client.hkeys("lib:rw-wake"), [await who("w")]);
      await editing.close();
    });

    it("fair lock: the queue in its order, with the deadline of each", async () => {
      await redisson.ask("a", "lock", "fair", "lib:fair", 600_000);
      for (const worker of ["b2", "c2", "d2"]) {
        const before = await client.llen("redisson_lock_queue:{lib:fair}");
        void redisson.ask(worker, "lock", "fair", "lib:fair", 600_000);
        await until("one more waits", async () => (await client.llen("redisson_lock_queue:{lib:fair}")) > before);
      }
      const lock = wanted([
        read("lib:fair", "hash"),
        read("redisson_lock_queue:{lib:fair}", "list"),
        read("redisson_lock_timeout:{lib:fair}", "sortedSet"),
      ]);
      const [held, queue, deadlines] = (await look(lock)).entries;
      const order = await client.lrange("redisson_lock_queue:{lib:fair}", 0, -1);
      const thread = (holder: string) => Number(holder.split(":")[1]);
      assert.equal(brief(held), `hash ${await who("a")}=1`);
      assert.equal(brief(queue), `list ${order.join(" ")}`);
      assert.equal(order.length, 3);
      assert.equal(new Set(order.map(thread)).size, 3);
      assert.ok(deadlines?.type === "sortedSet" && queue?.type === "list" && queue.ttl === null);
      assert.equal(deadlines.members.length, 3);
      for (const [member, score] of deadlines.members) {
        const name = Buffer.from(member).toString();
        assert.ok(order.includes(name));
        assert.equal(score, Number(await client.zscore("redisson_lock_timeout:{lib:fair}", name)));
      }
    });

    it("read-write lock: the mode and all who read", async () => {
      await redisson.ask("a", "lock", "read", "lib:rw", 60_000);
      await redisson.ask("e", "lock", "read", "lib:rw", 60_000);
      const lock = wanted([read("lib:rw", "hash")], ["redisson_rwlock:{lib:rw}"]);
      const [entry] = (await look(lock)).entries;
      assert.ok(entry?.type === "hash");
      const fields = entry.fields.map((pair) => pair.map((one) => Buffer.from(one).toString()).join("="));
      assert.deepEqual(new Set(fields), new Set(["mode=read", `${await who("a")}=1`, `${await who("e")}=1`]));
      void redisson.ask("f", "lock", "write", "lib:rw", 60_000);
      await until("the writer is subscribed", async () => (await look(lock)).subscribers?.[0] === 1);
      await redisson.ask("a", "lock", "write", "lib:w", 60_000);
      assert.deepEqual(await briefs(wanted([read("lib:w", "any")])), [`hash mode=write ${await who("a")}:write=1`]);
    });

    it("fenced lock: the token, which grows from one hold to the next", async () => {
      const token = await redisson.ask("a", "lock", "fenced", "lib:fenced", 60_000);
      const lock = wanted([read("lib:fenced", "hash"), read("redisson_lock_token:{lib:fenced}", "string")]);
      assert.deepEqual(await briefs(lock), [`hash ${await who("a")}=1`, `string '${token}'`]);
      await redisson.ask("a", "unlock", "fenced", "lib:fenced");
      const next = await redisson.ask("b3", "lock", "fenced", "lib:fenced", 60_000);
      assert.ok(BigInt(next) > BigInt(token));
      assert.deepEqual(await briefs(lock), [`hash ${await who("b3")}=1`, `string '${next}'`]);
    });

    it("permit semaphore: what is left, and each permit with its end", async () => {
      await redisson.ask("a", "permits", "lib:sem", 3);
      const ids = [
        await redisson.ask("a", "acquire", "lib:sem", 60_000),
        await redisson.ask("a", "acquire", "lib:sem", 90_000),
      ];
      const lock = wanted([read("lib:sem", "string"), read("{lib:sem}:timeout", "sortedSet")]);
      const [left, permits] = (await look(lock)).entries;
      assert.equal(brief(left), "string '1'");
      assert.ok(permits?.type === "sortedSet");
      assert.deepEqual(new Set(permits.members.map(([member]) => Buffer.from(member).toString("hex"))), new Set(ids));
      assert.ok(permits.members.every(([, until]) => until > Date.now() && until <= Date.now() + 90_000));
    });
  });
});
