import type { GroupPhase } from "../../core/lag-source";

const PHASES: ReadonlyMap<string, GroupPhase> = new Map<string, GroupPhase>([
  ["Stable", "stable"],
  ["PreparingRebalance", "rebalancing"],
  ["CompletingRebalance", "rebalancing"],
  // Of the protocol of KIP-848, and of streams groups: the assignment is computed, then taken over by the members.
  ["Assigning", "rebalancing"],
  ["Reconciling", "rebalancing"],
  // A streams group that waits for its topics: nothing can be given out before they are there.
  ["NotReady", "rebalancing"],
  ["Empty", "empty"],
  ["Dead", "dead"],
]);

export const phaseOf = (state: string | undefined): GroupPhase => PHASES.get(state ?? "") ?? "unknown";
