import assert from "node:assert/strict";
import { child, root } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import type { Answers } from "../../src/core/edit";
import { isFailure } from "../../src/core/failure";
import type { MonitorState } from "../../src/core/monitor";
import { LagMonitor } from "../../src/lag/monitor";
import { LockMonitor } from "../../src/locks/monitor";
import type { Mode } from "./proxy";
import { NAMES, type Name } from "./subjects";
import { Patient, pause, TIMEOUT } from "./trial";
import type { Ward } from "./ward";

const INTERVAL = 300;
const never = new AbortController().signal;

/** What has begun when the fault comes: a panel that reads again and again, an edit that was planned and confirmed. */
export function underWay(ward: Ward): void {
  describe("a panel that is live", () => {
    for (const mode of ["mute", "cut", "garbage"] as const) {
      it(`lag: ${mode}, and back`, () => live("kafka", mode));
      it(`locks: ${mode}, and back`, () => live("redis", mode));
    }

    async function live(name: "kafka" | "redis", mode: Mode): Promise<void> {
      const proxy = await ward.through(name);
      const patient = new Patient(ward.subjects.at(name, proxy.port));
      const monitor = monitorOf(name, patient);
      let state: MonitorState<unknown> = { status: "waiting" };
      const lookout = monitor.look({
        intervalMs: INTERVAL,
        listener: (told) => {
          state = told;
        },
      });
      try {
        await until(() => state.status === "live" && state.snapshot !== undefined);
        const begin = performance.now();
        proxy.spoil(mode);
        await until(() => state.failure !== undefined || missingOf(state).length > 0);
        const ms = performance.now() - begin;
        const { failure } = state;
        assert.ok(state.snapshot, "the last good figures stay");
        const words = failure?.message ?? missingOf(state).join(" ");
        assert.match(words, /Kafka|Redis/);
        const healed = performance.now();
        proxy.set("pass");
        await until(() => state.failure === undefined && missingOf(state).length === 0);
        const recovered = performance.now() - healed;
        const system = name === "kafka" ? "Kafka" : "Redis";
        ward.add(`${mode}, with a live panel`, system, { code: failure?.code ?? "shown", words, ms, recovered });
      } finally {
        lookout.dispose();
        monitor.dispose();
        await patient.end();
      }
      await ward.assertNoStrays();
    }
  });

  describe("an edit that was confirmed", () => {
    for (const name of NAMES) {
      for (const mode of ["mute", "cut"] as const) it(`${name}: ${mode}`, () => edit(name, mode));
    }

    async function edit(name: Name, mode: Mode): Promise<void> {
      const proxy = await ward.through(name);
      const patient = new Patient(ward.subjects.at(name, proxy.port), "edit");
      try {
        const { id, path, answers } = EDITS[name];
        const plan = await patient.run((session, signal) =>
          editsOf(session).plan(id, [child(root("p", name), ...path)], answers, signal),
        );
        proxy.set(mode);
        const begin = performance.now();
        // An edit that could not even begin is refused as a whole.
        const { done, failed, left } = await plan
          .apply(() => {}, never)
          .catch((error: unknown) => {
            assert.ok(isFailure(error), String(error));
            return { done: [], failed: [error], left: [] };
          });
        const ms = performance.now() - begin;
        assert.ok(ms < 3 * TIMEOUT + 1_500, `it took ${ms} ms`);
        assert.deepEqual(done, []);
        const [failure] = failed;
        const words = `${failure?.message ?? ""}${left.length ? ` (${left.length} left)` : ""}`;
        ward.add(`${mode}, in an edit`, patient.subject.system.title, { code: failure?.code ?? "shown", words, ms });
        assert.equal(failure?.code, mode === "mute" ? "timeout" : "closed", words);
      } finally {
        await patient.end();
      }
      await ward.assertNoStrays();
    }
  });
}

const EDITS: Readonly<Record<Name, { id: string; path: readonly string[]; answers: Answers }>> = {
  redis: { id: "setTtl", path: ["0", "a"], answers: { ttl: "1h" } },
  kafka: { id: "produce", path: ["topics", "plain"], answers: { kind: "value", value: Buffer.from("x") } },
  hdfs: { id: "makeDirectory", path: [], answers: { name: "made" } },
};

function editsOf({ edits }: Session) {
  assert.ok(edits);
  return edits;
}

function monitorOf(name: "kafka" | "redis", patient: Patient): LagMonitor | LockMonitor {
  const run: ConstructorParameters<typeof LagMonitor>[0]["run"] = (signal, call) =>
    patient.run((session, inner) => {
      assert.ok(session.lag);
      return call(session.lag, inner);
    }, signal);
  const runLocks: ConstructorParameters<typeof LockMonitor>[0]["run"] = (signal, call) =>
    patient.run((session, inner) => {
      assert.ok(session.locks);
      return call(session.locks, inner);
    }, signal);
  return name === "kafka" ? new LagMonitor({ run }) : new LockMonitor({ run: runLocks });
}

/** Of what parts of a sample a panel says that they were not told. */
const missingOf = ({ snapshot }: MonitorState<unknown>): readonly string[] =>
  ((snapshot as { missing?: readonly { failure: Error }[] } | undefined)?.missing ?? []).map(
    ({ failure }) => failure.message,
  );

async function until(so: () => boolean, limit = 20_000): Promise<void> {
  for (const end = Date.now() + limit; !so(); await pause(20)) assert.ok(Date.now() < end, "it never was so");
}
