import assert from "node:assert/strict";
import type { Session } from "../../src/core/contract";
import type { LagSource } from "../../src/core/lag-source";
import { LagMonitor } from "../../src/lag/monitor";
import type { GroupLag, LagSnapshot, PartitionLag, VerdictState } from "../../src/lag/snapshot";
import { opened } from "../kafka/opened";
import { eventually, Tools } from "../kafka/tools";
import { Actors } from "../servers/actors/actors";
import type { Consume } from "../servers/actors/commands";
import { servers } from "../servers/shared";
import { say } from "../support/session";

/** As the rules, but for a test that cannot wait for minutes. */
const LIMITS = {
  evidence: 3_000,
  patience: 5_000,
  leastPatience: 4_000,
  patienceInCommits: 2,
  mostPatienceInCommits: 1,
  settle: 2_000,
  transaction: 2_000,
};

const INTERVAL = 500;

/** Real groups of a test, and a monitor that looks at them closely all the time. Names begin with `prefix`. */
export class Watched {
  readonly tools: Tools;
  private readonly seen: string[] = [];
  private snapshot?: LagSnapshot;
  private waiting: (() => void)[] = [];

  private constructor(
    readonly prefix: string,
    readonly actors: Actors,
    readonly session: Session,
    readonly lag: LagSource,
    private readonly monitor: LagMonitor,
  ) {
    this.tools = new Tools(servers().kafka);
  }

  static async start(prefix: string): Promise<Watched> {
    const { kafka } = servers();
    const [actors, session] = await Promise.all([Actors.start(kafka), opened({ brokers: kafka.brokers })]);
    const { lag } = session;
    assert.ok(lag, "Kafka's session has lag");
    const monitor = new LagMonitor({ run: (signal, call) => call(lag, signal), limits: LIMITS });
    return new Watched(prefix, actors, session, lag, monitor);
  }

  /** The name of a group or a topic of this test. */
  name(short: string): string {
    return `${this.prefix}-${short}`;
  }

  async topics(...all: readonly (readonly [short: string, partitions: number])[]): Promise<void> {
    await this.tools.createTopics(...all.map(([short, numPartitions]) => ({ topic: this.name(short), numPartitions })));
  }

  /** A consumer of a group, both with short names; `member` tells several of one group apart. */
  async consume(group: string, topic: string, more: Partial<Consume> = {}, member = group): Promise<void> {
    const config = { "group.id": this.name(group), "client.id": member, ...more.config };
    await this.actors.tell({ do: "consume", name: member, topics: [this.name(topic)], ...more, config });
  }

  look(): void {
    const lookout = this.monitor.look({
      intervalMs: INTERVAL,
      listener: ({ snapshot }) => {
        if (!snapshot || snapshot === this.snapshot) return;
        this.snapshot = snapshot;
        const own = snapshot.groups.filter(({ sample }) => sample.id.startsWith(this.prefix));
        for (const { sample, verdict } of own) this.seen.push(`${sample.id} ${verdict.state} ${say(verdict.text)}`);
        // The other suites' groups are none of ours.
        this.monitor.inSight(
          lookout,
          own.map(({ sample }) => sample.id),
        );
        const { waiting } = this;
        this.waiting = [];
        for (const tell of waiting) tell();
      },
    });
  }

  group(short: string): GroupLag | undefined {
    return this.snapshot?.groups.find(({ sample }) => sample.id === this.name(short));
  }

  /** Until a partition of the group is judged so; fails with what was thought of the group before. */
  async until(short: string, state: VerdictState, where = (_: PartitionLag) => true, limit = 60_000) {
    const found = await this.untilSeen(short, limit, state, (group) =>
      group.partitions.find((partition) => partition.verdict.state === state && where(partition)),
    );
    const { verdict, sample } = found;
    const { topic, partition, text } = verdict;
    assert.deepEqual([topic, partition], [sample.topic, sample.partition]);
    assert.ok(say(text).startsWith(`${topic}/${partition}`), say(text));
    assert.ok(say(verdict.rule).endsWith("."), say(verdict.rule));
    const { committed, logStart, lastStable, end, lag } = verdict.inputs;
    const told = [committed, logStart, lastStable, end, lag];
    const known = [sample.committed, sample.logStart, sample.lastStable, sample.end, sample.lag];
    assert.deepEqual(
      told,
      known.map((value) => value?.toString() ?? null),
    );
    return found;
  }

  async untilSeen<T>(short: string, limit: number, what: string, find: (group: GroupLag) => T | undefined): Promise<T> {
    for (const end = Date.now() + limit; Date.now() < end; ) {
      const group = this.group(short);
      const found = group && find(group);
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        setTimeout(resolve, 1_000);
      });
    }
    const lines = this.seen.filter((line) => line.startsWith(`${this.name(short)} `));
    throw new Error(`${short} was never ${what}. Lately it was:\n${lines.slice(-5).join("\n")}`);
  }

  /** Ends all, and deletes the topics and the groups. */
  async stop(): Promise<void> {
    this.monitor.dispose();
    await this.actors.stop();
    await this.session.close();
    const admin = this.tools.client.admin();
    await admin.connect();
    try {
      // A member that was ended while it was busy is one for a while.
      await eventually(async () => {
        const { groups } = await admin.listGroups();
        const own = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(this.prefix));
        if (own.length) await admin.deleteGroups(own);
      }, 50_000);
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(this.prefix));
      await admin.deleteTopics({ topics });
    } finally {
      await admin.disconnect();
    }
  }
}
