import assert from "node:assert/strict";
import type { PartitionLag } from "../../src/lag/snapshot";
import { pythonMember } from "../servers/actors/python";
import { servers } from "../servers/shared";
import { say } from "../support/session";
import { Watched } from "./watched";

/** Real groups, brought into each state at the same time; the tests wait for what is thought of them. */
describe("the verdict on a real group", function () {
  this.timeout(90_000);
  let all: Watched;
  let python: Awaited<ReturnType<typeof pythonMember>>;

  before(async () => {
    all = await Watched.start("states.servers");
    await all.topics(["feed", 2], ["backlog", 1], ["still", 2], ["lost", 1], ["reset", 1]);
    const { actors } = all;
    const topic = (short: string) => all.name(short);
    await Promise.all([
      actors.tell({ do: "feed", name: "feed", topic: topic("feed"), rate: 40, partitions: 2, every: 100 }),
      actors.tell({ do: "fill", topic: topic("backlog"), count: 40_000, since: Date.now() - 3_600_000 }),
      ...[0, 1].map((partition) => actors.tell({ do: "fill", topic: topic("still"), partition, count: 30 })),
      actors.tell({ do: "fill", topic: topic("lost"), count: 100 }),
      actors.tell({ do: "fill", topic: topic("reset"), count: 100 }),
    ]);
    all.look();
    [python] = await Promise.all([
      pythonMember(servers().kafka, all.name("killed"), topic("feed")),
      all.consume("keeps-up", "feed"),
      // One batch of each partition at a time, or it would work on one partition for long.
      all.consume("slow", "feed", { rate: 6, config: { "max.partition.fetch.bytes": "50", "max.poll.records": "2" } }),
      all.consume("hangs", "feed"),
      all.consume("busy", "feed", { config: { "max.poll.interval.ms": "600000" } }),
      all.consume("left", "feed"),
      all.consume("never", "feed", { commits: 0 }),
      all.consume("quick", "backlog", { rate: 500 }),
      all.consume("partly", "still", { commits: 0 }),
      all.consume("beyond", "still", { commits: 0 }),
      all.consume("lost", "lost", { rate: 10, config: { "max.poll.records": "10" } }),
      all.consume("reset", "reset"),
      all.consume("seeks", "reset"),
    ]);
    const hasRead = (group: string) => all.until(group, "OK", ({ sample }) => (sample.committed ?? 0n) > 0n);
    // What takes a while begins now, so that it is waited for at the same time.
    await Promise.all([
      hasRead("hangs").then(() => actors.tell({ do: "change", name: "hangs", commits: 0 })),
      hasRead("busy").then(() => actors.tell({ do: "change", name: "busy", polling: false })),
      hasRead("killed").then(() => python.kill()),
    ]);
  });

  after(async function () {
    this.timeout(60_000);
    await python?.kill();
    await all?.stop();
  });

  it("is OK where a consumer keeps up", async () => {
    const { verdict } = await all.until("keeps-up", "OK", ({ sample }) => (sample.committed ?? 0n) > 40n);
    assert.equal(verdict.inputs.owner, all.group("keeps-up")?.sample.members?.[0]?.id);
  });

  it("is FALLING_BEHIND where it reads less than is written", async () => {
    const grows = ({ verdict: { inputs } }: PartitionLag) => Number(inputs.lagChange) > Number(inputs.betweenCommits);
    const { verdict } = await all.until("slow", "FALLING_BEHIND", grows);
    const { inPerSecond, outPerSecond, spanMs, samples } = verdict.inputs;
    assert.ok(Number(inPerSecond) > Number(outPerSecond), JSON.stringify(verdict.inputs));
    assert.ok(Number(spanMs) >= 3_000 && Number(samples) >= 3);
  });

  it("is CATCHING_UP where it reads more than is written, with the time that it will take", async () => {
    const { verdict, timeLag, sample } = await all.until("quick", "CATCHING_UP");
    const { lag = 0n } = sample;
    const pace = (-Number(verdict.inputs.lagChange) / Number(verdict.inputs.spanMs)) * 1_000;
    const left = (Number(lag) / pace) * 1_000;
    assert.ok(Math.abs((verdict.eta ?? 0) - left) < left / 100, `${verdict.eta} for ${left}`);
    assert.equal(timeLag?.method, "record");
  });

  it("is STALLED where a member polls and commits no more", async () => {
    const { verdict, sample } = await all.until("hangs", "STALLED");
    assert.ok(Number(verdict.inputs.waitedMs) >= Number(verdict.inputs.patienceMs));
    assert.ok((sample.end ?? 0n) > BigInt(verdict.inputs.endThen ?? 0), "the log went on");
    assert.match(say(verdict.text), /; hangs owns it\.$/);
    assert.equal(all.group("hangs")?.verdict.state, "STALLED");
  });

  it("is STALLED where a member is busy with one record and does not even poll", async () => {
    await all.until("busy", "STALLED");
  });

  it("is STOPPED where the last member has left, and records wait", async () => {
    await all.actors.tell({ do: "end", name: "left" });
    const { verdict } = await all.until("left", "STOPPED");
    assert.deepEqual([verdict.inputs.phase, verdict.inputs.members, verdict.inputs.owner], ["empty", 0, null]);
  });

  it("is STOPPED where a consumer of Python was killed", async () => {
    const { verdict } = await all.until("killed", "STOPPED");
    assert.match(say(verdict.text), /nobody has joined the group/);
  });

  it("is NO_COMMIT where a member reads and never commits: its lag is not known, and not 0", async () => {
    const { sample } = await all.until("never", "NO_COMMIT");
    assert.deepEqual([sample.committed, sample.lag, typeof sample.member], [undefined, undefined, "string"]);
    assert.deepEqual(all.group("never")?.lag, { total: 0n, complete: false });
  });

  it("is told for each partition where a group has committed some", async () => {
    const place = { topic: all.name("still"), partition: 0, offset: 30 };
    await all.actors.tell({ do: "change", name: "partly", seek: [place] });
    await all.until("partly", "OK", ({ sample }) => sample.partition === 0);
    await all.until("partly", "NO_COMMIT", ({ sample }) => sample.partition === 1);
    assert.equal(all.group("partly")?.verdict.state, "NO_COMMIT");
  });

  it("is UNKNOWN where the commit lies beyond the end", async () => {
    const place = { topic: all.name("still"), partition: 0, offset: 77 };
    await all.actors.tell({ do: "change", name: "beyond", polling: false, seek: [place] });
    const { verdict, sample } = await all.until("beyond", "UNKNOWN");
    assert.deepEqual([verdict.inputs.beyond, sample.lag], ["47", 0n]);
  });

  it("is REWOUND where kafka-consumer-groups has set an empty group back", async () => {
    await all.until("reset", "OK", ({ sample }) => sample.committed === 100n);
    await all.actors.tell({ do: "end", name: "reset" });
    const what = ["--group", all.name("reset"), "--topic", all.name("reset"), "--to-offset", "12"];
    await all.tools.tool("consumer.group.ConsumerGroupCommand", ["--reset-offsets", "--execute", ...what]);
    const { verdict, sample } = await all.until("reset", "REWOUND");
    assert.deepEqual([verdict.inputs.rewoundFrom, verdict.inputs.rewoundTo, sample.lag], ["100", "12", 88n]);
  });

  it("is REWOUND where a consumer goes back by itself, until it has read all of it again", async () => {
    await all.until("seeks", "OK", ({ sample }) => sample.committed === 100n);
    const place = { topic: all.name("reset"), partition: 0, offset: 40 };
    await all.actors.tell({ do: "change", name: "seeks", commits: 0, seek: [place] });
    const { verdict } = await all.until("seeks", "REWOUND");
    assert.deepEqual([verdict.inputs.rewoundFrom, verdict.inputs.rewoundTo], ["100", "40"]);
    const end = { ...place, offset: 100 };
    await all.actors.tell({ do: "change", name: "seeks", seek: [end] });
    await all.until("seeks", "OK");
  });

  it("is DATA_LOSS where the log was cut behind the commit", async () => {
    await all.until("lost", "OK", ({ sample }) => sample.committed === 100n);
    const topic = all.name("lost");
    await all.actors.tell({ do: "change", name: "lost", polling: false });
    await all.actors.tell({ do: "fill", topic, count: 100 });
    await all.tools.deleteRecords(topic, 0, 160);
    const { verdict, sample } = await all.until("lost", "DATA_LOSS");
    assert.deepEqual([verdict.inputs.lost, sample.lag], ["60", 40n]);
    assert.equal(all.group("lost")?.verdict.state, "DATA_LOSS");
  });

  it("is REBALANCING while members come and go", async () => {
    await all.consume("churns", "feed");
    const seen = all.untilSeen("churns", 60_000, "REBALANCING", ({ verdict }) =>
      verdict.state === "REBALANCING" ? verdict : undefined,
    );
    let found = false;
    const churn = async () => {
      for (let turn = 0; !found; turn++) {
        await all.consume("churns", "feed", {}, `churns-${turn}`);
        await all.actors.tell({ do: "end", name: `churns-${turn}` });
      }
    };
    const churning = churn();
    const verdict = await seen.finally(() => {
      found = true;
    });
    await churning;
    assert.equal(verdict.inputs.phase, "rebalancing");
    await all.actors.tell({ do: "end", name: "churns" });
  });
});
