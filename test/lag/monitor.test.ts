import assert from "node:assert/strict";
import { Failure } from "../../src/core/failure";
import type { GroupSample, LagRequest, LagSource, Position, RecordTime } from "../../src/core/lag-source";
import { text } from "../../src/core/text";
import { LagMonitor } from "../../src/lag/monitor";
import type { LagSnapshot } from "../../src/lag/snapshot";
import { ManualClock } from "../support/manual-clock";
import { EMPTY, group, MINUTE, OWNED, partition, SECOND, STABLE } from "./scenario";

const DOWN = new Failure({ code: "unreachable", what: text("It does not answer.") });

/** A source that notes what it is asked; its groups are described when they are asked for. */
class Source implements LagSource {
  readonly described: string[][] = [];
  readonly positions: Position[][] = [];
  readonly topics: string[][] = [];
  recordTimesFail = false;
  times: (position: Position) => Partial<RecordTime> = () => ({});

  constructor(
    private readonly clock: ManualClock,
    public groups: () => readonly GroupSample[],
  ) {}

  async sample({ describe }: LagRequest) {
    const wanted = describe === "all" ? [] : [...describe];
    this.described.push(wanted.sort());
    const groups = this.groups().map((one) => (wanted.includes(one.id) ? one : { ...one, members: undefined }));
    return { takenAt: this.clock.now(), groups, missing: [] };
  }

  async recordTimes(positions: readonly Position[]) {
    this.positions.push([...positions]);
    if (this.recordTimesFail) throw DOWN;
    return positions.map((position) => ({ ...position, ...this.times(position) }));
  }

  async retention(topics: readonly string[]) {
    this.topics.push([...topics]);
    return new Map(topics.map((topic) => [topic, { ms: 600_000, deletes: true }]));
  }

  groupAddress = () => ({ profile: "local", connection: "kafka", path: [] });
  topicAddress = this.groupAddress;
}

function build(groups: () => readonly GroupSample[]) {
  const clock = new ManualClock();
  const source = new Source(clock, groups);
  const monitor = new LagMonitor({ run: (signal, call) => call(source, signal), clock });
  let snapshot: LagSnapshot | undefined;
  const look = () =>
    monitor.look({
      intervalMs: 5 * SECOND,
      listener: (state) => {
        snapshot = state.snapshot;
      },
    });
  return { clock, source, monitor, look, snapshot: () => snapshot };
}

const named = (id: string, more: Partial<GroupSample> = STABLE, end = 20) =>
  group([partition([10, end])], { ...more, id });

describe("LagMonitor", () => {
  it("looks closely only at the groups in sight", async () => {
    const { clock, source, monitor, look } = build(() => [named("a"), named("b"), named("idle", STABLE, 10)]);
    const lookout = look();
    monitor.inSight(lookout, ["b", "idle"]);
    await clock.pass(0);
    assert.deepEqual(source.described, [["b", "idle"]]);
    assert.deepEqual(source.positions, [[{ topic: "orders", partition: 3, offset: 10n }]]);
    assert.deepEqual(source.topics, [["orders"]]);
    lookout.set({ paused: true });
    const other = look();
    await clock.pass(5 * SECOND);
    assert.deepEqual(source.described.at(-1), [], "what a paused lookout sees is not in sight");
    other.dispose();
  });

  it("asks for a record once, and again where none was left and the log goes on", async () => {
    let end = 20;
    const { clock, source, monitor, look } = build(() => [named("a", STABLE, end)]);
    monitor.inSight(look(), ["a"]);
    await clock.pass(6 * SECOND);
    assert.equal(source.positions.length, 1);
    end = 21;
    await clock.pass(5 * SECOND);
    assert.equal(source.positions.length, 2);
    source.times = () => ({ timestamp: clock.now() - MINUTE });
    end = 22;
    await clock.pass(5 * SECOND);
    end = 23;
    await clock.pass(5 * SECOND);
    assert.equal(source.positions.length, 3);
  });

  it("asks for the members where a verdict depends on them, and for as long as it does", async () => {
    let groups = [named("silent", OWNED), named("idle", OWNED, 10), named("empty", EMPTY)];
    const { clock, source, look, snapshot } = build(() => groups);
    source.times = () => ({ timestamp: clock.now() });
    look();
    await clock.pass(2 * MINUTE);
    assert.deepEqual(source.described.at(-1), []);
    await clock.pass(4 * MINUTE);
    assert.deepEqual(source.described.slice(-3), [["silent"], ["silent"], ["silent"]]);
    const judged = snapshot()?.groups.find(({ sample }) => sample.id === "silent");
    assert.equal(judged?.verdict.state, "STOPPED", "its member has another partition");
    groups = [named("silent", OWNED, 10)];
    await clock.pass(15 * SECOND);
    assert.deepEqual(source.described.at(-1), []);
  });

  it("finds out before it calls a group stalled that only markers are left", async () => {
    const { clock, look, snapshot } = build(() => [named("a", STABLE, 11)]);
    look();
    await clock.pass(6 * MINUTE);
    assert.equal(snapshot()?.groups[0]?.verdict.state, "TXN_TAIL");
  });

  it("says what is missing where the closer look fails, and judges without it", async () => {
    const { clock, source, monitor, look, snapshot } = build(() => [named("a", EMPTY)]);
    source.recordTimesFail = true;
    monitor.inSight(look(), ["a"]);
    await clock.pass(0);
    assert.deepEqual(snapshot()?.missing, [{ what: text("The times of records"), why: DOWN.what }]);
    assert.equal(snapshot()?.groups[0]?.verdict.state, "STOPPED");
  });

  it("keeps the history while nobody looks", async () => {
    const { clock, source, look, snapshot } = build(() => [named("a", OWNED)]);
    source.times = () => ({ timestamp: clock.now() });
    const first = look();
    await clock.pass(10 * SECOND);
    first.dispose();
    await clock.pass(6 * MINUTE);
    look();
    await clock.pass(0);
    assert.equal(snapshot()?.groups[0]?.partitions[0]?.verdict.inputs.waitedMs, 6 * MINUTE + 10 * SECOND);
  });

  it("looks closely at what `once` names, and only then", async () => {
    const { source, monitor } = build(() => [named("a"), named("b")]);
    const signal = new AbortController().signal;
    const snapshot = await monitor.once(signal, ["b"]);
    assert.equal(snapshot.groups.length, 2);
    await monitor.once(signal);
    assert.deepEqual(source.described, [["b"], []]);
  });

  it("reads the positions that several groups have in common once, and no more than a thousand", async () => {
    const wide = (id: string) =>
      group(
        Array.from({ length: 1_500 }, (_, n) => partition([1, 2 + n], "wide", n)),
        { ...STABLE, id },
      );
    const { source, monitor } = build(() => [named("a"), named("b")]);
    await monitor.once(new AbortController().signal, ["a", "b"]);
    assert.equal(source.positions[0]?.length, 1);
    source.groups = () => [wide("wide")];
    await monitor.once(new AbortController().signal, ["wide"]);
    assert.equal(source.positions[1]?.length, 1_000);
    assert.ok(
      source.positions[1]?.every(({ partition: index }) => index >= 500),
      "the largest lags first",
    );
  });
});
