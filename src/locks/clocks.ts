import type { MasterSample } from "../core/lock-source";
import type { MasterStatus } from "./snapshot";

/** The masters and their clocks against ours: what a master says lies between the question and its answer. */
export function masterStatus(sample: MasterSample): MasterStatus {
  const { id, problem, clock, clockBetween: [sent, answered] = [sample.sentAt, sample.answeredAt] } = sample;
  return {
    id,
    ...(problem ? { problem } : {}),
    ...(clock === undefined
      ? {}
      : { clock: { offset: clock - (sent + answered) / 2, error: Math.max(1, (answered - sent) / 2) } }),
  };
}

/** The time at a master, when its entries were read; ours where it does not tell. */
export function timeAt(sample: MasterSample): number {
  const { clock } = masterStatus(sample);
  return readAt(sample) + (clock?.offset ?? 0);
}

/** When the entries were read, by our clock; `spread`: how far that may be off to either side. */
export const readAt = ({ sentAt, answeredAt }: MasterSample): number => (sentAt + answeredAt) / 2;
export const spread = ({ sentAt, answeredAt }: MasterSample): number => Math.max(1, (answeredAt - sentAt) / 2);

/** The largest difference between two masters' clocks in milliseconds; undefined with fewer than two that tell. */
export function clockDifference(
  masters: readonly MasterStatus[],
): { readonly ms: number; readonly error: number } | undefined {
  const clocks = masters.flatMap(({ clock }) => clock ?? []);
  if (clocks.length < 2) return undefined;
  const sorted = [...clocks].sort((one, other) => one.offset - other.offset);
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first && last ? { ms: last.offset - first.offset, error: first.error + last.error } : undefined;
}
