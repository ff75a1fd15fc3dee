import { shown } from "../../../core/bytes";
import { type Text, verbatim } from "../../../core/text";
import type { LockStatus } from "../../../locks/snapshot";

/** What was last seen of a watched lock: who holds it, that it leaks, or that nobody has it. */
export type Seen = `held ${string}` | "leaked" | "free";

export type LockNotice =
  | { readonly kind: "released" }
  | { readonly kind: "leaked" }
  /** released by one and taken by another between two looks */
  | { readonly kind: "handedOver"; readonly from: Text };

/**
 * Whether the user of a watch is to be told of a lock: when it is released (also where somebody else took it at once),
 * and when it has no time to live any more. What is not known says nothing.
 *
 * @param before what was last seen; undefined: the watch begins
 */
export function lockNoticeOf(
  before: Seen | undefined,
  lock: LockStatus,
): { readonly told: Seen; readonly notice?: LockNotice } | undefined {
  const now = seenOf(lock);
  if (now === undefined || now === before) return undefined;
  if (now === "leaked") return { told: now, notice: { kind: "leaked" } };
  if (before === undefined) return { told: now };
  if (now === "free") return { told: now, notice: { kind: "released" } };
  if (!before.startsWith(HELD)) return { told: now };
  return { told: now, notice: { kind: "handedOver", from: verbatim(shown(before.slice(HELD.length))) } };
}

export const isSeen = (value: unknown): value is Seen =>
  value === "leaked" || value === "free" || (typeof value === "string" && value.startsWith(HELD));

const HELD = "held ";

function seenOf({ state, holders }: LockStatus): Seen | undefined {
  if (state === "leaked") return "leaked";
  if (state === "free") return "free";
  const [holder] = holders;
  return holder && `held ${holder.id}`;
}
