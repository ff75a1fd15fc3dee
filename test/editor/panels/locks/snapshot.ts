import { segment } from "../../../../src/core/address";
import { bytesOf } from "../../../../src/core/bytes";
import { verbatim } from "../../../../src/core/text";
import type { Holder, LockAtMaster, LockSnapshot, LockState, LockStatus } from "../../../../src/locks/snapshot";

export const TAKEN_AT = Date.UTC(2026, 10, 24, 12, 0, 0);

export const holder = (id: string, more: Partial<Holder> = {}): Holder => ({ id, parts: [], ...more });

export function lock(name: string, state: LockState, more: Partial<LockStatus> = {}): LockStatus {
  return {
    id: segment(name),
    name: bytesOf(name),
    convention: { id: "cas", title: verbatim("CAS lock") },
    confidence: "pattern",
    recognised: verbatim(`how ${name} was recognised`),
    state,
    rule: verbatim(`why it is ${state}`),
    evidence: [verbatim(`why it is ${state}`), verbatim("a fact")],
    holders: [],
    waiters: "unknown",
    masters: [],
    timeline: [],
    ...more,
  };
}

export const held = (name: string, id: string, ttlMs: number | null, more: Partial<LockStatus> = {}): LockStatus =>
  lock(name, ttlMs === null ? "leaked" : "held", {
    holders: [holder(id)],
    ttlMs,
    ...(ttlMs === null ? {} : { expiresAt: TAKEN_AT + ttlMs }),
    ...more,
  });

export const at = (master: string, id?: string, ttlMs: number | null = 5_000): LockAtMaster =>
  id === undefined ? { master, state: "free", holders: [] } : { master, state: "held", holders: [holder(id)], ttlMs };

/** Two holders on three masters: nobody has the quorum. */
export const split = (name: string): LockStatus =>
  lock(name, "split", {
    quorum: { state: "split", have: 1, need: 2, of: 3, unreachable: 1 },
    masters: [
      at("m1:6379", "one"),
      at("m2:6379", "two"),
      {
        master: "m3:6379",
        state: "unreachable",
        holders: [],
        problem: { kind: "unreachable", why: verbatim("It is away.") },
      },
    ],
  });

export const snapshot = (...locks: readonly LockStatus[]): LockSnapshot => ({
  takenAt: TAKEN_AT,
  masters: [
    { id: "m1:6379", clock: { offset: 0.2, error: 0.4 } },
    { id: "m2:6379", clock: { offset: -2400.2, error: 3.1 } },
    { id: "m3:6379", problem: { kind: "unreachable", why: verbatim("It is away.") } },
  ],
  locks,
  coverage: {
    scanned: 12_000,
    of: 1_000_000,
    complete: false,
    text: verbatim("Scanned 12,000 of about 1,000,000 keys."),
  },
  missing: [],
});
