import assert from "node:assert/strict";
import { eventually } from "../kafka/tools";
import { NEVER } from "../support/session";
import { consumerTable, shareTable, streamsTable } from "./tables";
import { Watched } from "./watched";

const NEW = { "group.protocol": "consumer" };
const READ_COMMITTED = { "isolation.level": "read_committed" };

/** Groups that stand still, in every state that can be compared with Kafka's own tools. */
describe("the numbers of real groups", function () {
  this.timeout(120_000);
  let all: Watched;
  const short = ["at-end", "two", "hangs", "hangs-new", "never", "never-new", "partly", "beyond", "cut", "left"];
  const blocked = ["blocked", "blocked-new", "past-open", "gone", "gone-new"];
  const groups = () => [...short, ...blocked].map((group) => all.name(group));

  before(async () => {
    all = await Watched.start("numbers.servers");
    const { actors, tools } = all;
    await all.topics(["still", 3], ["cut", 1], ["open", 1], ["gone", 2], ["queue", 1], ["stream", 1]);
    const topic = (name: string) => all.name(name);
    const fill = (name: string, count: number, partition = 0) =>
      actors.tell({ do: "fill", topic: topic(name), count, partition });
    await Promise.all([
      ...[0, 1, 2].map((partition) => fill("still", 20 + 10 * partition, partition)),
      ...["cut", "gone", "queue", "stream"].map((name) => fill(name, 20)),
      actors.tell({
        do: "transact",
        name: "open",
        topic: topic("open"),
        count: 4,
        config: { "transactional.id": topic("open") },
      }),
    ]);
    await actors.tell({ do: "change", name: "open", outcome: "commit" });
    all.look();
    const once = { commits: 1, config: { "max.poll.records": "7" } };
    await Promise.all([
      all.consume("at-end", "still"),
      all
        .consume("two", "still", { config: NEW }, "first")
        .then(() => all.consume("two", "still", { config: NEW }, "second")),
      all.consume("hangs", "still", once),
      all.consume("hangs-new", "still", { commits: 1, config: { ...once.config, ...NEW } }),
      all.consume("never", "still", { commits: 0 }),
      all.consume("never-new", "still", { commits: 0, config: NEW }),
      all.consume("partly", "still", { commits: 0 }),
      all.consume("beyond", "still", { commits: 0 }),
      all.consume("cut", "cut"),
      all.consume("left", "still", once),
      all.consume("blocked", "open", { config: READ_COMMITTED }),
      all.consume("blocked-new", "open", { config: { ...READ_COMMITTED, ...NEW } }),
      all.consume("past-open", "open"),
      all.consume("gone", "gone"),
      all.consume("gone-new", "gone", { config: NEW }),
      actors.tell({
        do: "share",
        name: "shares",
        topics: [topic("queue")],
        most: 7,
        config: { "group.id": topic("shares") },
      }),
      actors.tell({
        do: "streams",
        name: "streams",
        topics: [topic("stream")],
        most: 5,
        config: { "application.id": topic("streams") },
      }),
    ]);
    const committed = (group: string, enough: bigint) =>
      all.untilSeen(
        group,
        60_000,
        `at ${enough} commits`,
        ({ partitions }) =>
          partitions.reduce((sum, { sample }) => sum + (sample.committed ?? 0n), 0n) >= enough || undefined,
      );
    await Promise.all([
      ...["at-end", "two"].map((group) => committed(group, 90n)),
      ...["hangs", "hangs-new", "left"].map((group) => committed(group, 7n)),
      ...["gone", "gone-new", "cut"].map((group) => committed(group, 20n)),
      ...["blocked", "blocked-new"].map((group) => committed(group, 4n)),
      committed("past-open", 9n),
    ]);
    await all.untilSeen("two", 60_000, "shared by two", ({ sample }) =>
      sample.phase === "stable" && new Set(sample.partitions.map(({ member }) => member ?? "")).size === 2
        ? sample.partitions.every(({ member }) => member) || undefined
        : undefined,
    );
    const to = (name: string, offset: number, from = "still") =>
      actors.tell({ do: "change", name, polling: false, seek: [{ topic: topic(from), partition: 0, offset }] });
    await Promise.all([
      to("partly", 3),
      to("beyond", 77),
      to("cut", 2, "cut"),
      actors.tell({ do: "end", name: "left" }),
    ]);
    await tools.deleteRecords(topic("cut"), 0, 11);
    await actors.tell({ do: "end", name: "gone" });
    const admin = tools.client.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topic("gone")] }).finally(() => admin.disconnect());
  });

  after(async function () {
    this.timeout(60_000);
    await all?.stop();
  });

  // What was begun before (a topic that goes, a member that leaves) takes Kafka a while.
  it("equal those of kafka-consumer-groups in every column", () =>
    eventually(async () => {
      const { tool, own } = await consumerTable(all.tools, all.lag, groups());
      const rows = (group: string, from = own) => from.filter((row) => row.startsWith(`${all.name(group)} `));
      const offsets = (group: string, from = own) =>
        rows(group, from).map((row) => row.split(" ").slice(2, 6).join(" "));
      // The tool counts records that were deleted, and backwards beyond the end: nobody can read so many.
      assert.deepEqual([offsets("cut"), offsets("cut", tool)], [["0 2 20 9"], ["0 2 20 18"]]);
      assert.deepEqual([offsets("beyond")[0], offsets("beyond", tool)[0]], ["0 77 20 0", "0 77 20 -57"]);
      const others = (row: string) =>
        ![...rows("cut"), rows("beyond")[0], ...rows("cut", tool), rows("beyond", tool)[0]].includes(row);
      assert.deepEqual(own.filter(others), tool.filter(others));
      assert.deepEqual(offsets("at-end"), ["0 20 20 0", "1 30 30 0", "2 40 40 0"]);
      assert.deepEqual(offsets("never"), ["0 - 20 -", "1 - 30 -", "2 - 40 -"]);
      assert.deepEqual(offsets("partly"), ["0 3 20 17", "1 - 30 -", "2 - 40 -"]);
      assert.deepEqual(offsets("past-open"), ["0 9 9 0"]);
      assert.match(offsets("blocked")[0] ?? "", /^0 [45] 9 [45]$/);
      assert.equal(new Set(rows("two").map((row) => row.split(" ").at(-1))).size, 2);
      assert.match(rows("left")[0] ?? "", / - - -$/);
      // Kafka forgets the commits of a topic that is deleted.
      assert.deepEqual([rows("gone"), rows("gone-new")], [[], []]);
    }, 60_000));

  it("equal those of kafka-share-groups", async () => {
    const { tool, own } = await shareTable(all.tools, all.lag, [all.name("shares")]);
    assert.deepEqual(own, tool);
    assert.match(own.join("\n"), / 13$/);
  });

  it("equal those of kafka-streams-groups", async () => {
    const { tool, own } = await streamsTable(all.tools, all.lag, all.name("streams"));
    assert.deepEqual(own, tool);
    assert.match(own.join("\n"), / 0 5 20 15$/);
  });

  it("are read without a trace: groups, topics and every log stay as they are", async () => {
    const { tools, lag } = all;
    const everything = async () => ({
      groups: (await tools.tool("GroupsCommand", ["--list"])).split("\n").sort(),
      // Of every topic. Commits and members are records of internal ones.
      ends: await tools.offsets(".*", -1),
    });
    const before = await everything();
    assert.ok(Object.keys(before.ends).some((name) => name.startsWith("__consumer_offsets:")));
    for (let n = 0; n < 5; n++) {
      const { groups: found } = await lag.sample({ describe: "all" }, NEVER);
      assert.ok(found.length >= groups().length - 2);
      const topics = [...new Set(found.flatMap(({ partitions }) => partitions.map(({ topic }) => topic)))];
      await lag.retention(topics, NEVER);
      const positions = found.flatMap(({ partitions }) =>
        partitions.flatMap(({ topic, partition, committed, lag: behind }) =>
          behind && committed !== undefined ? [{ topic, partition, offset: committed }] : [],
        ),
      );
      await lag.recordTimes(positions, NEVER);
    }
    assert.deepEqual(await everything(), before);
  });
});
