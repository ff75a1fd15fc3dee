import type { ApiHolder, ApiLock, ApiLocks } from "../../../api";
import { shown } from "../../../core/bytes";
import { english, render } from "../../../core/render";
import type { Holder, LockSnapshot, LockStatus } from "../../../locks/snapshot";
import type { Field, Records } from "../kind";
import { holdersOf } from "./lock-figures";

/** A snapshot for programs: English words, nothing rounded, null where there is none. */
export function apiLocks({ takenAt, coverage, locks, missing }: LockSnapshot): ApiLocks {
  const reader = english();
  return {
    takenAt,
    coverage: coverage
      ? {
          scanned: coverage.scanned,
          ...(coverage.of === undefined ? {} : { of: coverage.of }),
          complete: coverage.complete,
        }
      : null,
    locks: locks.map(apiLock),
    missing: missing.map(({ what, why }) => ({ what: render(what, reader), why: render(why, reader) })),
  };
}

function apiLock(lock: LockStatus): ApiLock {
  const { acquiredCount, fencing, quorum, waiters } = lock;
  const reader = english();
  const holders = holdersOf(lock).map(apiHolder);
  const [holder] = lock.holders;
  return {
    name: shown(lock.name),
    convention: lock.convention.id,
    confidence: lock.confidence,
    state: lock.state,
    ...(holder ? { holder: shown(holder.id) } : {}),
    ...(holders.length ? { holders } : {}),
    ttlMs: lock.ttlMs ?? null,
    ...(acquiredCount === undefined ? {} : { acquiredCount }),
    ...(fencing === undefined ? {} : { fencing }),
    ...(quorum
      ? { quorum: { have: quorum.have, need: quorum.need, of: quorum.of, unreachable: quorum.unreachable } }
      : {}),
    waiters:
      waiters === "unknown"
        ? waiters
        : {
            count: waiters.count,
            ...(waiters.order
              ? {
                  order: waiters.order.map(({ id, deadline }) => ({
                    id: shown(id),
                    ...(deadline === undefined ? {} : { deadline }),
                  })),
                }
              : {}),
          },
    evidence: lock.evidence.map((sentence) => render(sentence, reader)),
  };
}

function apiHolder({ id, mode, count, client }: Holder): ApiHolder {
  return {
    id: shown(id),
    ...(mode === undefined ? {} : { mode }),
    ...(count === undefined ? {} : { count }),
    ...(client ? { client: { address: client.address, ...(client.name ? { name: client.name } : {}) } } : {}),
  };
}

const HEADER = [
  "lock",
  "convention",
  "confidence",
  "state",
  "holders",
  "ttl_ms",
  "acquired_count",
  "fencing",
  "quorum_have",
  "quorum_need",
  "quorum_of",
  "quorum_unreachable",
  "waiters",
  "rule",
];

/** What the panel copies and exports of some locks: a line for each; JSON as the exports have it. */
export function lockRecords(snapshot: LockSnapshot, rows: readonly string[]): Records {
  const byId = new Map(snapshot.locks.map((lock) => [lock.id, lock]));
  const chosen = rows.map((id) => byId.get(id)).filter((lock) => lock !== undefined);
  return {
    header: HEADER,
    lines: chosen.map(lockLine),
    json: apiLocks({ ...snapshot, locks: chosen }),
  };
}

function lockLine(lock: LockStatus): Field[] {
  const { quorum, waiters } = lock;
  return [
    shown(lock.name),
    lock.convention.id,
    lock.confidence,
    lock.state,
    holdersOf(lock)
      .map(({ id }) => shown(id))
      .join(" "),
    lock.ttlMs,
    lock.acquiredCount,
    lock.fencing,
    quorum?.have,
    quorum?.need,
    quorum?.of,
    quorum?.unreachable,
    waiters === "unknown" ? waiters : waiters.count,
    render(lock.rule, english()),
  ];
}
