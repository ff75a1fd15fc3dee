import type { EntryType } from "./lock-source";
import type { Text } from "./text";

export interface DiscoverRequest {
  /** globs; a name is found when it matches one. Empty: every name, for `sift` to choose */
  readonly patterns: readonly string[];
  readonly sift: Sift;
  /** names to look over at most in this step, all masters together */
  readonly budget: number;
  /** from the step before; absent: from the start */
  readonly cursor?: string;
}

/** Pure, cheap and never throwing: called for every name of a scan. */
export interface Sift {
  /** "lock": keep it · "look": ask `shape` · "no": pass it over (also a side entry of another lock) */
  name(name: Uint8Array): "lock" | "look" | "no";
  /** `length`: bytes of a string, fields or elements of the others */
  shape(found: {
    readonly name: Uint8Array;
    readonly type: EntryType | "other";
    readonly length: number;
    readonly ttl: number | null;
  }): boolean;
}

export interface Discovery {
  /** each once, whatever the number of masters that have it */
  readonly names: readonly Uint8Array[];
  readonly coverage: Coverage;
  /** absent: the round is complete; the next step begins a new one */
  readonly cursor?: string;
}

/** What a scan has seen: of this round so far. */
export interface Coverage {
  readonly scanned: number;
  /** names that there are, as the servers count them; absent where unknown */
  readonly of?: number;
  readonly complete: boolean;
  /** "Scanned 12,000 of about 1,000,000 keys." */
  readonly text: Text;
}
