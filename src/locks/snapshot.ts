import type { Missing, Problem } from "../core/lag-source";
import type { ExtendPlan, ReleasePlan } from "../core/lock-actions";
import type { Coverage } from "../core/lock-discovery";
import type { LockClient } from "../core/lock-source";
import type { Text } from "../core/text";

/** What is thought of a lock, worst first. "whole" of a quorum is not among them: then the lock's own state shows. */
export const LOCK_STATES = [
  /** two or more holders on different masters, and none has a quorum: nobody holds it, and everybody is kept out */
  "split",
  /** the name holds something else: every acquire fails */
  "notLockShaped",
  /** held without a time to live: nothing but its holder (or a person) will ever free it */
  "leaked",
  /** renewed for longer than the limit: a watchdog that outlived its unlock looks so */
  "stuck",
  /** a quorum, but not on every master: one more loss, and it is gone */
  "fragile",
  /** left on fewer masters than a quorum, by one holder: nobody holds it */
  "residue",
  /** masters that do not answer, or entries that could not be read, decide */
  "unknown",
  "expiring",
  /** another holder than in the sample before */
  "handedOver",
  /** its work is done; it is kept so that nobody starts too early (ShedLock's lockAtLeastFor) */
  "coolingDown",
  /** its time to live rose since the sample before */
  "renewing",
  "held",
  "free",
] as const;

export type LockState = (typeof LOCK_STATES)[number];

/** How a convention was recognised. pattern: by the profile · shape: nothing else looks so · guess: other things look so too */
export type Confidence = "pattern" | "shape" | "guess";

/** The state of the lock panel at one moment. */
export interface LockSnapshot {
  /** milliseconds since 1970 */
  readonly takenAt: number;
  readonly masters: readonly MasterStatus[];
  /** worst first; within a state by name */
  readonly locks: readonly LockStatus[];
  /** absent where nothing is scanned: every name was given */
  readonly coverage?: Coverage;
  readonly missing: readonly Missing[];
}

export interface MasterStatus {
  readonly id: string;
  readonly problem?: Problem;
  /** its clock before (+) or behind (−) ours in milliseconds, and how far that may be off; absent where it does not tell */
  readonly clock?: { readonly offset: number; readonly error: number };
}

export interface LockStatus {
  /** unique in the snapshot, the same from one to the next: the name's segment, with `@<master>` where it is that master's alone */
  readonly id: string;
  readonly name: Uint8Array;
  /** its id in `CONVENTIONS`, or `own:<pattern>`; the title is a product's name or "CAS lock" */
  readonly convention: { readonly id: string; readonly title: Text };
  readonly confidence: Confidence;
  /** how it was recognised, as a sentence */
  readonly recognised: Text;
  readonly state: LockState;
  /** the rule of the state with what it was given, in one sentence */
  readonly rule: Text;
  /** what a person can check with the system's own tool: the rule first, then how it was recognised, then each fact */
  readonly evidence: readonly Text[];
  /** none: free, or nobody has a quorum (then `masters` has who holds what) */
  readonly holders: readonly Holder[];
  /** milliseconds: the least of the holder's masters; null: never expires; absent: free or not known */
  readonly ttlMs?: number | null;
  /** the same as a moment of our clock, for counting down */
  readonly expiresAt?: number;
  /** the largest time to live seen for this hold in milliseconds: what it was acquired or renewed with */
  readonly largestTtlMs?: number;
  /** how often its holder has acquired it (reentrancy), or how many permits are taken, where the library counts */
  readonly acquiredCount?: number;
  /** 64 bits: decimal */
  readonly fencing?: string;
  /** only of a lock over more than one master */
  readonly quorum?: Quorum;
  readonly waiters: Waiters;
  /** in the order of the snapshot's masters */
  readonly masters: readonly LockAtMaster[];
  /** oldest first, bounded */
  readonly timeline: readonly TimelineEntry[];
  /** what could be done safely, if the profile allowed it */
  readonly release?: ReleasePlan;
  /** `ttl` is a suggestion: the largest seen */
  readonly extend?: ExtendPlan;
}

export interface Holder {
  /** identifies the hold in its library's own terms, in one line that is safe to show */
  readonly id: string;
  /** the parts of it that the library wrote: uuid, thread, host, pid, owner; times in milliseconds since 1970 */
  readonly parts: readonly HolderPart[];
  /** of a read-write lock */
  readonly mode?: "read" | "write";
  readonly count?: number;
  /** of its own permit or read hold, in milliseconds since 1970 by the server's clock, where that differs from the lock's */
  readonly until?: number;
  /** the connection that is surely its (address, name or pid match) */
  readonly client?: LockClient;
}

export interface HolderPart {
  readonly part:
    | "uuid"
    | "thread"
    | "host"
    | "pid"
    | "owner"
    | "since"
    | "token"
    | "job"
    | "permit"
    | "path"
    | "session";
  readonly value: string | number;
}

export interface Quorum {
  readonly state: "whole" | "fragile" | "split" | "residue" | "free" | "unknown";
  /** masters that have the value that the most have */
  readonly have: number;
  readonly need: number;
  /** from the profile, never from who answers */
  readonly of: number;
  readonly unreachable: number;
  /** milliseconds: the holder's least time to live less the drift that the algorithm allows for; absent without a quorum */
  readonly validityMs?: number;
}

/** "unknown" where the library leaves no trace of those who wait: never 0. Not `exact`: at least so many */
export type Waiters =
  | "unknown"
  | { readonly count: number; readonly exact: boolean; readonly order?: readonly Waiter[] };

export interface Waiter {
  readonly id: string;
  /** when it will be passed over, in milliseconds since 1970 by the server's clock */
  readonly deadline?: number;
}

export interface LockAtMaster {
  readonly master: string;
  readonly state: "held" | "free" | "unreachable" | "unreadable" | "notLockShaped";
  readonly holders: readonly Holder[];
  readonly ttlMs?: number | null;
  readonly problem?: Problem;
}

export interface TimelineEntry {
  /** milliseconds since 1970; of a sampled one: it happened after the sample before (`after`) and not later than this */
  readonly at: number;
  readonly after?: number;
  /** found: it was so when we first looked */
  readonly what: "found" | "acquired" | "renewed" | "handedOver" | "released" | "expired" | "gone" | "state";
  /** "sampled": seen by comparing two samples · "event": told by the server */
  readonly source: "sampled" | "event";
  readonly text: Text;
}
