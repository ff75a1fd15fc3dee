import assert from "node:assert/strict";
import { child, root } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import { hdfs } from "../../src/hdfs/system";
import { kafka } from "../../src/kafka/system";
import { redis } from "../../src/redis/system";
import { daemonsIn, signalGroup } from "../servers/process";
import { pause } from "./trial";
import type { Ward } from "./ward";

const keys = (session: Session, signal: AbortSignal) =>
  session.children(child(root("p", "redis"), "0"), { limit: 100, refresh: true }, signal);

/** One of several servers is away for a while, and no other takes its place. */
export function oneIsAway(ward: Ward): void {
  describe("one of several is away for a while", () => {
    it("Redis Cluster", async () => {
      const [first, , last] = ward.servers.redisCluster;
      assert.ok(first && last);
      const subject = { system: redis, values: { url: `redis://127.0.0.1:${first.port}` }, look: keys };
      const signal = (name: NodeJS.Signals) => {
        for (const { pid } of daemonsIn(last.dir)) signalGroup(pid, name);
      };
      const go = () => signal("SIGCONT");
      const stop = () => signal("SIGSTOP");
      const seen = await ward.trial("one of 3 frozen", subject, ["shown"], go, stop).finally(go);
      assert.match(seen.words, /did not answer, so that their keys are missing: 1/);
    });

    it("Kafka", async () => {
      const { brokers, second } = ward.servers.twoBrokers;
      const subject = { system: kafka, values: { brokers: [...brokers] }, look: partitionsOfBoth };
      const go = () => second.signal("SIGCONT");
      const stop = () => second.signal("SIGSTOP");
      const seen = await ward.trial("one of 2 frozen", subject, ["shown"], go, stop).finally(go);
      assert.match(seen.words, /1 \(.*(unknown|did not answer)/);
    });

    it("HDFS: the active NameNode", async () => {
      const { twoNameNodes } = ward.servers;
      const subject = { system: hdfs, values: twoNameNodes.values };
      const go = () => twoNameNodes.signal("nn1", "SIGCONT");
      const stop = () => twoNameNodes.signal("nn1", "SIGSTOP");
      const seen = await ward.trial("one of 2 frozen", subject, ["timeout"], go, stop).finally(go);
      assert.match(seen.words, /Every other NameNode says that it is on standby/);
    });

    it("HDFS: the DataNode that has the file", async () => {
      const { twoNameNodes } = ward.servers;
      const { keeper, file, values } = twoNameNodes;
      const look = (session: Session, signal: AbortSignal) =>
        session.read(child(root("p", "hdfs"), file), { offset: 0, length: 100 }, signal);
      const start = () => twoNameNodes.startDataNode(keeper);
      const kill = async () => {
        twoNameNodes.signal(keeper, "SIGKILL");
        await pause(300);
      };
      const seen = await ward.trial("a DataNode dead", { system: hdfs, values, look }, ["unavailable"], start, kill);
      assert.match(seen.words, /on the DataNode localhost:\d+, which refused the connection/);
    });
  });
}

/** One of several servers never comes back. */
export function oneIsDead(ward: Ward): void {
  describe("one of several is dead", () => {
    it("Redis Cluster", async () => {
      const [first, , last] = ward.servers.redisCluster;
      assert.ok(first && last);
      const subject = { system: redis, values: { url: `redis://127.0.0.1:${first.port}` }, look: keys };
      const seen = await ward.trial(
        "one of 3 dead",
        subject,
        ["shown"],
        () => last.start(),
        () => last.end(),
      );
      assert.match(seen.words, /keys are missing: 1\./);
    });

    it("Kafka", async () => {
      const { brokers, second } = ward.servers.twoBrokers;
      const subject = { system: kafka, values: { brokers: [...brokers] }, look: partitionsOfBoth };
      await ward.trial("one of 2 dead", subject, ["shown"], undefined, () => second.signal("SIGKILL"));
    });

    it("HDFS: the first of two NameNodes", async () => {
      // The failover before has killed it.
      await ward.trial("one of 2 dead", { system: hdfs, values: ward.servers.twoNameNodes.values }, ["shown"]);
    });
  });
}

/** Each broker has one of the two partitions. */
const partitionsOfBoth = (session: Session, signal: AbortSignal) =>
  session.children(child(root("p", "kafka"), "topics", "split"), { limit: 100, refresh: true }, signal);
