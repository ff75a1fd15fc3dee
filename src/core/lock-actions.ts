import type { Text } from "./text";

/**
 * The only things that change a server: offered by a connection with `access: "edit"` alone. Both are a comparison and a
 * change in one step at the server; nothing is changed where the lock is not exactly the one that was shown.
 */
export interface LockActions {
  /** On every master of the plan, at the same time; one result for each, in the plan's order. Never a plain delete. */
  release(plan: ReleasePlan, signal: AbortSignal): Promise<readonly ActionResult[]>;
  /** As `release`. Refused ("shorter", "noTtl") where it would shorten or the entry never expires. */
  extend(plan: ExtendPlan, signal: AbortSignal): Promise<readonly ActionResult[]>;
}

/** What must still be there, compared whole: a value that was read only in part can be neither released nor extended. */
export type Guard =
  | { readonly as: "string"; readonly key: Uint8Array; readonly value: Uint8Array }
  /** exactly these fields with these values, no more and no fewer */
  | {
      readonly as: "hash";
      readonly key: Uint8Array;
      readonly fields: readonly (readonly [field: Uint8Array, value: Uint8Array])[];
    };

interface Plan {
  readonly name: Uint8Array;
  /** ids of the masters to act on, each with what was read there: the values of a split lock differ */
  readonly at: readonly { readonly master: string; readonly guard: Guard }[];
}

export interface ReleasePlan extends Plan {
  /** entries that the library deletes with the lock (they are meaningless without it), after the guard held */
  readonly remove: readonly Uint8Array[];
  /** what the library sends so that those who wait do not sleep on; after the delete, in this order */
  readonly wake: readonly Wake[];
}

export type Wake =
  | { readonly how: "publish"; readonly channel: Uint8Array; readonly message: Uint8Array }
  /** the list is emptied, gets this one item and expires after `ttl` milliseconds */
  | { readonly how: "push"; readonly key: Uint8Array; readonly item: Uint8Array; readonly ttl: number };

export interface ExtendPlan extends Plan {
  /** entries that live as long as the lock: set to the same time to live where they exist and have a shorter one */
  readonly also: readonly Uint8Array[];
  /** milliseconds from now on */
  readonly ttl: number;
}

export interface ActionResult {
  readonly master: string;
  /**
   * done · changed: the lock is no longer the one shown, nothing was done · gone: it is not there any more ·
   * shorter: it has more time left already · noTtl: it never expires · failed: `why` says so, it may or may not be done
   */
  readonly result: "done" | "changed" | "gone" | "shorter" | "noTtl" | "failed";
  readonly why?: Text;
}
