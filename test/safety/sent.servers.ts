import assert from "node:assert/strict";
import type { SessionContext, System, Values } from "../../src/core/contract";
import { type SentCall, SentLog } from "../../src/core/sent";
import { hdfs } from "../../src/hdfs/system";
import { kafka } from "../../src/kafka/system";
import { fullName } from "../../src/redis/allowed";
import { redis } from "../../src/redis/system";
import { allRows, ROOT } from "../redis/opened";
import { type OwnServer, ownServer, writer } from "../redis/own-server";
import { servers } from "../servers/shared";
import { NEVER } from "./looking";
import { watched } from "./redis-monitor";

const context = (sent: SentLog, secrets: Readonly<Record<string, string>> = {}): SessionContext => ({
  secret: async (field) => secrets[field],
  timeout: () => 10_000,
  setting: (_, fallback) => fallback,
  lost: () => {},
  log: () => {},
  sent,
});

const open = (system: System, values: Values, sent: SentLog, secrets?: Readonly<Record<string, string>>) =>
  system.open(
    { profile: { id: "p", name: "P", access: "observe" }, name: system.id, system: system.id, values },
    context(sent, secrets),
    NEVER,
  );

/** `TYPE ×3, PTTL` as three times TYPE and once PTTL. */
const singles = ({ operation }: SentCall): string[] =>
  operation.split(", ").flatMap((part) => {
    const [name = "", times = "1"] = part.split(" ×");
    return Array<string>(Number(times)).fill(name);
  });

describe("what was sent", () => {
  let own: OwnServer;

  before(async () => {
    own = await ownServer([], "sent");
    const client = writer(own);
    await client.acl("SETUSER", "observer", "on", ">the-secret-word", "~*", "+@all");
    for (let i = 0; i < 30; i++) await client.set(`name:${i}`, "value-of-it");
    client.disconnect();
  });

  after(() => own.stop());

  it("to Redis is what MONITOR sees, and no name, value or secret", async () => {
    const sent = new SentLog();
    const client = writer(own);
    const arrived = async () => Number(/total_net_input_bytes:(\d+)/.exec(await client.info("stats"))?.[1]);
    const before = await arrived();
    const mine = /addr=(\S+)/.exec(`${await client.client("INFO")}`)?.[1];
    const commands = await watched(own, async () => {
      const session = await open(redis, { url: own.url, user: "observer" }, sent, { password: "the-secret-word" });
      await allRows(session, { ...ROOT, path: ["0", "name:", ""] });
      await session.describe({ ...ROOT, path: ["0", "name:1"] }, NEVER);
      await session.close();
    });
    const most = (await arrived()) - before;
    client.disconnect();
    const calls = sent.after(0);
    const named = calls.flatMap(singles);
    const ours = commands.filter(({ from }) => from !== mine);
    assert.deepEqual(named.sort(), ours.map(({ words: [name = "", ...args] }) => fullName([name, ...args])).sort());
    assert.ok(named.includes("AUTH") && named.includes("CLIENT SETNAME"));
    assert.ok(calls.every(({ outcome, ms, to }) => outcome === "answered" && ms > 0 && to === own.url.slice(8)));
    const bytesSent = calls.reduce((sum, call) => sum + (call.sent ?? 0), 0);
    assert.ok(bytesSent > 1_000 && bytesSent <= most, `${bytesSent} of ${most}`);
    assert.ok(calls.some(({ received = 0 }) => received > 100));
    assert.doesNotMatch(JSON.stringify(calls), /secret-word|name:|value-of/);
  });

  it("to Redis tells an error's code, and nothing of the rest of it", async () => {
    const sent = new SentLog();
    await assert.rejects(open(redis, { url: own.url, user: "observer" }, sent, { password: "wrong" }));
    const [auth] = sent.after(0).filter(({ operation }) => operation === "AUTH");
    assert.deepEqual([auth?.outcome, auth?.code], ["refused", "WRONGPASS"]);
  });

  it("to Kafka is every request with its version, the library's own too", async () => {
    const sent = new SentLog();
    const session = await open(kafka, { brokers: servers().kafka.brokers }, sent);
    await session.check(NEVER);
    await session.children({ profile: "p", connection: "kafka", path: ["topics"] }, { limit: 10 }, NEVER);
    await session.close();
    const calls = sent.after(0);
    assert.equal(calls[0]?.operation.split(" ")[0], "ApiVersions");
    assert.ok(calls.some(({ operation }) => /^Metadata v\d+$/.test(operation)));
    for (const call of calls.filter(({ outcome }) => outcome === "answered")) {
      assert.ok((call.sent ?? 0) > 12 && (call.received ?? 0) > 8, call.operation);
    }
  });

  it("to HDFS is every request, with the status of a refusal", async () => {
    const sent = new SentLog();
    const session = await open(hdfs, { url: servers().hdfs.url, user: "sent_reader" }, sent);
    await session.children({ profile: "p", connection: "hdfs", path: [] }, { limit: 10 }, NEVER);
    await session.find({ profile: "p", connection: "hdfs", path: ["no-such-name"] }, NEVER);
    await session.close();
    const calls = sent.after(0);
    assert.ok(calls.length >= 3);
    assert.ok(calls.every(({ sent: bytes = 0, received = 0 }) => bytes > 50 && received > 50));
    assert.deepEqual(
      calls.filter(({ outcome }) => outcome === "refused").map(({ operation, code }) => [operation, code]),
      [["GETFILESTATUS", "404"]],
    );
    assert.doesNotMatch(JSON.stringify(calls), /no-such-name|sent_reader/);
  });
});
