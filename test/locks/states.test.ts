import assert from "node:assert/strict";
import type { Entry } from "../../src/core/lock-source";
import { hash, said, string } from "./entries";
import { A, ADDED, B, CLIENT, events, lk, START, Story } from "./story";

describe("the state of a lock on one server", () => {
  it("is free, held, free again", async () => {
    const story = new Story();
    const first = await story.step(0, {});
    assert.deepEqual([first.state, first.ttlMs, first.confidence], ["free", undefined, "pattern"]);
    const second = await story.step(1000, lk(A, 30_000));
    assert.deepEqual([second.state, second.ttlMs, second.holders[0]?.id], ["held", 30_000, A]);
    assert.equal(second.expiresAt, START + 1000 + 1 + 30_000);
    const third = await story.step(1000, {});
    assert.equal(third.state, "free");
    assert.equal(events(third), "acquired released");
    assert.deepEqual([third.timeline[1]?.source, third.timeline[1]?.after], ["sampled", START + 1001]);
  });

  it("is free after its time without a claim that it expired", async () => {
    const story = new Story();
    await story.step(0, lk(A, 3_000));
    assert.equal(events(await story.step(5_000, {})), "found gone");
  });

  it("is expiring under a fifth of the largest time to live that was seen, or under a second", async () => {
    const story = new Story();
    await story.step(0, lk(A, 30_000));
    assert.equal((await story.step(23_900, lk(A, 6_100))).state, "held");
    const late = await story.step(200, lk(A, 5_900));
    assert.equal(late.state, "expiring");
    assert.equal(late.largestTtlMs, 30_000);
    assert.equal((await new Story().step(0, lk(A, 999))).state, "expiring");
  });

  it("is renewing once its time to live rose for the same value", async () => {
    const story = new Story();
    await story.step(0, lk(A, 30_000));
    assert.equal((await story.step(9_000, lk(A, 21_000))).state, "held");
    const renewed = await story.step(2_000, lk(A, 29_000));
    assert.equal(renewed.state, "renewing");
    const later = await story.step(5_000, lk(A, 24_000));
    assert.equal(later.state, "renewing");
    assert.match(said(later.rule), /renewed 5 s ago, 24 s left/);
    await story.step(10_000, lk(A, 29_000));
    assert.equal(events(await story.step(10_000, lk(A, 29_000))), "found renewed");
  });

  it("sees a renewal although less is left than before", async () => {
    const story = new Story();
    await story.step(0, lk(A, 25_000));
    assert.equal((await story.step(15_000, lk(A, 24_000))).state, "renewing");
  });

  it("takes no jitter of the round trip for a renewal", async () => {
    const story = new Story();
    await story.step(0, lk(A, 25_000));
    assert.equal((await story.step(1_000, lk(A, 24_004))).state, "held");
  });

  it("was handed over where another has it than in the sample before", async () => {
    const story = new Story();
    await story.step(0, lk(A, 30_000));
    const other = await story.step(1_000, lk(B, 30_000));
    assert.equal(other.state, "handedOver");
    assert.equal(events(other), "found handedOver");
    assert.equal((await story.step(1_000, lk(B, 29_000))).state, "held");
  });

  it("is leaked where it never expires", async () => {
    const status = await new Story().step(0, lk(A, null));
    assert.deepEqual(
      [status.state, status.ttlMs, status.expiresAt, status.extend],
      ["leaked", null, undefined, undefined],
    );
    assert.ok(status.release);
  });

  it("is stuck where it is renewed for longer than the limit, and only then", async () => {
    const story = new Story();
    const renewedFor = async (ms: number) => {
      const status = await story.step(ms, { lk: hash({ [CLIENT]: "1" }, 30_000) });
      return status.state;
    };
    assert.equal(await renewedFor(0), "held");
    assert.equal(await renewedFor(59_000), "renewing");
    assert.equal(await renewedFor(1_500), "stuck");
    // A long time to live alone is no renewal.
    const quiet = new Story();
    await quiet.step(0, lk(A, 3_600_000));
    assert.equal((await quiet.step(120_000, lk(A, 3_480_000))).state, "held");
  });

  it("is cooling down where ShedLock shortened it", async () => {
    const story = new Story("job");
    await story.step(0, { job: string(ADDED, 600_000) });
    const done = await story.step(5_000, { job: string(ADDED, 20_000) });
    assert.equal(done.state, "coolingDown");
    assert.equal((await story.step(18_000, { job: string(ADDED, 2_000) })).state, "coolingDown");
    assert.equal(done.convention.id, "shedlock");
    assert.equal(events(await story.step(1_000, { job: string(ADDED, 1_000) })), "found state");
    const other = new Story();
    await other.step(0, lk(A, 600_000));
    assert.equal((await other.step(5_000, lk(A, 200_000))).state, "held");
  });

  it("is cooling down where an older ShedLock wrote its value anew, and handed over where another run began", async () => {
    const story = new Story("job");
    await story.step(0, { job: string(ADDED, 600_000) });
    const end = string(ADDED.replace("00:00:00", "00:00:05"), 20_000);
    assert.equal((await story.step(5_000, { job: end })).state, "coolingDown");
    const again = string(ADDED.replace("00:00:00", "00:01:00"), 600_000);
    assert.equal((await story.step(55_000, { job: again })).state, "handedOver");
    const elsewhere = string(ADDED.replace("worker-1", "worker-2"), 20_000);
    assert.equal((await story.step(1_000, { job: elsewhere })).state, "handedOver");
  });

  it("is no lock where the name holds something else", async () => {
    const status = await new Story().step(0, { lk: { type: "list", items: [], length: 3, ttl: null } });
    assert.equal(status.state, "notLockShaped");
    assert.match(said(status.rule), /every attempt to acquire it fails\. It holds a value of type list\.$/);
    const story = new Story();
    await story.step(0, { lk: hash({ [CLIENT]: "1" }, 30_000) });
    assert.equal((await story.step(1_000, { lk: { type: "other", is: "stream", ttl: null } })).state, "notLockShaped");
  });

  it("is unknown where the server does not answer, and goes on afterwards", async () => {
    const story = new Story();
    await story.step(0, lk(A, 30_000));
    const unsure = await story.step(1_000, "away");
    assert.deepEqual([unsure.state, unsure.holders.length, unsure.waiters], ["unknown", 0, "unknown"]);
    const back = await story.step(1_000, lk(A, 28_000));
    assert.deepEqual([back.state, events(back)], ["held", "found"]);
  });

  it("is unknown where the entry may not be read", async () => {
    const denied: Entry = { type: "failed", problem: { kind: "denied", why: { verbatim: "NOPERM" } } };
    const status = await new Story().step(0, { lk: denied });
    assert.equal(status.state, "unknown");
    assert.match(said(status.rule), /NOPERM/);
  });

  it("puts what a server told by itself into the timeline, and takes a write for an acquisition only where it was free", async () => {
    const story = new Story();
    await story.step(0, lk(A, 30_000));
    for (const what of ["written", "extended", "deleted", "written", "expired", "evicted"] as const)
      story.notice("lk", what);
    story.notice("other", "deleted");
    const { timeline } = await story.step(1_000, lk(A, 29_000));
    assert.deepEqual(
      timeline.map(({ what, source }) => `${what} ${source}`),
      [
        "found sampled",
        "state event",
        "renewed event",
        "released event",
        "acquired event",
        "expired event",
        "gone event",
      ],
    );
    assert.equal(said(timeline.at(-2)?.text ?? { verbatim: "" }), "redis-1:6379: it expired.");
  });

  it("says what it saw in sentences that can be checked", async () => {
    const { evidence, convention } = await new Story().step(0, lk(A, 30_000));
    const sentences = evidence.map(said);
    assert.equal(said(convention.title), "RedLock (node-redlock)");
    assert.equal(sentences[0], "It is held; 30 s left.");
    assert.match(sentences[1] ?? "", /names it \(lk\)\. The value is 32 random hexadecimal digits/);
    assert.match(
      sentences[2] ?? "",
      new RegExp(`^redis-1:6379: lk is held by ${A} for another 30000 ms \\(PTTL\\)\\.$`),
    );
  });

  it("releases and extends only what was seen", async () => {
    const { release, extend } = await new Story().step(0, lk(A, 30_000));
    const guard = release?.at[0]?.guard;
    assert.equal(guard?.as === "string" && Buffer.from(guard.value).toString(), A);
    assert.equal(release?.at[0]?.master, "redis-1:6379");
    assert.deepEqual([extend?.ttl, extend?.at.length], [30_000, 1]);
  });
});
