import assert from "node:assert/strict";
import { child, root } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import { Failure } from "../../src/core/failure";
import { text } from "../../src/core/text";
import { hdfs } from "../../src/hdfs/system";
import { kafka } from "../../src/kafka/system";
import { slotOf } from "../../src/redis/slot";
import { redis } from "../../src/redis/system";
import { type OwnServer, writer } from "../redis/own-server";
import { redisCli } from "../servers/redis";
import type { Ward } from "./ward";
import { watchedMaster } from "./watched-master";

/** One server takes the place of another. The one of Kafka stays away. */
export function failover(ward: Ward): void {
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

    it("Redis Cluster: a replica takes its master's slots", async () => {
      const [first] = ward.servers.replicated;
      assert.ok(first);
      const master = await masterOf(ward.servers.replicated, "kept");
      const other = ward.servers.replicated.find(({ port }) => port !== master.port);
      await redisCli(first, ["-c", "SET", "kept", "1"]);
      await redisCli(master, ["WAIT", "1", "5000"]);
      const look = async (session: Session, signal: AbortSignal) =>
        assert.ok(await session.find(child(root("p", "redis"), "0", "kept"), signal));
      const subject = { system: redis, values: { url: `redis://127.0.0.1:${other?.port}` }, look };
      const nobody = () => {};
      await ward.trial("failover, in a cluster", subject, ["refused", "closed"], nobody, () => master.end());
      assert.notEqual(
        (
          await masterOf(
            ward.servers.replicated.filter((one) => one !== master),
            "kept",
          )
        ).port,
        master.port,
      );
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

    it("HDFS: the standby NameNode becomes active", async () => {
      const { twoNameNodes } = ward.servers;
      const subject = { system: hdfs, values: twoNameNodes.values };
      const kill = () => twoNameNodes.signal("nn1", "SIGKILL");
      const seen = await ward.trial(
        "failover",
        subject,
        ["refused", "closed"],
        () => twoNameNodes.activate("nn2"),
        kill,
      );
      assert.match(seen.words, /Every other NameNode says that it is on standby/);
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

/** The master of a key's slot, as the nodes that are alive know it. */
async function masterOf(nodes: readonly OwnServer[], key: string): Promise<OwnServer> {
  const slot = slotOf(Buffer.from(key));
  for (const node of nodes) {
    const client = writer(node);
    try {
      const ranges = await client.cluster("SLOTS");
      const [, , master] = ranges.find(([from, to]) => from <= slot && slot <= to) ?? [];
      const found = nodes.find(({ port }) => port === master?.[1]);
      if (found) return found;
    } finally {
      client.disconnect();
    }
  }
  throw new Error("No node is the master.");
}
