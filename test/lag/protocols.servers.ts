import assert from "node:assert/strict";
import { say } from "../support/session";
import { Watched } from "./watched";

const NEW = { "group.protocol": "consumer" };
const READ_COMMITTED = { "isolation.level": "read_committed" };

describe("the verdict on a group of another kind", function () {
  this.timeout(90_000);
  let all: Watched;

  before(async () => {
    all = await Watched.start("protocols.servers");
    await all.topics(
      ["feed", 2],
      ["backlog", 1],
      ["still", 1],
      ["open", 1],
      ["closed", 1],
      ["queue", 1],
      ["stream", 1],
    );
    const { actors } = all;
    const topic = (short: string) => all.name(short);
    await Promise.all([
      actors.tell({ do: "feed", name: "feed", topic: topic("feed"), rate: 40, partitions: 2, every: 100 }),
      actors.tell({ do: "fill", topic: topic("backlog"), count: 40_000, since: Date.now() - 3_600_000 }),
      actors.tell({ do: "fill", topic: topic("still"), count: 100 }),
      actors.tell({ do: "fill", topic: topic("queue"), count: 20 }),
      actors.tell({ do: "fill", topic: topic("stream"), count: 20 }),
      ...["open", "closed"].map((name) =>
        actors.tell({
          do: "transact",
          name,
          topic: topic(name),
          count: 9,
          config: { "transactional.id": topic(name) },
        }),
      ),
    ]);
    all.look();
    await actors.tell({ do: "change", name: "open", outcome: "commit" });
    await actors.tell({ do: "end", name: "closed", outcome: "commit" });
    const work = (name: string, id: string, from: string) => ({
      name,
      topics: [topic(from)],
      config: { [id]: topic(name) },
    });
    const hang = async () => {
      await all.until("hangs", "OK", ({ sample }) => (sample.committed ?? 0n) > 0n);
      await actors.tell({ do: "change", name: "hangs", commits: 0 });
    };
    await Promise.all([
      all.consume("keeps-up", "feed", { config: NEW }),
      all.consume("slow", "feed", {
        rate: 6,
        config: { ...NEW, "max.partition.fetch.bytes": "50", "max.poll.records": "2" },
      }),
      all.consume("hangs", "feed", { config: NEW }).then(hang),
      all.consume("left", "feed", { config: NEW }),
      all.consume("never", "feed", { commits: 0, config: NEW }),
      all.consume("quick", "backlog", { rate: 500, config: NEW }),
      all.consume("seeks", "still", { config: NEW }),
      all.consume("lost", "still", { config: NEW }),
      all.consume("gives-back", "feed", { revoke: 60_000, config: NEW }),
      all.consume("waits", "open", { config: READ_COMMITTED }),
      all.consume("waits-too", "open", { config: { ...READ_COMMITTED, ...NEW } }),
      all.consume("reads-all", "open"),
      all.consume("at-marker", "closed", { config: READ_COMMITTED }),
      actors.tell({ do: "share", most: 7, ...work("shares", "group.id", "queue") }),
      actors.tell({ do: "streams", most: 5, ...work("streams", "application.id", "stream") }),
    ]);
  });

  after(async function () {
    this.timeout(60_000);
    await all?.stop();
  });

  describe("by the protocol of KIP-848", () => {
    it("is OK where a consumer keeps up, and such a group is alive", async () => {
      await all.until("keeps-up", "OK", ({ sample }) => (sample.committed ?? 0n) > 0n);
      const { type, state, phase } = all.group("keeps-up")?.sample ?? {};
      assert.deepEqual([type, state, phase], ["consumer", "Stable", "stable"]);
    });

    it("is STALLED where a member commits no more", async () => {
      const { verdict } = await all.until("hangs", "STALLED");
      assert.match(say(verdict.text), /; hangs owns it\.$/);
    });

    it("is FALLING_BEHIND or CATCHING_UP as it reads less or more than is written", async () => {
      await all.until("slow", "FALLING_BEHIND");
      const { verdict } = await all.until("quick", "CATCHING_UP");
      assert.ok((verdict.eta ?? 0) > 0);
    });

    it("is NO_COMMIT where a member reads and never commits", async () => {
      const { sample } = await all.until("never", "NO_COMMIT");
      assert.deepEqual([sample.committed, sample.lag, typeof sample.member], [undefined, undefined, "string"]);
    });

    it("is STOPPED where the last member has left", async () => {
      await all.actors.tell({ do: "end", name: "left" });
      await all.until("left", "STOPPED");
    });

    it("is REWOUND where a member goes back, and DATA_LOSS where the log is cut", async () => {
      const topic = all.name("still");
      for (const group of ["seeks", "lost"]) await all.until(group, "OK", ({ sample }) => sample.committed === 100n);
      const back = (name: string, offset: number) =>
        all.actors.tell({ do: "change", name, polling: false, seek: [{ topic, partition: 0, offset }] });
      await Promise.all([back("seeks", 80), back("lost", 30)]);
      await all.tools.deleteRecords(topic, 0, 50);
      const rewound = await all.until("seeks", "REWOUND");
      assert.deepEqual([rewound.verdict.inputs.rewoundFrom, rewound.sample.lag], ["100", 20n]);
      const lost = await all.until("lost", "DATA_LOSS");
      assert.deepEqual([lost.verdict.inputs.lost, lost.sample.lag], ["20", 50n]);
    });

    it("is REBALANCING while a member takes its time to give partitions back", async () => {
      await all.consume("gives-back", "feed", { wait: false, config: NEW }, "takes-over");
      const { state } = await all.untilSeen("gives-back", 60_000, "REBALANCING", ({ verdict, sample }) =>
        verdict.state === "REBALANCING" ? sample : undefined,
      );
      assert.equal(state, "Reconciling");
    });
  });

  describe("with transactions", () => {
    it("is TXN_BLOCKED where only committed records are read and a transaction stays open", async () => {
      for (const group of ["waits", "waits-too"]) {
        const { sample, verdict } = await all.until(group, "TXN_BLOCKED");
        // 9 records, the marker of their commit, and 9 that are open.
        assert.deepEqual([sample.lastStable, sample.end, sample.lag], [10n, 19n, 19n - (sample.committed ?? 0n)]);
        assert.ok((sample.committed ?? 0n) >= 9n);
        assert.ok(Number(verdict.inputs.waitedMs) >= 2_000);
      }
    });

    it("is OK beside it where all records are read", async () => {
      const { sample } = await all.until("reads-all", "OK");
      assert.deepEqual([sample.committed, sample.lastStable, sample.end], [19n, 10n, 19n]);
    });

    it("is TXN_TAIL where only the marker of the last transaction is behind the commit", async () => {
      const place = { topic: all.name("closed"), partition: 0, offset: 9 };
      await all.actors.tell({ do: "change", name: "at-marker", polling: false, seek: [place] });
      const { sample, verdict } = await all.until("at-marker", "TXN_TAIL");
      assert.deepEqual([sample.committed, sample.end, sample.lag], [9n, 10n, 1n]);
      assert.deepEqual([verdict.inputs.readAt, verdict.inputs.readTo], ["9", "10"]);
    });

    it("is OK again once the transaction is ended", async () => {
      await all.actors.tell({ do: "end", name: "open", outcome: "abort" });
      // The aborted records and the marker are passed with the next committed ones.
      const config = { "transactional.id": all.name("next") };
      await all.actors.tell({ do: "transact", name: "next", topic: all.name("open"), count: 3, config });
      await all.actors.tell({ do: "end", name: "next", outcome: "commit" });
      for (const group of ["waits", "waits-too"]) {
        const { sample } = await all.untilSeen(group, 60_000, "at the end", ({ partitions: [partition] }) =>
          partition && ["OK", "TXN_TAIL"].includes(partition.verdict.state) ? partition : undefined,
        );
        assert.deepEqual([sample.lastStable, sample.end], [24n, 24n]);
        assert.ok((sample.lag ?? 99n) <= 1n);
      }
    });
  });

  it("counts what a share group has not settled (KIP-932)", async () => {
    const { sample } = await all.untilSeen(
      "shares",
      60_000,
      "read up to the 7th record",
      ({ partitions: [partition] }) => (partition?.sample.lag === 13n ? partition : undefined),
    );
    assert.equal(all.group("shares")?.sample.type, "share");
    assert.equal(sample.end, 20n);
    await all.until("shares", "STALLED");
  });

  it("knows the group of a streams application (KIP-1071)", async () => {
    const { sample } = await all.until("streams", "STALLED");
    assert.deepEqual([sample.committed, sample.end, sample.lag], [5n, 20n, 15n]);
    const { type, members } = all.group("streams")?.sample ?? {};
    assert.equal(type, "streams");
    assert.deepEqual(members?.[0]?.assigned, [{ topic: all.name("stream"), partitions: [0] }]);
  });
});
