import type { Address } from "./address";
import type { Missing, Problem } from "./lag-source";
import type { LockActions } from "./lock-actions";
import type { DiscoverRequest, Discovery } from "./lock-discovery";

/**
 * The locks of a system: Redis' lock libraries first; ZooKeeper's recipes and Cassandra's lightweight transactions fit in.
 * A session that has such a thing offers it as `session.locks`. Who does what:
 *
 * - The source (src/redis/locks) knows servers, not libraries. It is told which entries to read and gives them back as
 *   they are: type, bytes, time to live, from each master. It judges nothing.
 * - The conventions (src/locks, pure) know libraries, not servers. They say which entries belong to a lock (`LockReads`),
 *   what is worth a look in a scan (`Sift`), what the entries mean, and what a safe release would compare (`ReleasePlan`).
 *
 * Neither imports the other: functions and plans are handed over in the requests. Everything here looks only, except
 * `actions`.
 */
export interface LockSource {
  readonly settings: LockSettings;
  /**
   * The places that are asked, in the order of the profile: the N of a quorum. One place where the profile names no
   * masters (a server, or a cluster as a whole: every name has one home there). Never a replica.
   */
  readonly masters: readonly Master[];
  /**
   * One reading of the locks named, from every master at the same time. A master that does not answer has a `problem`;
   * rejects with a `Failure` only where no master answered.
   */
  sample(request: LockRequest, signal: AbortSignal): Promise<LockSample>;
  /** One bounded step of a scan of all masters for names. Goes on where `cursor` says; never waits for the whole. */
  discover(request: DiscoverRequest, signal: AbortSignal): Promise<Discovery>;
  /** Where the tree and the documents have a lock's entry. */
  address(name: Uint8Array): Address;
  /** only in a profile with `access: "edit"`, and only where the server can compare and change in one step */
  readonly actions?: LockActions;
  /**
   * Tells what the servers say of these names by themselves, until `signal` is aborted; resolves when it listens to
   * every master, with what they will tell; rejects with "unsupported" where their notifications are off (they are never
   * switched on). Subscribes: only when a person asks for it.
   */
  listen?(
    names: readonly Uint8Array[],
    listener: (notice: Notice) => void,
    signal: AbortSignal,
  ): Promise<readonly Notice["what"][]>;
}

/** What a profile says of its locks, checked: `"locks": { "masters": […], "patterns": […], "conventions": […] }`. */
export interface LockSettings {
  /** the URLs as they stand in the profile; empty: the connection's own server */
  readonly masters: readonly string[];
  /** globs of names (`*`, `?`, `[a-z]`, `\` as in Redis' SCAN MATCH); a name without any of these is asked for directly */
  readonly patterns: readonly string[];
  readonly conventions: readonly OwnConvention[];
}

/** A convention of the user's own. */
export interface OwnConvention {
  /** a glob, as in `patterns`; its names are taken as locks */
  readonly pattern: string;
  /** string: the value as a whole, or by a template · json: an object in a string · hash: fields */
  readonly type: "string" | "json" | "hash";
  /** string: a template like `{holder}:{fencing}` (`{*}`: anything; absent: all of it is the holder) · json: a path like `owner.id` · hash: a field */
  readonly holder?: string;
  /** json: a path · hash: a field; a string's stands in the template. `key:<name>` with `{name}` for the lock's: an entry of its own */
  readonly fencing?: string;
}

export interface Master {
  /** the same from one sample to the next: `host:port`, as it is shown */
  readonly id: string;
}

export interface LockRequest {
  readonly locks: readonly LockReads[];
  /** also who is connected to each master, to put an address to a holder (one command for each master) */
  readonly clients?: boolean;
}

/** What is read of one lock: at most one round trip for each master, whatever the number of locks. */
export interface LockReads {
  readonly name: Uint8Array;
  /** the lock's own entry first, then those beside it */
  readonly entries: readonly EntryRead[];
  /** channels on which those who wait are subscribed: their subscribers are counted (`PUBSUB NUMSUB`) */
  readonly channels?: readonly Uint8Array[];
}

