import { type Admin, Kafka, logLevel } from "kafkajs";
import { Actors } from "../servers/actors/actors";
import { newTopics } from "../servers/new-topics";
import { servers } from "../servers/shared";

const TOPICS = ["orders", "payments", "clicks", "shipments", "stock", "searches"].map((name) => `lag-ui-${name}`);
const PARTITIONS = 3;

/** Consumer groups that are in different states, for as long as `stop` is not called. */
export class LagGroups {
  private constructor(
    private readonly actors: Actors,
    private readonly admin: Admin,
    private readonly groups: readonly string[],
  ) {}

  static async start(): Promise<LagGroups> {
    const kafka = new Kafka({ brokers: [...servers().kafka.brokers], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const topics = TOPICS.map((topic) => ({ topic, numPartitions: PARTITIONS }));
    await newTopics(admin, ...topics);
    const actors = await Actors.start(servers().kafka);
    const since = Date.now() - 3_600_000;
    for (const topic of TOPICS) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        await actors.tell({ do: "fill", topic, partition, count: 2_000, since });
      }
    }
    const groups = new Set<string>();
    const consume = (
      group: string,
      topics: readonly string[],
      more: { rate?: number; commits?: number; protocol?: string },
    ) => {
      groups.add(group);
      const { protocol = "classic", ...rest } = more;
      return actors.tell({
        do: "consume",
        name: group,
        topics,
        config: {
          "group.id": group,
          "client.id": `${group}-1`,
          "group.protocol": protocol,
          "isolation.level": "read_committed",
        },
        ...rest,
      });
    };
    const commit = async (groupId: string, topic: string, offsets: readonly number[]) => {
      groups.add(groupId);
      const partitions = offsets.map((offset, partition) => ({ partition, offset: `${offset}` }));
      await admin.setOffsets({ groupId, topic, partitions });
    };
    // Keeps up, with two members and two topics, by the new protocol.
    await consume("lag-ui-mail", ["lag-ui-orders", "lag-ui-payments"], { protocol: "consumer" });
    // Reads what waits in one partition: a member with all three would read them one after the other.
    await actors.tell({ do: "fill", topic: "lag-ui-searches", partition: 0, count: 10_000, since });
    await commit("lag-ui-index", "lag-ui-searches", [0, 2_000, 2_000]);
    await consume("lag-ui-index", ["lag-ui-searches"], { rate: 30 });
    // Is slower than what is written.
    await actors.tell({ do: "feed", name: "clicks", topic: "lag-ui-clicks", rate: 60 });
    await commit("lag-ui-statistics", "lag-ui-clicks", [1_500, 2_000, 2_000]);
    await consume("lag-ui-statistics", ["lag-ui-clicks"], { rate: 10 });
    // Reads and never commits.
    await consume("lag-ui-import", ["lag-ui-stock"], { commits: 0 });
    // Waits before a transaction that nobody ends.
    const config = { "transactional.id": "lag-ui-open", "transaction.timeout.ms": "900000" };
    await actors.tell({ do: "transact", name: "open", topic: "lag-ui-shipments", count: 40, partition: 1, config });
    await consume("lag-ui-dispatch", ["lag-ui-shipments"], {});
    // Nobody has it any more.
    await commit("lag-ui-archive", "lag-ui-payments", [1_200, 1_500, 2_000]);
    // What it has not read was deleted.
    await commit("lag-ui-audit", "lag-ui-stock", [100, 2_000, 2_000]);
    await admin.deleteTopicRecords({ topic: "lag-ui-stock", partitions: [{ partition: 0, offset: "400" }] });
    // Has read all.
    await commit("lag-ui-仓库", "lag-ui-orders", [2_000, 2_000, 2_000]);
    return new LagGroups(actors, admin, [...groups]);
  }

  /** Somebody resets what a slow group has read. */
  async rewind(): Promise<void> {
    const place = { topic: "lag-ui-searches", partition: 0, offset: 0 };
    await this.actors.tell({ do: "change", name: "lag-ui-index", seek: [place] });
  }

  async stop(): Promise<void> {
    await this.actors.stop();
    await this.admin.deleteGroups([...this.groups]).catch(() => {});
    await this.admin.deleteTopics({ topics: TOPICS });
    await this.admin.disconnect();
  }
}
