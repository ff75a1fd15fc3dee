import type { VerdictState } from "../../../lag/snapshot";
import { inTrouble, isWell } from "./verdict-words";

export interface Notice {
  readonly kind: "trouble" | "recovered";
}

/**
 * Whether the user of a watch is to be told of a group's verdict: when it gets into trouble, when unread records have
 * been deleted on top of that, and when it is well again. A rebalance or a moment without knowledge says nothing.
 *
 * @param told the verdict that was last told, if any
 */
export function noticeOf(told: VerdictState | undefined, state: VerdictState): Notice | undefined {
  const wasInTrouble = told !== undefined && inTrouble(told);
  if (inTrouble(state)) {
    const isWorse = state === "DATA_LOSS" && told !== "DATA_LOSS";
    return !wasInTrouble || isWorse ? { kind: "trouble" } : undefined;
  }
  return wasInTrouble && isWell(state) ? { kind: "recovered" } : undefined;
}
