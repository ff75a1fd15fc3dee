import assert from "node:assert/strict";
import type { Session } from "../../src/core/contract";
import { servers } from "../servers/shared";
import { facts, NEVER } from "../support/session";
import { allNodes, at, detail, document, opened } from "./opened";
import { Tools } from "./tools";

const { kafka } = servers();
const tools = new Tools(kafka);
const TOPIC = "transactions.servers";

/** Offsets: 0–2 committed, 3 mark, 4–5 aborted, 6 mark, 7 plain, 8–9 open, 10 plain behind the open ones. */
describe("transactions of a real cluster", () => {
  let session: Session;
  const producer = tools.client.producer({ transactionalId: TOPIC, maxInFlightRequests: 1, idempotent: true });
  let open: Awaited<ReturnType<typeof producer.transaction>>;

  before(async function () {
    this.timeout(60_000);
    await tools.createTopics({ topic: TOPIC, numPartitions: 1 });
    await producer.connect();
    const send = async (values: readonly string[]) => {
      const transaction = await producer.transaction();
      await transaction.send({ topic: TOPIC, messages: values.map((value) => ({ value })) });
      return transaction;
    };
    await (await send(["committed 0", "committed 1", "committed 2"])).commit();
    await (await send(["aborted 4", "aborted 5"])).abort();
    await tools.produce(TOPIC, [{ value: "plain 7" }]);
    open = await send(["open 8", "open 9"]);
    await tools.produce(TOPIC, [{ value: "plain 10" }]);
    session = await opened({ brokers: kafka.brokers });
  });

  after(async function () {
    this.timeout(60_000);
    if (open?.isActive()) await open.abort();
    await producer.disconnect();
    await session?.close();
    await tools.cleanUp();
  });

  const shown = async (limit: number) =>
    Object.fromEntries(
      (await allNodes(session, at("topics", TOPIC, "0"), limit)).map((node) => [
        node.label,
        [detail(node).replace(/ · just now.*| · \d+ m.*/, ""), node.tone],
      ]),
    );

  const EXPECTED = {
    "10": ["held back by an open transaction · plain 10", undefined],
    "9": ["held back by an open transaction · open 9", undefined],
    "8": ["held back by an open transaction · open 8", undefined],
    "7": ["plain 7", undefined],
    "5": ["aborted · aborted 5", "muted"],
    "4": ["aborted · aborted 4", "muted"],
    "2": ["committed 2", undefined],
    "1": ["committed 1", undefined],
    "0": ["committed 0", undefined],
  };

  it("tells records that were committed, aborted and held back, whatever the size of a page", async () => {
    for (const limit of [1, 2, 3, 4, 100]) assert.deepEqual(await shown(limit), EXPECTED, `pages of ${limit}`);
  });

  it("agrees with the console consumer that reads committed records", async function () {
    this.timeout(60_000);
    const args = ["--topic", TOPIC, "--partition", "0", "--offset", "earliest", "--timeout-ms", "4000"];
    const printed = await tools.tool("consumer.ConsoleConsumer", [...args, "--isolation-level", "read_committed"]);
    const readable = Object.values(await shown(100))
      .map(([text]) => text)
      .filter((text) => !/^aborted|^held/.test(text ?? ""));
    const records = printed.split("\n").filter((line) => /^(committed|aborted|plain|open) /.test(line));
    assert.deepEqual(readable.sort(), records.sort());
  });

  it("says the high watermark and the last stable offset", async () => {
    const told = facts(await session.describe(at("topics", TOPIC, "0"), NEVER));
    assert.equal(told["End (high watermark)"], "11");
    assert.equal(told["Last stable offset"], "8");
  });

  it("documents the mark of a transaction as what it is", async () => {
    assert.equal((await document(session, "topics", TOPIC, "0", "3")).json.control, "commit");
    assert.equal((await document(session, "topics", TOPIC, "0", "6")).json.control, "abort");
    assert.equal((await document(session, "topics", TOPIC, "0", "4")).json.transaction, "aborted");
    assert.equal((await document(session, "topics", TOPIC, "0", "0")).json.transaction, "committed");
    assert.equal((await document(session, "topics", TOPIC, "0", "9")).json.transaction, "unstable");
    assert.equal(detail(await session.find(at("topics", TOPIC, "0", "6"), NEVER)), "transaction aborted");
  });

  it("sees what was open as committed when it is", async () => {
    await open.commit();
    const rows = await shown(100);
    assert.deepEqual(rows["9"], ["open 9", undefined]);
    assert.deepEqual(rows["10"], ["plain 10", undefined]);
  });
});
