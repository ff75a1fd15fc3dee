import assert from "node:assert/strict";
import { until } from "../redis/locks/masters";
import { type OwnServer, ownServer, writer } from "../redis/own-server";
import type { Holder } from "../servers/locks/holder";
import { bullmqJob, casLock, redlock4, redlock5 } from "../servers/locks/node";
import { pythonHolder } from "../servers/locks/python";
import { redissonHolder } from "../servers/locks/redisson";
import { events, evidenceOf, holdersOf, titleOf, Watching } from "./watching";

describe("the states of locks that real libraries hold", () => {
  let server: OwnServer;
  let python: Holder;
  let java: Holder;
  let client: ReturnType<typeof writer>;
  let watching: Watching;

  before(async () => {
    server = await ownServer();
    client = writer(server);
    [python, java] = await Promise.all([pythonHolder(server), redissonHolder(server)]);
  });
  after(async () => {
    client?.disconnect();
    await Promise.all([python?.kill(), java?.kill()]);
    await server?.stop();
  });
  beforeEach(async () => {
    watching = await Watching.begin(server, {
      "locks.patterns": ["st:*", "lock:st:*", "job-lock:*", "bull:st-*:lock"],
    });
  });
  afterEach(async () => {
    await watching?.end();
    await client.flushall();
  });

  for (const [title, library] of Object.entries({ "node-redlock 5": redlock5, "node-redlock 4": redlock4 })) {
    it(`held, renewing, and free again: ${title}`, async () => {
      const redlock = library([server]);
      const held = await redlock.acquire("st:node", 5_000);
      const first = await watching.see("st:node");
      assert.deepEqual([first.state, first.convention.id, first.confidence], ["held", "node-redlock", "pattern"]);
      assert.deepEqual([holdersOf(first), first.waiters], [[held.value], "unknown"]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await held.extend(60_000);
      const second = await watching.see("st:node");
      assert.equal(second.state, "renewing");
      assert.ok((second.ttlMs ?? 0) > 5_000 && (second.ttlMs ?? 0) <= 60_000);
      await held.release();
      const third = await watching.see("st:node");
      assert.deepEqual([third.state, events(third)], ["free", "found renewed released"]);
      redlock.close();
    });
  }

  it("expiring under a second, then free; nobody can tell whether it expired", async () => {
    const redlock = redlock5([server]);
    await redlock.acquire("st:short", 900);
    assert.equal((await watching.see("st:short")).state, "expiring");
    const after = await watching.until("st:short", "free");
    assert.equal(events(after), "found gone");
    redlock.close();
  });

  it("handed over from one CAS lock to the next", async () => {
    const [one, two] = [casLock(server), casLock(server)];
    const first = await one.acquire("st:cas", 60_000);
    const seen = await watching.see("st:cas");
    assert.deepEqual([titleOf(seen), holdersOf(seen)], ["CAS lock", [first.value]]);
    await first.release();
    const next = await two.acquire("st:cas", 60_000);
    const after = await watching.see("st:cas");
    assert.deepEqual([after.state, holdersOf(after), events(after)], ["handedOver", [next.value], "found handedOver"]);
    for (const holder of [one, two]) holder.close();
  });

  it("leaked: redis-py's default, which never expires", async () => {
    const token = await python.ask("a", "redis_py", "st:leak", "");
    const status = await watching.see("st:leak");
    assert.deepEqual([status.state, status.ttlMs, status.convention.id], ["leaked", null, "redis-py"]);
    assert.deepEqual(holdersOf(status), [token]);
    assert.equal(status.extend, undefined);
    // redis-py makes its tokens by the clock: the beginning of the hold stands in them.
    const since = Number(status.holders[0]?.parts.find(({ part }) => part === "since")?.value);
    assert.ok(Math.abs(since - Date.now()) < 60_000, `${since}`);
  });

  it("stuck: python-redis-lock, which keeps renewing", async () => {
    await watching.end();
    watching = await Watching.begin(server, { "locks.patterns": ["lock:st:*"] }, { limits: { stuckAfter: 2_000 } });
    await python.ask("b", "redis_lock", "st:stuck", 2, "renewed");
    const renewing = await watching.until("lock:st:stuck", "renewing");
    assert.equal(renewing.convention.id, "python-redis-lock");
    const stuck = await watching.until("lock:st:stuck", "stuck");
    assert.match(evidenceOf(stuck), /has kept renewing it for .*, longer than 2 s/);
    await python.ask("b", "release", "st:stuck");
  });

  it("cooling down: ShedLock, whose task has ended", async () => {
    assert.equal(await java.ask("a", "begin", "nightly", 600_000, 30_000), "true");
    const running = await watching.see("job-lock:test:nightly");
    assert.deepEqual([running.state, titleOf(running)], ["held", "ShedLock"]);
    await java.ask("a", "finish", "nightly");
    const ended = await watching.see("job-lock:test:nightly");
    assert.deepEqual([ended.state, events(ended)], ["coolingDown", "found state"]);
    assert.ok((ended.ttlMs ?? 0) <= 30_000);
  });

  it("not lock-shaped: a list in the lock's place, on which the library fails", async () => {
    await client.rpush("st:list", "1");
    const redlock = redlock5([server]);
    await assert.rejects(redlock.acquire("st:list", 1_000));
    assert.equal((await watching.see("st:list")).state, "notLockShaped");
    redlock.close();
  });

  it("as it was, once a server that was away is back", async () => {
    const own = await ownServer();
    const there = await Watching.begin(own, { "locks.patterns": ["away"] });
    const redlock = redlock5([own]);
    await redlock.acquire("away", 600_000);
    assert.equal((await there.see("away")).state, "held");
    // It ends in order, and has its data when it starts again.
    await own.end();
    await assert.rejects(there.see("away"), /refused the connection|closed/);
    await own.start();
    const back = await there.see("away");
    assert.deepEqual([back.state, events(back)], ["held", "found"]);
    redlock.close();
    await there.end();
    await own.stop();
  });

  it("BullMQ's job, with its id and its worker", async () => {
    const job = await bullmqJob(server, "st-queue", 30_000);
    const status = await watching.see(job.name);
    assert.deepEqual([titleOf(status), holdersOf(status)], ["BullMQ", [job.token]]);
    await job.close();
    await until("it is free", async () => (await watching.see(job.name)).state === "free");
  });
});
