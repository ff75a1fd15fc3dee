import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { LockSource } from "../../src/core/lock-source";
import { SentLog } from "../../src/core/sent";
import { hdfs } from "../../src/hdfs/system";
import { ALLOWED as KAFKA_ALLOWED } from "../../src/kafka/allowed";
import { api } from "../../src/kafka/protocol/messages";
import { kafka } from "../../src/kafka/system";
import { LagMonitor } from "../../src/lag/monitor";
import { LockMonitor } from "../../src/locks/monitor";
import { fullName, ALLOWED as REDIS_ALLOWED } from "../../src/redis/allowed";
import { HANDSHAKE } from "../../src/redis/guarded";
import { redis } from "../../src/redis/system";
import { Files } from "../hdfs/files";
import { Tools } from "../kafka/tools";
import { type OwnServer, ownServer, writer } from "../redis/own-server";
import { servers } from "../servers/shared";
import { kafkaToolOf } from "../servers/toolbox/toolbox";
import { lookAtEverything, NEVER } from "./looking";
import { watched } from "./redis-monitor";

const NAME = "safety-trace";

// Each of these lets the server itself say what was done to it.
describe("everything looked at, and the server watching", () => {
  describe("Redis, by MONITOR and its counters", () => {
    let own: OwnServer;
    let client: ReturnType<typeof writer>;

    before(async () => {
      own = await ownServer(["--save", "", "--enable-debug-command", "yes"], NAME);
      client = writer(own);
      await client.set("a:string", "x".repeat(100_000));
      await client.rpush("a:list", "1", "2");
      await client.hset("a:hash", "f", "1");
      await client.sadd("a:b:set", "1");
      await client.zadd("a:b:zset", "1", "m");
      await client.xadd("a:stream", "*", "f", "1");
      await client.set(Buffer.from([0xff, 0x00, 0x0a]), "binary");
      await client.set("lock:x", "0123456789abcdef0123", "PX", 600_000);
      await client.hset("redisson-lock", "0b8a3b9e-0c0d-4f0e-8f0a-0123456789ab:42", "1");
      await client.select(3);
      await client.set("other", "1");
      await client.select(0);
    });
    after(async () => {
      client.disconnect();
      await own.stop();
    });

    /** what would differ after any write, error, block or refusal */
    const state = async () => {
      const info = await client.info("everything");
      const figure = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim();
      const names = ["rdb_changes_since_last_save", "total_error_replies", "blocked_clients", "pubsub_channels"];
      return [...names, "watching_clients", "expired_keys", "acl_access_denied_cmd"].map((name) => [
        name,
        figure(name),
      ]);
    };

    it("saw only commands of the list, from the tree, the documents and the locks' panel, and none that writes", async () => {
      const before = [await state(), await client.call("DEBUG", "DIGEST")];
      const mine = /addr=(\S+)/.exec(`${await client.client("INFO")}`)?.[1];
      const sent = new SentLog();
      const commands = await watched(own, async () => {
        const looked = await lookAtEverything(redis, { url: own.url }, { sent, panels: lookAtLocks });
        assert.ok(looked.documents >= 9, `${looked.documents} documents`);
      });
      const names = commands
        .filter(({ from }) => from !== mine)
        .map(({ words: [name = "", ...args] }) => fullName([name, ...args]));
      assert.ok(names.length > 100);
      assert.deepEqual(
        names.filter((name) => !REDIS_ALLOWED.has(name) && !HANDSHAKE.has(name)),
        [],
      );
      const flags = (await client.command("INFO", ...new Set(names.map((name) => name.split(" ")[0] ?? "")))) as [
        string,
        number,
        string[],
      ][];
      assert.deepEqual(
        flags
          .filter(([, , flag]) => flag.some((word) => /^(?:write|denyoom|blocking|admin)$/.test(word)))
          .map(([name]) => name),
        [],
      );
      // What the log says is what the server saw, call for call.
      const counted = sent
        .after(0)
        .reduce(
          (sum, { operation }) =>
            sum + operation.split(", ").reduce((all, part) => all + Number(part.split(" ×")[1] ?? 1), 0),
          0,
        );
      if (sent.total <= 2_000) assert.equal(counted, names.length);
      assert.deepEqual([await state(), await client.call("DEBUG", "DIGEST")], before);
    });

    async function lookAtLocks({ locks: source }: { locks?: LockSource }): Promise<void> {
      assert.ok(source && !source.actions);
      const monitor = new LockMonitor({ run: (signal, call) => call(source, signal) });
      const { locks } = await monitor.once(NEVER);
      assert.ok(locks.length >= 2, `${locks.length} locks`);
      monitor.dispose();
    }
  });

  describe("Kafka, by the brokers' request log and its own tools", () => {
    const tools = new Tools(servers().kafka);
    const GROUP = `${NAME}-group`;
    const log = join(servers().kafka.dir, "kafka-1.log");

    before(async function () {
      this.timeout(60_000);
      await tools.createTopics({ topic: NAME, numPartitions: 2 });
      await tools.produce(NAME, [{ value: "one" }, { value: "two" }]);
      const admin = tools.client.admin();
      await admin.connect();
      await admin.setOffsets({ groupId: GROUP, topic: NAME, partitions: [{ partition: 0, offset: "1" }] });
      await admin.disconnect();
    });
    after(async function () {
      this.timeout(60_000);
      await logger("--delete-config", "kafka.request.logger").catch(() => {});
      const admin = tools.client.admin();
      await admin.connect();
      await admin.deleteGroups([GROUP]);
      await admin.disconnect();
      await tools.cleanUp();
    });

    const logger = (...change: string[]) =>
      kafkaToolOf(servers().kafka, "kafka.admin.ConfigCommand", [
        "--bootstrap-server",
        tools.bootstrap,
        "--entity-type",
        "broker-loggers",
        "--entity-name",
        "1",
        "--alter",
        ...change,
      ]);

    /** not what a broker passed on to the controller: that is the same request again */
    const isOurs = (line: string): boolean =>
      line.includes('"clientId":"cluster-observer"') && line.includes('"isForwarded":false');

    const everything = async () => ({
      topics: await tools.tool("TopicCommand", ["--describe"]),
      groups: await tools.tool("GroupsCommand", ["--list"]),
      ends: await tools.offsets(".*", -1),
      commits: await tools.tool("consumer.group.ConsumerGroupCommand", ["--describe", "--group", GROUP]),
    });

    it("saw only requests of the list, from the tree, the documents and the lag panel; all stayed as it was", async function () {
      this.timeout(180_000);
      await logger("--add-config", "kafka.request.logger=DEBUG");
      const before = await everything();
      const from = statSync(log).size;
      const sent = new SentLog(100_000);
      const looked = await lookAtEverything(
        kafka,
        { brokers: servers().kafka.brokers },
        {
          sent,
          most: 8,
          panels: async (session) => {
            const source = session.lag;
            assert.ok(source);
            const monitor = new LagMonitor({ run: (signal, call) => call(source, signal) });
            const snapshot = await monitor.once(NEVER, [GROUP]);
            assert.ok(snapshot.groups.some(({ sample }) => sample.id === GROUP));
            monitor.dispose();
          },
        },
      );
      assert.ok(looked.rows > 30, `${looked.rows} rows`);
      // The broker writes its log behind the answers.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const requests = readFileSync(log, "utf8")
        .slice(from)
        .split("\n")
        .flatMap((line) => (isOurs(line) ? [/"requestApiKey":(\d+)/.exec(line)?.[1] ?? ""] : []));
      assert.ok(requests.length > 50, `${requests.length} requests`);
      const nameKeys = new Map<string, string>([...KAFKA_ALLOWED].map((name) => [name, `${api(name).key}`]));
      const allowed = new Set(nameKeys.values());
      assert.deepEqual(
        requests.filter((key) => !allowed.has(key)),
        [],
      );
      // What the log says is what the broker saw, request for request. (Of the handshake's, it does not tell every client.)
      const handshake = `${api("ApiVersions").key}`;
      const said = sent.after(0).map(({ operation }) => nameKeys.get(operation.split(" ")[0] ?? "") ?? operation);
      const withoutHandshake = (keys: readonly string[]) => keys.filter((key) => key !== handshake).sort();
      assert.deepEqual(withoutHandshake(said), withoutHandshake(requests));
      assert.deepEqual(await everything(), before);
    });
  });

  describe("HDFS, by the NameNode's audit log and its journal", () => {
    const files = new Files(servers().hdfs);
    const USER = "safety_auditor";
    before(async () => {
      await files.write([NAME, "one"], Buffer.from("1"));
      await files.write([NAME, "deep", "two"], Buffer.from("2"));
    });
    after(() => files.remove(NAME));

    it("saw only looks", async () => {
      const log = join(servers().hdfs.dir, "hdfs-audit.log");
      const from = statSync(log).size;
      const sent = new SentLog();
      const looked = await lookAtEverything(hdfs, { url: servers().hdfs.url, user: USER }, { sent, only: [NAME] });
      assert.ok(looked.documents >= 2);
      const commands = readFileSync(log, "utf8")
        .slice(from)
        .split("\n")
        .flatMap((line) => (line.includes(`ugi=${USER} `) ? [/cmd=(\S+)/.exec(line)?.[1] ?? line] : []));
      const looks = [
        "contentSummary",
        "getAclStatus",
        "getfileinfo",
        "listStatus",
        "listXAttrs",
        "open",
        "quotaUsage",
        "getEZForPath",
      ];
      assert.ok(commands.length > 5);
      assert.deepEqual(
        [...new Set(commands)].filter((command) => !looks.includes(command)),
        [],
      );
      assert.ok(sent.total >= commands.length / 2, `${sent.total} sent`);
    });
  });
});
