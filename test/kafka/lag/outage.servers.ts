import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session } from "../../../src/core/contract";
import type { GroupSample, LagSample, LagSource } from "../../../src/core/lag-source";
import { brokerProcess, type KafkaStart, startKafka, stopKafka } from "../../servers/kafka";
import { freePort, signalGroup } from "../../servers/process";
import { NEVER, say } from "../../support/session";
import { opened } from "../opened";
import { eventually, Tools } from "../tools";
import { type Counting, counting } from "./counting";
import { consumerRows, inOrder, printed, tables } from "./printed";

const GROUPS = Array.from({ length: 24 }, (_, n) => `outage-${String(n).padStart(2, "0")}`);
const GONE = "gone";

/** A cluster of its own, of three brokers. What a broker coordinates is kept by nobody else. */
describe("the lag of groups while brokers go away", () => {
  const dir = mkdtempSync(join(tmpdir(), "kafka-lag-outage-"));
  let start: KafkaStart;
  let tools: Tools;
  let counted: Counting;
  let session: Session;
  let lag: LagSource;
  let whole: LagSample;

  before(async function () {
    this.timeout(240_000);
    const properties = { "offsets.topic.replication.factor": "1", "offsets.topic.num.partitions": "12" };
    const ports = { port: await freePort(), controllerPort: await freePort() };
    start = { libs: ".local/lib", dir, nodes: 3, heap: "320m", properties, ...ports };
    tools = new Tools(await startKafka(start));
    const alone = [1, 2, 3].map((id, partition) => ({ partition, replicas: [id] }));
    await tools.createTopics(
      { topic: "split", replicaAssignment: alone },
      { topic: GONE, replicaAssignment: [{ partition: 0, replicas: [1] }] },
    );
    for (const partition of [0, 1, 2]) await tools.produce("split", [{ value: "a" }, { value: "b" }], partition);
    await tools.produce(GONE, [{ value: "a" }]);
    const admin = tools.client.admin();
    await admin.connect();
    const partitions = [0, 1, 2].map((partition) => ({ partition, offset: "1" }));
    const commit = async (groupId: string) => {
      await admin.setOffsets({ groupId, topic: "split", partitions });
      await admin.setOffsets({ groupId, topic: GONE, partitions: [{ partition: 0, offset: "1" }] });
    };
    await Promise.all(GROUPS.map(commit));
    await admin.disconnect();
    counted = await counting(tools.server.brokers);
    session = await opened({ brokers: [...tools.server.brokers], hostMap: counted.hostMap }, { timeout: 6_000 });
    assert.ok(session.lag);
    lag = session.lag;
  });

  after(async function () {
    this.timeout(60_000);
    await session?.close();
    await counted?.close();
    for (const id of [1, 2, 3]) signalGroup(brokerProcess(dir, id)?.pid ?? 0, "SIGCONT");
    await stopKafka(dir);
    rmSync(dir, { recursive: true, force: true });
  });

  const sample = () => lag.sample({ describe: "all" }, NEVER);
  const ids = (groups: readonly GroupSample[]) => groups.map(({ id }) => id);
  const words = ({ missing }: LagSample) => missing.map(({ what, why }) => `${say(what)}: ${say(why)}`);
  const pidOf = (id: number) => {
    const pid = brokerProcess(dir, id)?.pid;
    assert.ok(pid);
    return pid;
  };
  const theirs = async (groups: readonly GroupSample[]) =>
    inOrder(
      tables(
        await tools.tool("consumer.group.ConsumerGroupCommand", [
          "--describe",
          ...groups.flatMap(({ id }) => ["--group", id]),
        ]),
      ),
    );

  it("is whole at first, and costs one request to each broker of each kind", async function () {
    this.timeout(60_000);
    await eventually(async () => {
      whole = await sample();
      assert.deepEqual([ids(whole.groups), whole.missing], [GROUPS, []]);
    }, 30_000);
    assert.deepEqual(consumerRows(whole.groups), await printed(tools, "consumer", "outage-"));

    counted.taken();
    await sample();
    const requests = counted.taken();
    const metadata = Object.values(requests).map(({ Metadata, ...others }) => [Metadata, others] as const);
    // One for the end, one for the last stable offset, one for the start of the log.
    const each = { ListGroups: 1, OffsetFetch: 1, DescribeGroups: 1, ListOffsets: 3 };
    assert.deepEqual(
      metadata.map(([, others]) => others),
      [each, each, each],
    );
    assert.equal(
      metadata.reduce((sum, [asked = 0]) => sum + asked, 0),
      1,
    );

    await lag.sample({ describe: new Set() }, NEVER);
    for (const { DescribeGroups } of Object.values(counted.taken())) assert.equal(DescribeGroups, undefined);
  });

  it("names a broker that is mute, and shows what the others know", async function () {
    this.timeout(120_000);
    signalGroup(pidOf(3), "SIGSTOP");
    try {
      for (let round = 0; round < 2; round++) {
        const found = await sample();
        assert.ok(found.groups.length > 0 && found.groups.length < GROUPS.length);
        assert.match(words(found).join(), /^The groups of Kafka's broker 3 at \S+: .* did not answer within/);
        for (const { partitions, problem } of found.groups) {
          assert.equal(problem, undefined);
          const split = partitions.filter(({ topic }) => topic === "split");
          assert.deepEqual(
            split.map(({ lag, committed, problem }) => [lag, committed, problem?.kind]),
            [
              [1n, 1n, undefined],
              [1n, 1n, undefined],
              [undefined, 1n, "unreachable"],
            ],
          );
        }
      }
    } finally {
      signalGroup(pidOf(3), "SIGCONT");
    }
    await eventually(async () => {
      const found = await sample();
      assert.deepEqual([consumerRows(found.groups), found.missing], [consumerRows(whole.groups), []]);
    }, 60_000);
  });

  it("says what is lost with a broker that is down, and has the tool's rows of the rest", async function () {
    this.timeout(120_000);
    signalGroup(pidOf(3), "SIGKILL");
    let found = whole;
    await eventually(async () => {
      found = await sample();
      assert.match(
        words(found).join(),
        /^The groups in \d+ of 12 partitions of __consumer_offsets: They have no leader/,
      );
    }, 60_000);
    assert.ok(found.groups.length > 0 && found.groups.length < GROUPS.length);
    assert.deepEqual(consumerRows(found.groups), await theirs(found.groups));
    for (const { partitions } of found.groups) {
      const [row] = partitions.filter(({ topic, partition }) => topic === "split" && partition === 2);
      assert.deepEqual(
        [row?.committed, row?.end, row?.lag, row?.problem?.kind],
        [1n, undefined, undefined, "leaderless"],
      );
    }
    // What the broker that is down has of it stays.
    await tools.tool("TopicCommand", ["--delete", "--topic", GONE]);
  });

  it("never lacks a group without a word while a broker comes back", async function () {
    this.timeout(180_000);
    let over = false;
    const silently: string[] = [];
    const watching = (async () => {
      while (!over) {
        const { groups, missing } = await sample();
        if (!missing.length && groups.length < GROUPS.length) silently.push(`${groups.length} groups`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    await startKafka(start);
    await eventually(async () => {
      const { groups, missing } = await sample();
      assert.deepEqual([ids(groups), missing, groups.filter(({ problem }) => problem)], [GROUPS, [], []]);
    }, 60_000);
    over = true;
    await watching;
    assert.deepEqual(silently, []);
  });

  it("says of a commit that its topic is deleted", async function () {
    this.timeout(60_000);
    const { groups } = await sample();
    const left = groups.filter(({ partitions }) => partitions.some(({ topic }) => topic === GONE));
    assert.ok(left.length > 0, "the broker that was down still has commits for the topic");
    for (const { partitions } of left) {
      const [row] = partitions.filter(({ topic }) => topic === GONE);
      assert.deepEqual([row?.committed, row?.end, row?.lag, row?.problem?.kind], [1n, undefined, undefined, "deleted"]);
    }
  });

  it("fails where no broker answers", async function () {
    this.timeout(60_000);
    await stopKafka(dir);
    await assert.rejects(sample(), { code: /refused|closed/ });
  });
});
