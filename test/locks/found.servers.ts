import assert from "node:assert/strict";
import { locksOf, until } from "../redis/locks/masters";
import { type OwnServer, ownServer, writer } from "../redis/own-server";
import type { Holder } from "../servers/locks/holder";
import { bullmqJob, redlock5 } from "../servers/locks/node";
import { pythonHolder } from "../servers/locks/python";
import { redissonHolder } from "../servers/locks/redisson";
import { NEVER } from "../support/session";
import { said } from "./entries";
import { holdersOf, titleOf, Watching } from "./watching";

describe("locks of real libraries, found and recognised without a word of the profile", () => {
  let server: OwnServer;
  let python: Holder;
  let java: Holder;
  let client: ReturnType<typeof writer>;
  let watching: Watching;
  let job: Awaited<ReturnType<typeof bullmqJob>> | undefined;
  const who = (worker: string) => java.ask(worker, "who");

  before(async () => {
    server = await ownServer();
    client = writer(server);
    [python, java] = await Promise.all([pythonHolder(server), redissonHolder(server)]);
  });
  after(async () => {
    await job?.close();
    client?.disconnect();
    await Promise.all([python?.kill(), java?.kill()]);
    await server?.stop();
  });
  beforeEach(async () => {
    watching = await Watching.begin(server, {});
  });
  afterEach(async () => {
    await watching?.end();
    await client.flushall();
  });

  /** Releases what is shown, from here; the results. */
  const release = async (name: string) => {
    const { release } = await watching.see(name);
    assert.ok(release);
    const results = await locksOf(watching.session).actions?.release(release, NEVER);
    return results?.map(({ result }) => result);
  };

  it("by shape, by guess, and not what only looks a little like one", async () => {
    const redlock = redlock5([server]);
    await redlock.acquire("f:node", 60_000);
    await python.ask("a", "redis_py", "f:py", 30);
    await python.ask("a", "redis_lock", "f:prl", 30, "");
    await java.ask("a", "lock", "plain", "f:r", -1);
    await java.ask("a", "lock", "fair", "f:fair", -1);
    await java.ask("a", "lock", "fenced", "f:fenced", -1);
    await java.ask("a", "lock", "read", "f:rw", -1);
    await java.ask("a", "permits", "f:sem", 2);
    await java.ask("a", "acquire", "f:sem", 60_000);
    await java.ask("a", "spring", "orders", "42");
    await java.ask("a", "begin", "nightly", 60_000, 0);
    job = await bullmqJob(server, "f-queue", 30_000);
    const pipeline = client.pipeline();
    for (let index = 0; index < 3_000; index++) pipeline.set(`cache:page:${index}`, "x".repeat(300), "PX", 60_000);
    pipeline.hset("user:1", "name", "Ada", "mode", "dark");
    pipeline.set("session:1", JSON.stringify({ user: 1, cart: [1, 2, 3] }), "PX", 60_000);
    pipeline.set("visits", "12345");
    pipeline.zadd("board", 1, "a");
    await pipeline.exec();
    const { locks, coverage } = await watching.all();
    assert.deepEqual(
      locks.map((lock) => [Buffer.from(lock.name).toString(), titleOf(lock), lock.confidence]).sort(),
      [
        [job.name, "BullMQ", "shape"],
        ["f:fair", "Redisson RLock", "shape"],
        ["f:fenced", "Redisson RFencedLock", "shape"],
        ["f:node", "RedLock (node-redlock)", "guess"],
        ["f:py", "redis-py Lock", "shape"],
        ["f:r", "Redisson RLock", "shape"],
        ["f:rw", "Redisson RReadWriteLock", "shape"],
        ["f:sem", "Redisson RPermitExpirableSemaphore", "shape"],
        ["job-lock:test:nightly", "ShedLock", "shape"],
        ["lock:f:prl", "python-redis-lock", "shape"],
        ["orders:42", "Spring RedisLockRegistry", "guess"],
      ].sort(),
    );
    assert.equal(coverage?.complete, true);
    assert.equal(coverage.scanned, await client.dbsize());
    for (const lock of locks) assert.ok(lock.evidence.length >= 3 && said(lock.recognised).length > 10, lock.id);
    await job.close();
    job = undefined;
    redlock.close();
  });

  it("Redisson's fair lock: reentrancy, the queue in its order, and a release from here that wakes the first", async () => {
    await java.ask("a", "lock", "fair", "f:queue", -1);
    await java.ask("a", "lock", "fair", "f:queue", -1);
    const waiting = [];
    for (const worker of ["b", "c"]) {
      waiting.push(java.ask(worker, "lock", "fair", "f:queue", -1));
      const length = waiting.length;
      await until(`${worker} waits`, async () => (await client.llen("redisson_lock_queue:{f:queue}")) === length);
    }
    const status = await watching.see("f:queue");
    assert.deepEqual([titleOf(status), status.acquiredCount], ["Redisson fair lock", 2]);
    assert.deepEqual(holdersOf(status), [await who("a")]);
    assert.ok(status.waiters !== "unknown" && status.waiters.order);
    assert.deepEqual([status.waiters.count, status.waiters.exact], [2, true]);
    // A worker that waits cannot be asked who it is: its thread is in the queue.
    for (const { id, deadline = 0 } of status.waiters.order) {
      assert.ok(id.startsWith(java.about) && deadline > Date.now(), `${id} ${deadline}`);
    }
    assert.deepEqual(await release("f:queue"), ["done"]);
    await waiting[0];
    assert.deepEqual(holdersOf(await watching.see("f:queue")), [await who("b")]);
    await java.ask("b", "unlock", "fair", "f:queue");
    await waiting[1];
    await java.ask("c", "unlock", "fair", "f:queue");
    assert.equal((await watching.see("f:queue")).state, "free");
  });

  it("Redisson's fenced lock: the token grows from hold to hold, also after a release from here", async () => {
    const tokens = [];
    for (const worker of ["d", "e"]) {
      tokens.push(await java.ask(worker, "lock", "fenced", "f:token", 60_000));
      const status = await watching.see("f:token");
      assert.deepEqual([status.fencing, holdersOf(status)], [tokens.at(-1), [await who(worker)]]);
      assert.deepEqual(await release("f:token"), ["done"]);
    }
    assert.deepEqual(tokens, ["1", "2"]);
  });

  it("Spring's lock: whoever waits in another program is woken by a release from here", async () => {
    await java.ask("f", "spring", "orders", "7");
    const waiting = java.ask("g", "spring", "orders", "7");
    await until("it waits", async () => ((await client.pubsub("CHANNELS")) as string[]).includes("orders-channel"));
    assert.deepEqual(await release("orders:7"), ["done"]);
    await waiting;
    await java.ask("g", "springUnlock", "orders", "7");
  });

  it("python-redis-lock: whoever waits in BLPOP is woken by a release from here", async () => {
    await python.ask("a", "redis_lock", "f:wake", "", "");
    const waiting = python.ask("b", "redis_lock", "f:wake", "", "");
    await until("it waits", async () => /cmd=blpop/.test(String(await client.client("LIST"))));
    const { state, waiters } = await watching.see("lock:f:wake");
    assert.deepEqual([state, waiters], ["leaked", "unknown"]);
    assert.deepEqual(await release("lock:f:wake"), ["done"]);
    const next = await waiting;
    assert.deepEqual(holdersOf(await watching.see("lock:f:wake")), [next]);
  });

  it("a convention of the user's own, with its holder and its fencing token", async () => {
    await watching.end();
    watching = await Watching.begin(server, { "locks.conventions": { "jobs:*": "hash holder:owner fencing:epoch" } });
    await client.hset("jobs:1", "owner", "worker-7", "epoch", "9007199254740993", "started", "x");
    await client.pexpire("jobs:1", 60_000);
    const status = await watching.see("jobs:1");
    assert.deepEqual(
      [titleOf(status), status.confidence, status.state, holdersOf(status), status.fencing],
      ["Own convention (jobs:*)", "pattern", "held", ["worker-7"], "9007199254740993"],
    );
    await client.hset("jobs:1", "owner", "worker-8");
    assert.deepEqual(await release("jobs:1"), ["done"]);
  });
});
