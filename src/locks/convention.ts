import type { Guard, Wake } from "../core/lock-actions";
import type { Entry, EntryRead } from "../core/lock-source";
import type { Text } from "../core/text";
import type { Confidence, Holder, Waiters } from "./snapshot";

/**
 * What is known of one way to keep a lock: where it stands, how it is recognised, and what it means. Pure; never throws,
 * whatever the bytes. Names are binary text (see bytes.ts).
 */
export interface Convention {
  readonly id: string;
  readonly title: Text;
  /** true where the same lock may stand on several masters, and a quorum of them decides */
  readonly quorum: boolean;
  /**
   * The name of the lock that an entry of this name would belong to, where the name alone says so; undefined otherwise.
   * `{app}:timeout` belongs to `app`.
   */
  lockOf?(name: string): string | undefined;
  /** What to read of a lock of this convention: the entry that decides first. */
  reads(name: string): Reads;
  /**
   * How it is recognised, by the entries in the order of `reads` (those that were not read yet are "none"); undefined
   * where that is not what this library writes.
   */
  recognise(name: string, entries: readonly Entry[]): Recognised | undefined;
  /** What the entries mean, in the order of `reads`. */
  read(name: string, entries: readonly Entry[], around: Around): Reading;
}

export interface Reads {
  readonly entries: readonly (Omit<EntryRead, "key"> & { readonly key: string })[];
  readonly channels?: readonly string[];
}

export interface Recognised {
  /** never "pattern": that is said by the profile */
  readonly confidence: Exclude<Confidence, "pattern">;
  /** "The value is 32 hexadecimal digits, as node-redlock writes it." */
  readonly how: Text;
}

export interface Around {
  /** in the order of the channels of `reads`; empty where they were not counted */
  readonly subscribers: readonly (number | null)[];
  /** milliseconds since 1970 by the master's clock, else by ours */
  readonly now: number;
}

/** What the entries of one lock on one master say. */
export type Reading =
  | { readonly state: "free" }
  /** the name holds something that is not a lock of this convention */
  | { readonly state: "notLockShaped"; readonly why: Text }
  | Held;

export interface Held {
  readonly state: "held";
  /** where the side entries tell it more exactly: a fair or fenced lock */
  readonly title?: Text;
  /** never empty, but for a waiting writer */
  readonly holders: readonly Holder[];
  /** what two masters must agree on, and what a release compares: the holders in binary text */
  readonly token: string;
  /** milliseconds; null: never expires */
  readonly ttl: number | null;
  /** true where the library sets no time to live and cleans up by itself: then it is not leaked */
  readonly endless?: boolean;
  /** true where the library shortens the time to live when the work is done */
  readonly cools?: boolean;
  /** what stays in the value where the library writes it anew when the work is done; absent: all of it stays */
  readonly origin?: string;
  readonly acquiredCount?: number;
  readonly fencing?: string;
  readonly waiters: Waiters;
  /** further facts that a person can check */
  readonly facts: readonly Text[];
  /** the quorum over entries of one server (rueidislock): those that have the token, and how many there are */
  readonly entries?: { readonly have: number; readonly of: number; readonly others: number };
  /** how to release and extend it safely; absent where that is not possible from outside */
  readonly act?: {
    readonly guard: Guard;
    readonly remove?: readonly string[];
    readonly wake?: readonly Wake[];
    /** entries whose time to live goes with the lock's */
    readonly also?: readonly string[];
  };
}
