import { count, type Figure, type Text, text } from "../../core/text";
import type { Facts } from "../facts";
import type { VerdictState } from "../snapshot";

/** By name: offsets as decimal strings, times as ISO 8601, durations in milliseconds, null where there is none. */
export type Inputs = Readonly<Record<string, string | number | boolean | null>>;

/** One way to judge a partition. The first of `RULES` that holds decides. */
export interface Rule {
  readonly state: VerdictState;
  holds(facts: Facts): boolean;
  /** the rule itself, as one sentence */
  rule(facts: Facts): Text;
  /** what it was given beside the sample itself */
  inputs?(facts: Facts): Inputs;
  /** what was found, as one sentence that names the partition */
  text(facts: Facts): Text;
  /** milliseconds until the lag is 0 */
  eta?(facts: Facts): number | undefined;
}

export const nameOf = ({ sample }: Facts): string => `${sample.topic}/${sample.partition}`;

export const offset = (value: bigint | undefined): string | null => value?.toString() ?? null;

const LATEST = 8.64e15;

/** ISO 8601; null for what no calendar has: a producer may write any number as a record's time. */
export function iso(ms: number | undefined): string | null {
  return ms === undefined || !(Math.abs(ms) <= LATEST) ? null : new Date(ms).toISOString();
}

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Records per second, with two digits that count. */
export function pace(perSecond: number): Figure {
  const value = Math.abs(perSecond);
  return count(value >= 10 ? Math.round(value) : Number(value.toPrecision(2)));
}

/** Who reads the partition, as far as it is told: the end of a sentence. */
export function reader({ group, sample }: Facts): Text {
  const member = sample.member === undefined ? undefined : group.members.get(sample.member);
  if (sample.member !== undefined) return text("{0} owns it", member?.clientId || sample.member);
  if (group.sample.type === "share" && group.members.size) {
    return text("members in the group: {0}", count(group.members.size));
  }
  if (group.owners === "none") return text("nobody has joined the group");
  if (group.owners === "known") return text("no member owns it");
  return text("who owns it is not known");
}
