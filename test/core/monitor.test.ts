import assert from "node:assert/strict";
import { Failure } from "../../src/core/failure";
import { LONGEST_PAUSE, Monitor, type MonitorState } from "../../src/core/monitor";
import { text } from "../../src/core/text";
import { ManualClock } from "../support/manual-clock";

const DOWN = new Failure({ code: "unreachable", what: text("It does not answer.") });

interface Reading {
  readonly signal: AbortSignal;
  readonly at: number;
  answer(value: number): void;
  fail(error: unknown): void;
}

/** A monitor whose reads a test answers by hand, or as `auto` says. */
function build(auto?: (n: number) => number | Error) {
  const clock = new ManualClock();
  const readings: Reading[] = [];
  const reported: unknown[] = [];
  const begin = clock.now();
  const monitor = new Monitor<number>({
    clock,
    report: (error) => reported.push(error),
    read: (signal) =>
      new Promise((resolve, reject) => {
        readings.push({ signal, at: clock.now() - begin, answer: resolve, fail: reject });
        const outcome = auto?.(readings.length);
        if (typeof outcome === "number") resolve(outcome);
        else if (outcome) reject(outcome);
      }),
  });
  const states: MonitorState<number>[] = [];
  const listener = (state: MonitorState<number>) => states.push(state);
  const at = () => readings.map((reading) => reading.at);
  return { clock, readings, monitor, states, listener, reported, at };
}

