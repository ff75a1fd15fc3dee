import assert from "node:assert/strict";
import { child, root } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import { Failure } from "../../src/core/failure";
import { text } from "../../src/core/text";
import { hdfs } from "../../src/hdfs/system";
import { kafka } from "../../src/kafka/system";
import { redis } from "../../src/redis/system";
import { type OwnServer, writer } from "../redis/own-server";
import { freePort } from "../servers/process";
import type { Ward } from "./ward";
import { watchedMaster } from "./watched-master";

/** What can happen where a system has several servers. */
export function oneOfSeveral(ward: Ward): void {
  describe("failover", () => {
    it("Redis: a Sentinel makes the replica the master", async () => {
      const watched = await watchedMaster();
      try {
        const look = async (session: Session, signal: AbortSignal) => {
          const page = await session.children(child(root("p", "redis"), "0"), { limit: 10, refresh: true }, signal);
          assert.deepEqual(
            page.nodes.map(({ label }) => label),
            ["kept"],
          );
          return page;
        };
        const subject = { system: redis, values: { url: `redis://127.0.0.1:${watched.port}`, master: "main" }, look };
        const nobody = () => {};
        await ward.trial("failover", subject, ["refused", "closed"], nobody, () => watched.master.end());
        assert.equal(await roleOf(watched.replica), "master");
      } finally {
        await watched.stop();
      }
    });

    it("Kafka: the other replica leads", async () => {
      const { brokers, second } = ward.servers.twoBrokers;
      const look = async (session: Session, signal: AbortSignal) => {
        const at = child(root("p", "kafka"), "topics", "copied", "0");
        const page = await session.children(at, { limit: 10, refresh: true }, signal);
        if (page.nodes.length === 0) throw new Failure({ code: "unavailable", what: text("No record is shown.") });
        return page;
      };
      const subject = { system: kafka, values: { brokers: [...brokers] }, look };
      const codes = ["shown", "refused", "closed", "unavailable", "timeout"] as const;
      const nobody = () => {};
      await ward.trial("failover", subject, codes, nobody, () => second.signal("SIGKILL"));
    });
  });

  describe("one of several is dead", () => {
    it("Redis Cluster", async () => {
      const [first, , last] = ward.servers.redisCluster;
      assert.ok(first && last);
      const look = (session: Session, signal: AbortSignal) =>
        session.children(child(root("p", "redis"), "0"), { limit: 100, refresh: true }, signal);
      const subject = { system: redis, values: { url: `redis://127.0.0.1:${first.port}` }, look };
      const seen = await ward.trial(
        "one of 3 dead",
        subject,
        ["shown", "refused", "unavailable"],
        () => last.start(),
        () => last.end(),
      );
      assert.match(seen.words, /keys are missing: 1\.|127\.0\.0\.1:\d+ refused/);
    });

    it("Kafka", async () => {
      const { brokers, second } = ward.servers.twoBrokers;
      const look = (session: Session, signal: AbortSignal) =>
        session.children(child(root("p", "kafka"), "topics", "split"), { limit: 100, refresh: true }, signal);
      const subject = { system: kafka, values: { brokers: [...brokers] }, look };
      await ward.trial("one of 2 dead", subject, ["shown"], undefined, () => second.signal("SIGKILL"));
    });

    it("HDFS: the first of two NameNodes", async () => {
      const values = {
        url: `http://127.0.0.1:${await freePort()}`,
        standby: [`http://127.0.0.1:${ward.subjects.portOf("hdfs")}`],
      };
      await ward.trial("one of 2 dead", { system: hdfs, values }, ["shown"]);
    });
  });
}

async function roleOf(server: OwnServer): Promise<string | undefined> {
  const client = writer(server);
  try {
    return /^role:(\w+)/m.exec(await client.info("replication"))?.[1];
  } finally {
    client.disconnect();
  }
}
