import assert from "node:assert/strict";
import type { Session } from "../../../src/core/contract";
import type { GroupSample, LagSource } from "../../../src/core/lag-source";
import { Actors } from "../../servers/actors/actors";
import { servers } from "../../servers/shared";
import { NEVER } from "../../support/session";
import { opened } from "../opened";
import { eventually, Tools } from "../tools";
import { consumerRows, memberRows, picked, printed, shareRows, streamsRows } from "./printed";

const { kafka } = servers();
const tools = new Tools(kafka);
const NAME = "lag.tools";
const READ = `${NAME}.read`;
const TAKEN = `${NAME}.transactions`;

/** Offsets of `read`: partition 0 and 1 have 10 records, 2 none, 3 has 10 of which 6 are deleted. */
describe("the lag of groups, compared with Kafka's own tools", () => {
  let session: Session;
  let lag: LagSource;
  let actors: Actors;

  before(async function () {
    this.timeout(180_000);
    await tools.createTopics({ topic: READ, numPartitions: 4 }, { topic: TAKEN, numPartitions: 2 });
    const ten = Array.from({ length: 10 }, (_, n) => ({ value: String(n), timestamp: String(1_000 * (n + 1)) }));
    for (const partition of [0, 1, 3]) await tools.produce(READ, ten, partition);
    await tools.deleteRecords(READ, 3, 6);
    const admin = tools.client.admin();
    await admin.connect();
    const set = (groupId: string, ...offsets: readonly (readonly [number, number])[]) =>
      admin.setOffsets({
        groupId: `${NAME}-${groupId}`,
        topic: READ,
        partitions: offsets.map(([partition, offset]) => ({ partition, offset: String(offset) })),
      });
    await set("empty", [0, 0], [1, 4], [2, 0], [3, 10]);
    await set("partial", [1, 10]);
    await set("beyond", [0, 99], [2, 7]);
    await set("behind", [3, 2]);
    await admin.setOffsets({ groupId: `${NAME}-open`, topic: TAKEN, partitions: [{ partition: 0, offset: "1" }] });
    await admin.disconnect();

    actors = await Actors.start(kafka);
    const config = (name: string) => ({ "group.id": `${NAME}-${name}`, "client.id": `${NAME}-client-${name}` });
    const consume = (name: string, more: Readonly<Record<string, string>> = {}, commits?: number) =>
      actors.tell({
        do: "consume",
        name,
        topics: [READ],
        config: { ...config(name), ...more },
        ...(commits === undefined ? {} : { commits }),
      });
    await Promise.all([
      consume("classic"),
      consume("static", { "group.instance.id": "first" }),
      consume("consumer", { "group.protocol": "consumer" }),
      consume("uncommitted", {}, 0),
      consume("uncommitted-consumer", { "group.protocol": "consumer" }, 0),
      actors.tell({ do: "share", name: "share", topics: [READ], most: 3, config: config("share") }),
      actors.tell({
        do: "streams",
        name: "streams",
        topics: [READ],
        most: 3,
        config: { "application.id": `${NAME}-streams` },
      }),
    ]);
    await actors.tell({ do: "fill", topic: TAKEN, partition: 0, count: 2 });
    const transaction = { "transactional.id": `${NAME}-open` };
    await actors.tell({ do: "transact", name: "open", topic: TAKEN, partition: 0, count: 3, config: transaction });
    await actors.tell({ do: "fill", topic: TAKEN, partition: 0, count: 1 });
    session = await opened({ brokers: kafka.brokers });
    assert.ok(session.lag);
    lag = session.lag;
    await eventually(async () => {
      for (const { id, phase } of await groups())
        if (/classic|consumer|share|streams/.test(id)) assert.equal(phase, "stable", id);
    }, 60_000);
  });

  after(async function () {
    this.timeout(60_000);
    await actors?.stop();
    await session?.close();
    await tools.cleanUp();
    const admin = tools.client.admin();
    await admin.connect();
    const ids = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(NAME));
    for (const id of ids) await admin.deleteGroups([id]).catch(() => {});
    await admin.disconnect();
  });

  const groups = async (): Promise<readonly GroupSample[]> =>
    (await lag.sample({ describe: "all" }, NEVER)).groups.filter(({ id }) => id.startsWith(NAME));
  const group = async (name: string): Promise<GroupSample> => {
    const found = (await groups()).find(({ id }) => id === `${NAME}-${name}`);
    assert.ok(found, name);
    return found;
  };
  const ofType = async (...types: readonly string[]) =>
    (await groups()).filter(({ type = "" }) => types.includes(type));

  it("is that of kafka-consumer-groups in every row and column, for classic groups and those of KIP-848", async function () {
    this.timeout(60_000);
    await eventually(async () => {
      const theirs = await printed(tools, "consumer", NAME);
      assert.deepEqual(consumerRows(await ofType("classic", "consumer")), theirs);
      // Four partitions of five live groups, and what five groups without members have committed.
      assert.equal(theirs.length, 5 * 4 + 4 + 1 + 2 + 1 + 1);
    }, 30_000);
  });

  it("has the members of kafka-consumer-groups, and what they were given", async function () {
    this.timeout(60_000);
    const ours = await ofType("classic", "consumer");
    const theirs = await printed(tools, "consumer", NAME, "--members");
    assert.deepEqual(memberRows(ours), picked(theirs, "GROUP", "CONSUMER-ID", "HOST", "CLIENT-ID", "#PARTITIONS"));
    const instances = ours.flatMap(({ members = [] }) => members.flatMap(({ instanceId }) => instanceId ?? []));
    assert.deepEqual(
      instances,
      theirs.flatMap((row) => row["GROUP-INSTANCE-ID"] ?? []),
    );
    for (const { members = [] } of ours) {
      for (const { assigned } of members) assert.deepEqual(assigned, [{ topic: READ, partitions: [0, 1, 2, 3] }]);
    }
  });

  it("has the states of kafka-consumer-groups", async function () {
    this.timeout(60_000);
    const output = await tools.tool("consumer.group.ConsumerGroupCommand", ["--list", "--state"]);
    const states = output.split("\n").flatMap((line) => (line.startsWith(NAME) ? [line.split(/\s+/).slice(0, 2)] : []));
    const ours = (await ofType("classic", "consumer")).map(({ id, state }) => [id, state]);
    assert.deepEqual(Object.fromEntries(ours), Object.fromEntries(states));
  });

  it("is that of kafka-share-groups in every row and column", async function () {
    this.timeout(60_000);
    await eventually(async () => {
      const theirs = await printed(tools, "share", NAME);
      assert.deepEqual(shareRows(await ofType("share")), theirs);
      assert.equal(theirs.length, 4);
      assert.ok(theirs.some(({ LAG }) => LAG !== "-"));
    }, 30_000);
    const { members = [] } = await group("share");
    const [theirs] = await printed(tools, "share", NAME, "--members");
    assert.deepEqual(
      members.map(({ id, host, clientId }) => [id, `/${host}`, clientId]),
      [[theirs?.["CONSUMER-ID"], theirs?.HOST, theirs?.["CLIENT-ID"]]],
    );
  });

  it("is that of kafka-streams-groups in every row and column", async function () {
    this.timeout(60_000);
    await eventually(async () => {
      const theirs = await printed(tools, "streams", NAME);
      assert.deepEqual(streamsRows(await ofType("streams")), theirs);
      assert.equal(theirs.length, 4);
    }, 30_000);
    const [member] = (await group("streams")).members ?? [];
    const [theirs] = await printed(tools, "streams", NAME, "--members");
    assert.deepEqual([member?.id, member?.clientId], [theirs?.MEMBER, theirs?.["CLIENT-ID"]]);
    assert.deepEqual(member?.assigned, [{ topic: READ, partitions: [0, 1, 2, 3] }]);
  });

  it("is never negative, and counts nothing that is deleted", async () => {
    const rows = (found: GroupSample) => found.partitions.map(({ partition, lag }) => [partition, lag]);
    assert.deepEqual(rows(await group("empty")), [
      [0, 10n],
      [1, 6n],
      [2, 0n],
      [3, 0n],
    ]);
    assert.deepEqual(rows(await group("beyond")), [
      [0, 0n],
      [2, 0n],
    ]);
    const [behind] = (await group("behind")).partitions;
    assert.deepEqual(behind, {
      topic: READ,
      partition: 3,
      committed: 2n,
      logStart: 6n,
      lastStable: 10n,
      end: 10n,
      lag: 4n,
    });
  });

  it("has no offset and no lag where nothing was committed", async () => {
    for (const { partition, end, committed, lag, member, logStart } of (await group("uncommitted")).partitions) {
      assert.deepEqual([committed, lag], [undefined, undefined]);
      assert.equal(end, partition === 2 ? 0n : 10n);
      assert.equal(logStart, partition === 3 ? 6n : 0n);
      assert.ok(member);
    }
  });

  it("has starts and ends as kafka-get-offsets prints them", async function () {
    this.timeout(60_000);
    const [starts, ends] = [await tools.offsets(READ, -2), await tools.offsets(READ, -1)];
    const { partitions } = await group("classic");
    const by = (key: "logStart" | "end") =>
      Object.fromEntries(partitions.map((row) => [`${READ}:${row.partition}`, String(row[key])]));
    assert.deepEqual([by("logStart"), by("end")], [starts, ends]);
  });

  it("counts up to the high watermark while a transaction is open, and says where that begins", async () => {
    const [row] = (await group("open")).partitions;
    assert.deepEqual([row?.committed, row?.lastStable, row?.end, row?.lag], [1n, 2n, 6n, 5n]);
  });

  it("gives only the groups that are asked for, and members only of those that are wanted", async () => {
    const ids = [`${NAME}-classic`, `${NAME}-partial`, `${NAME}-none`];
    const sample = await lag.sample({ groups: ids, describe: new Set([`${NAME}-partial`]) }, NEVER);
    assert.deepEqual(
      sample.groups.map(({ id, members }) => [id, members]),
      [
        [ids[0], undefined],
        [ids[1], []],
      ],
    );
    assert.equal(sample.groups[0]?.partitions[0]?.member, undefined);
  });
});