export interface EntryRead {
  readonly key: Uint8Array;
  /**
   * What it should be. "any": whatever it is is read (the source may remember the type that it found). An entry of
   * another type comes back as `other` with its type, never as an error of the whole.
   */
  readonly as: EntryType | "any";
  /** elements at most (hash fields, list items, members from the lowest score); 100 if absent */
  readonly most?: number;
}

export type EntryType = "string" | "hash" | "list" | "set" | "sortedSet";

/** Bytes of one value that are read at most; `length` tells of more. */
export const VALUE_LIMIT = 4096;

export interface LockSample {
  /** milliseconds since 1970, before the first question was sent */
  readonly takenAt: number;
  /** in the order of `LockSource.masters`, all of them */
  readonly masters: readonly MasterSample[];
  /** what is missing beside unreachable masters: "The clients of redis-2:6379", and why */
  readonly missing: readonly Missing[];
}

export interface MasterSample {
  readonly id: string;
  /** why it could not be asked; `locks` is empty then */
  readonly problem?: Problem;
  /** milliseconds since 1970 by our clock: the entries were read between these */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** its own clock (`TIME`) in milliseconds since 1970, read between `sentAt` and `answeredAt`; absent where it does not tell */
  readonly clock?: number;
  /** between which two moments of our clock it was read, where these are closer than `sentAt` and `answeredAt` */
  readonly clockBetween?: readonly [sent: number, answered: number];
  /** in the order of the request's locks */
  readonly locks: readonly LockEntries[];
  readonly clients?: readonly LockClient[];
}

export interface LockEntries {
  /** in the order of the lock's `entries` */
  readonly entries: readonly Entry[];
  /** in the order of the lock's `channels`; null where it could not be counted */
  readonly subscribers?: readonly (number | null)[];
}

/** One entry as it is. `ttl`: milliseconds left, null where it never expires. */
export type Entry =
  | { readonly type: "none" }
  | { readonly type: "string"; readonly value: Uint8Array; readonly length: number; readonly ttl: number | null }
  | {
      readonly type: "hash";
      readonly fields: readonly (readonly [field: Uint8Array, value: Uint8Array])[];
      /** of all fields */
      readonly length: number;
      readonly ttl: number | null;
    }
  /** from the head */
  | {
      readonly type: "list";
      readonly items: readonly Uint8Array[];
      readonly length: number;
      readonly ttl: number | null;
    }
  | {
      readonly type: "set";
      readonly members: readonly Uint8Array[];
      readonly length: number;
      readonly ttl: number | null;
    }
  /** from the lowest score */
  | {
      readonly type: "sortedSet";
      readonly members: readonly (readonly [member: Uint8Array, score: number])[];
      readonly length: number;
      readonly ttl: number | null;
    }
  /** of another type than was asked for (then read again with the next sample), or of one that holds no lock */
  | { readonly type: "other"; readonly is: string; readonly ttl: number | null }
  /** this one could not be read: denied by an ACL, or its node of the cluster is away */
  | { readonly type: "failed"; readonly problem: Problem };

/** A line of `CLIENT LIST`, as far as it tells who somebody is. */
export interface LockClient {
  readonly id: string;
  /** `ip:port` */
  readonly address: string;
  readonly name?: string;
  readonly library?: string;
  /** milliseconds that it has been connected */
  readonly age?: number;
  /** the last command: `blpop` of one that waits */
  readonly command?: string;
}

/** What a server told by itself (keyspace notifications; watches of ZooKeeper). */
export interface Notice {
  readonly name: Uint8Array;
  readonly master: string;
  /** milliseconds since 1970 by our clock, when it came */
  readonly at: number;
  /** written: set or changed · extended: given a new time to live */
  readonly what: "written" | "extended" | "deleted" | "expired" | "evicted";
}