describe("Monitor", () => {
  it("reads nothing while nobody looks", async () => {
    const { clock, readings, monitor, listener } = build((n) => n);
    await clock.pass(60_000);
    assert.equal(readings.length, 0);
    const lookout = monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(2_500);
    assert.equal(readings.length, 3);
    lookout.dispose();
    await clock.pass(60_000);
    assert.equal(readings.length, 3);
    assert.deepEqual(clock.pending, []);
  });

  it("tells that it waits, then each snapshot and when the next comes", async () => {
    const { clock, monitor, states, listener } = build((n) => n);
    monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(1_000);
    assert.equal(states[0]?.status, "waiting");
    assert.deepEqual(
      states.slice(1).map(({ status, snapshot }) => [status, snapshot]),
      [
        ["live", 1],
        ["live", 2],
      ],
    );
    assert.equal(states.at(-1)?.nextAt, clock.now() + 1_000);
    assert.equal(monitor.last, 2);
  });

  it("reads at the shortest interval that anybody wants, for all of them", async () => {
    const { clock, monitor, at, listener } = build((n) => n);
    monitor.look({ intervalMs: 10_000, listener });
    await clock.pass(1);
    const fast = monitor.look({ intervalMs: 2_000, listener });
    await clock.pass(4_999);
    assert.deepEqual(at(), [0, 2_000, 4_000]);
    fast.set({ intervalMs: 20_000 });
    await clock.pass(10_000);
    assert.deepEqual(at(), [0, 2_000, 4_000, 14_000]);
  });

  it("has one read at a time", async () => {
    const { clock, monitor, readings, listener } = build();
    const lookout = monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(10_000);
    lookout.now();
    lookout.now();
    assert.equal(readings.length, 1);
    readings[0]?.answer(1);
    await clock.pass(0);
    assert.equal(readings.length, 2, "what was asked for meanwhile is read once");
  });

  it("cancels the read that nobody waits for any more, and takes nothing from it", async () => {
    const { clock, monitor, readings, states, listener } = build();
    const lookout = monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(0);
    lookout.set({ paused: true });
    assert.equal(readings[0]?.signal.aborted, true);
    readings[0]?.fail(DOWN);
    await clock.pass(10_000);
    assert.deepEqual(
      states.map(({ status }) => status),
      ["waiting", "paused"],
    );
    lookout.set({ paused: false });
    assert.equal(readings.length, 2, "it reads at once when somebody looks again");
    readings[1]?.answer(7);
    await clock.pass(0);
    assert.deepEqual([states.at(-1)?.status, states.at(-1)?.snapshot], ["live", 7]);
  });

  it("tells a paused lookout only what it asks for", async () => {
    const { clock, monitor, states, listener } = build((n) => n);
    const paused = monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(0);
    monitor.look({ intervalMs: 1_000, listener: () => {} });
    paused.set({ paused: true });
    const told = states.length;
    await clock.pass(5_000);
    assert.equal(states.length, told);
    paused.now();
    await clock.pass(0);
    assert.deepEqual(
      states.slice(told).map(({ status, snapshot }) => [status, snapshot]),
      [["paused", 7]],
    );
  });

  it("waits twice as long after each failure, and keeps what it knew", async () => {
    const { clock, monitor, states, at, listener } = build((n) => (n === 1 || n > 5 ? n : DOWN));
    monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(40_000);
    assert.deepEqual(at().slice(0, 7), [0, 1_000, 3_000, 7_000, 15_000, 31_000, 32_000]);
    const failed = states.filter(({ status }) => status === "failed");
    assert.equal(failed.length, 4);
    assert.ok(failed.every(({ snapshot, failure, nextAt }) => snapshot === 1 && failure === DOWN && nextAt));
    assert.equal(states.at(-1)?.failure, undefined);
  });

  it("never waits longer than five minutes, and asks at once where a person does", async () => {
    const { clock, monitor, at, listener } = build(() => DOWN);
    const lookout = monitor.look({ intervalMs: 60_000, listener });
    await clock.pass(60 * 60_000);
    const [before = 0, last = 0] = at().slice(-2);
    assert.equal(last - before, LONGEST_PAUSE);
    const count = at().length;
    lookout.now();
    assert.equal(at().length, count + 1);
  });

  it("is quiet for half of the time where reads are slow", async () => {
    const { clock, monitor, readings, states, at, listener } = build();
    monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(0);
    clock.jump(3_000);
    readings[0]?.answer(1);
    await clock.pass(0);
    assert.equal(states.at(-1)?.status, "backingOff");
    await clock.pass(5_000);
    assert.deepEqual(at(), [0, 8_000]);
    readings[1]?.answer(2);
    await clock.pass(1_000);
    assert.deepEqual(at(), [0, 8_000, 9_000]);
    assert.equal(states.at(-1)?.status, "live");
  });

  it("goes on when the clock is set back", async () => {
    const { clock, monitor, readings, listener } = build((n) => n);
    monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(0);
    clock.jump(-3_600_000);
    const lookout = monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(1_000);
    assert.equal(readings.length, 2);
    lookout.dispose();
  });

  it("makes a failure of whatever is thrown", async () => {
    const { clock, monitor, states, listener } = build(() => new TypeError("x is not a function"));
    monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(0);
    assert.equal(states.at(-1)?.failure?.code, "unknown");
    const thrower = new Monitor<number>({
      clock,
      read: () => {
        throw DOWN;
      },
    });
    await assert.rejects(thrower.once(new AbortController().signal), DOWN);
  });

  it("tells the other listeners where one throws", async () => {
    const { clock, monitor, states, listener, reported } = build((n) => n);
    const fault = new Error("mine");
    monitor.look({
      intervalMs: 1_000,
      listener: () => {
        throw fault;
      },
    });
    monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(0);
    assert.equal(states.at(-1)?.snapshot, 1);
    assert.ok(reported.length > 0 && reported.every((error) => error === fault));
  });

  it("may be disposed of by its listener", async () => {
    const { clock, monitor, readings } = build((n) => n);
    const lookout = monitor.look({ intervalMs: 1_000, listener: ({ snapshot }) => snapshot && lookout.dispose() });
    await clock.pass(10_000);
    assert.equal(readings.length, 1);
  });

  describe("once", () => {
    const signal = () => new AbortController().signal;

    it("reads without a lookout, and goes on with nothing", async () => {
      const { clock, monitor, readings } = build((n) => n);
      assert.equal(await monitor.once(signal()), 1);
      await clock.pass(60_000);
      assert.equal(readings.length, 1);
    });

    it("begins after the call, and shares the read with those who came meanwhile", async () => {
      const { clock, monitor, readings, listener } = build();
      monitor.look({ intervalMs: 60_000, listener });
      await clock.pass(0);
      const both = Promise.all([monitor.once(signal()), monitor.once(signal())]);
      readings[0]?.answer(1);
      await clock.pass(0);
      readings[1]?.answer(2);
      assert.deepEqual(await both, [2, 2]);
      assert.equal(readings.length, 2);
    });

    it("rejects with the failure, or when it is cancelled, which ends the read", async () => {
      const { clock, monitor, readings } = build();
      const failed = monitor.once(signal());
      readings[0]?.fail(DOWN);
      await assert.rejects(failed, DOWN);
      const controller = new AbortController();
      const cancelled = monitor.once(controller.signal);
      controller.abort();
      await assert.rejects(cancelled, { code: "cancelled" });
      assert.equal(readings[1]?.signal.aborted, true);
      await assert.rejects(monitor.once(AbortSignal.abort()), { code: "cancelled" });
      await clock.pass(0);
    });

    it("keeps its read where a lookout is paused meanwhile", async () => {
      const { clock, monitor, readings, listener } = build();
      const lookout = monitor.look({ intervalMs: 1_000, listener });
      lookout.set({ paused: true });
      const snapshot = monitor.once(signal());
      lookout.dispose();
      await clock.pass(0);
      assert.deepEqual(
        readings.map((reading) => reading.signal.aborted),
        [true, false],
      );
      readings[1]?.answer(5);
      assert.equal(await snapshot, 5);
    });
  });

  it("ends everything when it is disposed of", async () => {
    const { clock, monitor, readings, states, listener } = build();
    const lookout = monitor.look({ intervalMs: 1_000, listener });
    const snapshot = monitor.once(new AbortController().signal);
    monitor.dispose();
    await assert.rejects(snapshot, { code: "cancelled" });
    assert.equal(readings[0]?.signal.aborted, true);
    lookout.now();
    lookout.set({ paused: false });
    monitor.look({ intervalMs: 1_000, listener });
    await clock.pass(60_000);
    assert.equal(readings.length, 1);
    assert.deepEqual(states, []);
    await assert.rejects(monitor.once(new AbortController().signal), { code: "cancelled" });
  });
});
