import type { GroupSample, PartitionSample } from "../../../../src/core/lag-source";
import { verbatim } from "../../../../src/core/text";
import type { GroupLag, LagSnapshot, PartitionLag, Verdict, VerdictState } from "../../../../src/lag/snapshot";

export const TAKEN_AT = Date.UTC(2026, 10, 24, 12, 0, 0);

export const verdict = (state: VerdictState, more: Partial<Verdict> = {}): Verdict => ({
  state,
  rule: verbatim(`the rule of ${state}`),
  inputs: { committed: "9007199254740993", known: null },
  text: verbatim(`why it is ${state}`),
  ...more,
});

export function partition(sample: Partial<PartitionSample>, more: Partial<PartitionLag> = {}): PartitionLag {
  return {
    sample: { topic: "orders", partition: 0, ...sample },
    verdict: verdict("OK"),
    rates: {},
    trend: [],
    hot: false,
    ...more,
  };
}

export function group(
  id: string,
  partitions: readonly PartitionLag[],
  more: Partial<GroupLag> = {},
  sample: Partial<GroupSample> = {},
): GroupLag {
  const known = partitions.flatMap((one) => (one.sample.lag === undefined ? [] : [one.sample.lag]));
  return {
    sample: {
      id,
      type: "classic",
      state: "Stable",
      phase: "stable",
      partitions: partitions.map((one) => one.sample),
      ...sample,
    },
    verdict: verdict("OK"),
    lag: { total: known.reduce((sum, lag) => sum + lag, 0n), complete: known.length === partitions.length },
    rates: {},
    trend: [],
    partitions,
    ...more,
  };
}

export const snapshot = (groups: readonly GroupLag[]): LagSnapshot => ({ takenAt: TAKEN_AT, groups, missing: [] });
