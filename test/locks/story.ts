import assert from "node:assert/strict";
import { bytesOf } from "../../src/core/bytes";
import type { Entry, LockSample, Notice } from "../../src/core/lock-source";
import { LockJudge } from "../../src/locks/judge";
import type { LockSnapshot, LockStatus } from "../../src/locks/snapshot";
import { asRequest, Tracker } from "../../src/locks/tracker";
import { string } from "./entries";

export const A = "a6bc18c6a3c62ca8dd9ae91c1c74e3b5";
export const B = "b7cd29d7b4d73db9eeaf0a2d2d85f4c6";
export const CLIENT = "ef8ca9c5-eeaf-4a0c-b2a9-4b9b1d7a5f30:47";
export const ADDED = "ADDED:2026-11-24T00:00:00.500Z@worker-1";
export const START = 1_800_000_000_000;
const NONE: Entry = { type: "none" };
const never = new AbortController().signal;

/** What one master has under the names; "away": it does not answer. */
export type Keeps = Readonly<Record<string, Entry>> | "away";

/** A story of one lock: each step is what the masters have, and how many milliseconds after the step before. */
export class Story {
  private readonly tracker: Tracker;
  private readonly judge = new LockJudge({ stuckAfter: 60_000 });
  private now = START;

  constructor(
    name = "lk",
    private readonly masters = 1,
  ) {
    this.tracker = new Tracker({ masters: [], patterns: [name], conventions: [] }, masters);
    this.tracker.add(bytesOf(name), name);
  }

  private sample(keeps: readonly Keeps[]): (asked: ReturnType<Story["asked"]>) => LockSample {
    return (asked) => ({
      takenAt: this.now,
      missing: [],
      masters: Array.from({ length: this.masters }, (_, index) => {
        const kept = keeps[index] ?? keeps[0] ?? {};
        const id = `redis-${index + 1}:6379`;
        const times = { id, sentAt: this.now, answeredAt: this.now + 2, clock: this.now + 1 };
        if (kept === "away")
          return { ...times, locks: [], problem: { kind: "unreachable", why: { verbatim: "It is away." } } };
        const locks = asked.map(({ lock, reads }) => ({
          entries: asRequest(lock, reads).entries.map(({ key }) => kept[Buffer.from(key).toString()] ?? NONE),
        }));
        return { ...times, locks };
      }),
    });
  }

  private asked = () => this.tracker.all.map((lock) => ({ lock, reads: this.tracker.reads(lock) }));

  /** What a server told by itself, right after the step before. */
  notice(name: string, what: Notice["what"]): void {
    this.judge.notice({ name: bytesOf(name), master: "redis-1:6379", at: this.now + 10, what });
  }

  async step(after: number, ...keeps: readonly Keeps[]): Promise<LockStatus> {
    const { locks } = await this.snapshot(after, ...keeps);
    assert.equal(locks.length, 1);
    assert.ok(locks[0]);
    return locks[0];
  }

  async snapshot(after: number, ...keeps: readonly Keeps[]): Promise<LockSnapshot> {
    this.now += after;
    const asked = this.asked();
    const sample = this.sample(keeps);
    const again = async (more: typeof asked) => sample(more);
    return this.judge.take(
      { tracker: this.tracker, asked, sample: sample(asked), missing: [], coverage: undefined, again },
      never,
    );
  }
}

export const events = ({ timeline }: LockStatus) => timeline.map(({ what }) => what).join(" ");
export const lk = (value: string, ttl: number | null) => ({ lk: string(value, ttl) });
