import type { Uri } from "vscode";

/**
 * What `activate()` returns: the typed exports for other extensions and for tests. Everything here looks only.
 * Every method rejects with an `Error` whose message says what happened, why, and what to do; its `code` is one of
 * `FailureCode` in core/failure.ts.
 */
export interface ClusterObserverApi {
  readonly version: 1;

  /** The profiles of the settings that passed the checks. */
  profiles(): readonly ApiProfile[];

  /**
   * One page of what is below an address. `limit` rows at most (500 if absent); `cursor` is that of the page before.
   * `complete` is false when the rows and what is behind `cursor` may not be all there is.
   */
  list(uri: Uri, options?: ListOptions): Promise<ApiPage>;

  /** A piece of the document at an address: `length` bytes at most (1 MiB if absent) from `offset` (0 if absent). */
  read(uri: Uri, options?: ReadOptions): Promise<ApiContent>;

  /** What the tooltip of an address says. */
  describe(uri: Uri, options?: { readonly signal?: AbortSignal }): Promise<readonly ApiFact[]>;

  /**
   * How far consumer groups are behind, and what is thought of it, as the Consumer Lag panel sees it: one reading, and
   * the readings before it where somebody has looked. `uri` is that of a connection to Kafka, or of one of its groups;
   * `groups` are ids, all if absent. Members and the exact times of records are read of the groups that are named, and
   * of all where they are at most 100. Nothing joins, commits or creates.
   */
  lag(uri: Uri, options?: LagOptions): Promise<ApiLag>;

  /**
   * Who holds which locks, as the Lock Status panel sees it: one reading, and the readings before it where somebody has
   * looked. `uri` is that of a connection to Redis, or of one of its keys; `patterns` are globs of names (`*`, `?`,
   * `[a-z]`), searched for as far as `coverage` says; absent: what the profile names and what a bounded scan has found.
   * Nothing is subscribed, acquired or changed.
   */
  locks(uri: Uri, options?: LocksOptions): Promise<ApiLocks>;
}

export interface ApiProfile {
  readonly id: string;
  readonly name: string;
  readonly access: "observe" | "edit";
  readonly connections: readonly ApiConnection[];
}

export interface ApiConnection {
  readonly name: string;
  readonly system: string;
  readonly uri: Uri;
  readonly state: "closed" | "connecting" | "connected" | "failed";
}

export interface ListOptions {
  readonly cursor?: string;
  readonly limit?: number;
  /** a part of the name, or a pattern with `*` and `?` */
  readonly filter?: string;
  /** go on with a scan that the page before left unfinished */
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
}

export interface ApiPage {
  readonly nodes: readonly ApiNode[];
  readonly cursor?: string;
  readonly complete: boolean;
}

export interface ApiNode {
  readonly uri: Uri;
  readonly label: string;
  /** `<system>.<what>`: `hdfs.file`, `redis.key`, `kafka.topic` */
  readonly kind: string;
  readonly detail?: string;
  readonly expandable: boolean;
}

export interface ReadOptions {
  readonly offset?: number;
  readonly length?: number;
  readonly signal?: AbortSignal;
}

export interface ApiContent {
  readonly bytes: Uint8Array;
  /** bytes of the whole document, where known */
  readonly total?: number;
}

export interface ApiFact {
  readonly label: string;
  readonly value: string;
}

export interface LagOptions {
  readonly groups?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ApiLag {
  /** milliseconds since 1970 at which the commits were read; the ends were read after them */
  readonly takenAt: number;
  /** worst first */
  readonly groups: readonly ApiGroupLag[];
  /** what could not be read: a broker that did not answer */
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

export interface ApiGroupLag {
  readonly group: string;
  /** `classic`, `consumer`, `share`, `streams` */
  readonly type: string | null;
  /** as Kafka writes it: `Stable`, `Empty` */
  readonly state: string | null;
  readonly verdict: {
    /** `OK`, `STALLED`, …: one of `VERDICTS` in lag/snapshot.ts */
    readonly state: string;
    readonly rule: string;
    readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
    readonly text: string;
  };
  /** the sum over the partitions whose lag is known, in decimal digits; null where it is of none */
  readonly lag: string | null;
  /** false: the lag of some partitions is not known, so `lag` is the least that it can be */
  readonly complete: boolean;
  readonly partitions: readonly ApiPartitionLag[];
  readonly problem?: ApiLagProblem;
}

/** Offsets in decimal digits; null: there is none, or `problem` says why it is not known. */
export interface ApiPartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly logStart: string | null;
  readonly committed: string | null;
  readonly lastStable: string | null;
  readonly end: string | null;
  readonly lag: string | null;
  readonly timeLag?: { readonly ms: number; readonly method: "record" | "interpolated" };
  /** the id of the member that it is assigned to */
  readonly member?: string;
  readonly problem?: ApiLagProblem;
}

export interface ApiLagProblem {
  /** `denied`, `unreachable`, `leaderless`, `deleted`, `loading`, `unsupported`, `failed` */
  readonly kind: string;
  readonly why: string;
}

export interface LocksOptions {
  readonly patterns?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ApiLocks {
  /** milliseconds since 1970, before the first question was sent */
  readonly takenAt: number;
  /** what the scan for names has seen so far; null where nothing was scanned */
  readonly coverage: { readonly scanned: number; readonly of?: number; readonly complete: boolean } | null;
  /** worst first */
  readonly locks: readonly ApiLock[];
  /** what could not be read: a master that did not answer */
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

export interface ApiLock {
  readonly name: string;
  /** `redlock`, `cas`, `redisson-lock`, …: an id in `CONVENTIONS` in locks/conventions.ts, or `own:<pattern>` */
  readonly convention: string;
  readonly confidence: "pattern" | "shape" | "guess";
  /** `held`, `leaked`, `split`, …: one of `LOCK_STATES` in locks/snapshot.ts */
  readonly state: string;
  /** in its library's own terms; absent where nobody holds it */
  readonly holder?: string;
  /** all of them; where nobody has a quorum, those whose values are there */
  readonly holders?: readonly ApiHolder[];
  /** null: it never expires, or nobody holds it (see `state`) */
  readonly ttlMs: number | null;
  readonly acquiredCount?: number;
  readonly fencing?: string;
  /** `of` is the number of masters that the profile names */
  readonly quorum?: { readonly have: number; readonly need: number; readonly of: number; readonly unreachable: number };
  readonly waiters: { readonly count: number; readonly order?: readonly ApiWaiter[] } | "unknown";
  /** sentences that can be checked with redis-cli, the rule of the state first */
  readonly evidence: readonly string[];
}

export interface ApiHolder {
  readonly id: string;
  readonly mode?: "read" | "write";
  readonly count?: number;
  /** its entry of CLIENT LIST, where one is surely its */
  readonly client?: { readonly address: string; readonly name?: string };
}

export interface ApiWaiter {
  readonly id: string;
  /** when it will be passed over, in milliseconds since 1970 by the server's clock */
  readonly deadline?: number;
}
