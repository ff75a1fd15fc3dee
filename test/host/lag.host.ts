import assert from "node:assert/strict";
import { Kafka, logLevel } from "kafkajs";
import { commands, TabInputWebview, Uri, window, workspace } from "vscode";
import type { ApiGroupLag, ClusterObserverApi } from "../../src/api";
import { kafkaTool } from "../servers/kafka";
import { newTopics } from "../servers/new-topics";
import { servers } from "../servers/shared";
import { api, eventually, localProfile, setProfiles } from "./profiles";

const TOPIC = "lag-host";
const connection = Uri.parse("cluster://local/kafka", true);

/** group → what it has committed in each of the three partitions; each partition has ten records */
const GROUPS: Readonly<Record<string, readonly (number | undefined)[]>> = {
  "lag-host-read": [10, 10, 10],
  "lag-host-behind": [3, 10, 0],
  "lag-host-partial": [4, undefined, undefined],
};

describe("consumer lag", () => {
  let observer: ClusterObserverApi;
  const kafka = () => new Kafka({ brokers: [...servers().kafka.brokers], logLevel: logLevel.NOTHING });

  before(async () => {
    await setProfiles([localProfile()]);
    observer = await api();
    const [admin, producer] = [kafka().admin(), kafka().producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    await newTopics(admin, { topic: TOPIC, numPartitions: 3 });
    const messages = [0, 1, 2].flatMap((partition) => Array.from({ length: 10 }, () => ({ partition, value: "x" })));
    await producer.send({ topic: TOPIC, messages });
    for (const [groupId, committed] of Object.entries(GROUPS)) {
      const partitions = committed.flatMap((offset, partition) =>
        offset === undefined ? [] : [{ partition, offset: `${offset}` }],
      );
      await admin.setOffsets({ groupId, topic: TOPIC, partitions });
    }
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  });

  after(async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    const admin = kafka().admin();
    await admin.connect();
    await admin.deleteGroups(Object.keys(GROUPS));
    await admin.deleteTopics({ topics: [TOPIC] });
    await admin.disconnect();
  });

  const named = (groups: readonly ApiGroupLag[], id: string): ApiGroupLag => {
    const found = groups.find(({ group }) => group === id);
    assert.ok(found, `${id} is not among ${groups.map(({ group }) => group).join(", ")}`);
    return found;
  };

  /** What Kafka's own tool prints: group, topic, partition, committed, end, lag, of all groups. */
  async function toolRows(): Promise<string[]> {
    const { kafka: server } = servers();
    const bootstrap = ["--bootstrap-server", server.brokers.join(",")];
    const printed = await kafkaTool(server, "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", [
      ...bootstrap,
      "--describe",
      "--all-groups",
    ]);
    return printed
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, topic]) => topic === TOPIC)
      .map((columns) => columns.slice(0, 6).join(" "))
      .sort();
  }

  it("equals Kafka's own tool", async () => {
    const { groups, missing, takenAt } = await observer.lag(connection);
    const ours = groups
      .flatMap(({ group, partitions }) => partitions.map((partition) => ({ group, ...partition })))
      .filter(({ topic }) => topic === TOPIC)
      .map(({ group, topic, partition, committed, end, lag }) =>
        [group, topic, partition, committed ?? "-", end ?? "-", lag ?? "-"].join(" "),
      );
    assert.deepEqual(ours.sort(), await toolRows());
    assert.ok(ours.length >= 7);
    assert.deepEqual(missing, []);
    assert.ok(Math.abs(Date.now() - takenAt) < 600_000);
  });

  it("tells of the groups that are asked for, by name or by address", async () => {
    const { groups } = await observer.lag(connection, { groups: ["lag-host-behind"] });
    assert.deepEqual(
      groups.map(({ group, lag }) => [group, lag]),
      [["lag-host-behind", "17"]],
    );
    const one = await observer.lag(Uri.parse("cluster://local/kafka/groups/lag-host-read", true));
    assert.deepEqual(
      one.groups.map(({ group, lag, verdict }) => [group, lag, verdict.state]),
      [["lag-host-read", "0", "OK"]],
    );
  });

  it("gives a verdict with its rule and what the rule was given", async () => {
    const { groups } = await observer.lag(connection);
    for (const { verdict } of groups) {
      assert.match(verdict.rule, /\.$/);
      assert.ok(verdict.text.length > 0);
    }
    const { partitions } = named(groups, "lag-host-behind");
    assert.deepEqual(
      partitions.map(({ logStart, committed, lastStable, end, lag }) => [logStart, committed, lastStable, end, lag]),
      [
        ["0", "3", "10", "10", "7"],
        ["0", "10", "10", "10", "0"],
        ["0", "0", "10", "10", "10"],
      ],
    );
  });

  it("says why there is no answer", async () => {
    await assert.rejects(observer.lag(Uri.parse("cluster://nobody/kafka", true)), /No profile has the id “nobody”/);
    await assert.rejects(observer.lag(Uri.parse("cluster://local/redis", true)), /./);
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(observer.lag(connection, { signal: controller.signal }), /cancelled/);
  });

  const panels = () =>
    window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter((tab) => tab.input instanceof TabInputWebview && /clusterObserver\.lag$/.test(tab.input.viewType));

  it("opens as one panel for a connection, titled by its profile", async () => {
    await commands.executeCommand("clusterObserver.showLag");
    await eventually("the panel", () => panels().length === 1);
    assert.equal(panels()[0]?.label, "Consumer Lag: local");
    await commands.executeCommand("clusterObserver.showLag");
    await commands.executeCommand("clusterObserver.refreshLag");
    assert.equal(panels().length, 1);
  });

  it("looks every five seconds, and every thirty in the background, unless told", () => {
    const configuration = workspace.getConfiguration("clusterObserver.lag");
    assert.equal(configuration.get("interval"), 5);
    assert.equal(configuration.get("watchInterval"), 30);
  });
});
