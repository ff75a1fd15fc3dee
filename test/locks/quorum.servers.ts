import assert from "node:assert/strict";
import { locksOf, masters, stopAll, until } from "../redis/locks/masters";
import { type OwnServer, writer } from "../redis/own-server";
import { redlock4, redlock5 } from "../servers/locks/node";
import { signalGroup } from "../servers/process";
import { NEVER } from "../support/session";
import { said } from "./entries";
import { events, evidenceOf, holdersOf, Watching } from "./watching";

/** Stops answering, without closing a connection; the caller lets it go on. */
async function freeze(server: OwnServer): Promise<() => void> {
  const client = writer(server);
  const pid = Number(/process_id:(\d+)/.exec(await client.info("server"))?.[1]);
  client.disconnect();
  signalGroup(pid, "SIGSTOP");
  return () => signalGroup(pid, "SIGCONT");
}

describe("the quorum of locks on five real masters", () => {
  let five: readonly OwnServer[];
  let watching: Watching;
  const at = (...indices: readonly number[]): readonly OwnServer[] => indices.flatMap((index) => five[index] ?? []);
  const one = (index: number): OwnServer => at(index)[0] ?? assert.fail("There are five.");

  beforeEach(async () => {
    five = await masters(5);
    const urls = five.map(({ url }) => url);
    watching = await Watching.begin(five[0], { "locks.masters": urls, "locks.patterns": ["q"] }, { timeout: 1_500 });
  });
  afterEach(async () => {
    await watching?.end();
    await stopAll(five);
  });

  for (const [title, library] of Object.entries({ "node-redlock 5": redlock5, "node-redlock 4": redlock4 })) {
    it(`is whole while all have it, then fragile, unknown, and residue: ${title}`, async () => {
      const redlock = library(five);
      const held = await redlock.acquire("q", 60_000);
      const whole = await watching.see("q");
      assert.deepEqual([whole.state, whole.quorum?.state, holdersOf(whole)], ["held", "whole", [held.value]]);
      const least = Math.min(...whole.masters.flatMap(({ ttlMs }) => ttlMs ?? []));
      // By the algorithm: the least that is left, less 1 % of what it was acquired for and 2 ms.
      const drift = (whole.largestTtlMs ?? 0) * 0.01 + 2;
      assert.equal(whole.quorum?.validityMs, Math.floor(least - drift));
      await Promise.all(at(1, 3).map((server) => server.end()));
      const fragile = await watching.see("q");
      assert.deepEqual([fragile.state, fragile.quorum?.unreachable, holdersOf(fragile)], ["fragile", 2, [held.value]]);
      await one(4).end();
      const unknown = await watching.see("q");
      assert.deepEqual([unknown.state, unknown.quorum?.of, holdersOf(unknown)], ["unknown", 5, []]);
      assert.match(said(unknown.rule), /^Of 5 masters, 3 cannot be read and could decide: 2 are known to agree/);
      await Promise.all(at(1, 3, 4).map((server) => server.start()));
      // They keep nothing: the holder is left on two masters of five, and it does not have the lock any more.
      const residue = await watching.see("q");
      assert.deepEqual([residue.state, residue.quorum?.have, holdersOf(residue)], ["residue", 2, []]);
      assert.equal(events(residue), "found released");
      redlock.close();
    });
  }

  it("is fragile while two masters are frozen, and waits for them but once", async () => {
    const redlock = redlock5(five);
    const { value } = await redlock.acquire("q", 600_000);
    await watching.see("q");
    const thaw = await Promise.all(at(0, 2).map(freeze));
    try {
      const status = await watching.see("q");
      assert.deepEqual([status.state, holdersOf(status)], ["fragile", [value]]);
      assert.match(evidenceOf(status), /Unknown on .*: .* did not answer within 750 ms/);
    } finally {
      for (const go of thaw) go();
    }
    await until("it is whole again", async () => (await watching.see("q")).quorum?.state === "whole");
    redlock.close();
  });

  it("is split where two holders have it and neither has enough; both can be released, each where it is", async () => {
    const [left, right] = [redlock5(at(0, 1)), redlock5(at(2, 3))];
    const [first, second] = [await left.acquire("q", 60_000), await right.acquire("q", 60_000)];
    const all = redlock5(five);
    await assert.rejects(all.acquire("q", 1_000));
    const status = await watching.see("q");
    assert.deepEqual([status.state, holdersOf(status), status.quorum?.have], ["split", [], 2]);
    assert.deepEqual(
      status.masters.map(({ holders }) => holders[0]?.id),
      [first.value, first.value, second.value, second.value, undefined],
    );
    assert.ok(status.release);
    const results = await locksOf(watching.session).actions?.release(status.release, NEVER);
    assert.deepEqual(
      results?.map(({ result }) => result),
      ["done", "done", "done", "done"],
    );
    assert.equal((await watching.see("q")).state, "free");
    await (await all.acquire("q", 1_000)).release();
    for (const redlock of [left, right, all]) redlock.close();
  });

  it("is residue where an attempt without a quorum left its value behind", async () => {
    const few = redlock5(at(4));
    await few.acquire("q", 60_000);
    const status = await watching.see("q");
    assert.deepEqual([status.state, status.quorum?.have, status.quorum?.need], ["residue", 1, 3]);
    few.close();
  });

  it("leaves what another holder has taken on one master alone, and says so of each", async () => {
    const redlock = redlock5(five);
    const { value } = await redlock.acquire("q", 60_000);
    const { release, extend } = await watching.see("q");
    assert.ok(release && extend);
    const client = writer(one(2));
    // The owner changes between the look and the release, on one master.
    await client.set("q", "another", "PX", 60_000);
    await one(4).end();
    const { actions } = locksOf(watching.session);
    const longer = await actions?.extend({ ...extend, ttl: 120_000 }, NEVER);
    assert.deepEqual(
      longer?.map(({ result }) => result),
      ["done", "done", "changed", "done", "failed"],
    );
    const status = await watching.see("q");
    assert.deepEqual([status.state, holdersOf(status), status.quorum?.have], ["fragile", [value], 3]);
    const released = await actions?.release(release, NEVER);
    assert.deepEqual(
      released?.map(({ result }) => result),
      ["done", "done", "changed", "done", "failed"],
    );
    assert.equal(await client.get("q"), "another");
    assert.ok((await client.pttl("q")) <= 60_000);
    client.disconnect();
    redlock.close();
  });

  it("shows the clocks of the masters side by side", async () => {
    const { masters: told } = await watching.all();
    assert.deepEqual(
      told.map(({ id }) => id),
      five.map(({ port }) => `127.0.0.1:${port}`),
    );
    for (const { clock } of told) assert.ok(clock && Math.abs(clock.offset) <= clock.error + 1, `${clock?.offset}`);
  });
});
