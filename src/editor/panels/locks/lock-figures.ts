import { segment } from "../../../core/address";
import { shown } from "../../../core/bytes";
import { count, duration, type Text, text, verbatim } from "../../../core/text";
import type { Holder, LockStatus } from "../../../locks/snapshot";

/** What is known of a lock as a person reads it. What is not known is a word or "–", never 0. */

/** Nothing is there, or it does not apply. */
export const NONE = verbatim("–");

/** As the tree writes it, with its server where it is a lock of that one alone. */
export function lockName({ id, name }: Pick<LockStatus, "id" | "name">): string {
  const own = id.slice(segment(name).length + 1);
  const said = name.length ? shown(name) : '""';
  return own ? `${said} @ ${own}` : said;
}

/** Who holds it; where nobody has a quorum, whose values are there. */
export function holdersOf(lock: LockStatus): readonly Holder[] {
  if (lock.holders.length || !lock.quorum) return lock.holders;
  const { state } = lock.quorum;
  if (state === "whole" || state === "free") return [];
  const seen = new Map(lock.masters.flatMap(({ holders }) => holders).map((holder) => [holder.id, holder]));
  return [...seen.values()];
}

/** `9f86d081…:32 ×2`, `reader 1f3a…`: a holder in its library's own terms. */
export function holderText({ id, mode, count: times }: Holder): Text {
  const name = verbatim(shown(id));
  const said = times !== undefined && times > 1 ? text("{0} ×{1}", name, count(times)) : name;
  if (mode === undefined) return said;
  return mode === "read" ? text("reads: {0}", said) : text("writes: {0}", said);
}

/** "3 of 5"; undefined where no quorum decides. */
export const quorumText = ({ quorum }: LockStatus): Text | undefined =>
  quorum && text("{0} of {1}", count(quorum.have), count(quorum.of));

export function waitersText({ waiters }: Pick<LockStatus, "waiters">): Text {
  if (waiters === "unknown") return text("unknown");
  return waiters.exact ? count(waiters.count) : text("≥ {0}", count(waiters.count));
}

export function typeText({ convention, confidence }: LockStatus): Text {
  return confidence === "guess" ? text("{0} (guess)", convention.title) : convention.title;
}

export function ttlText(ttl: number | null | undefined): Text {
  if (ttl === undefined) return NONE;
  return ttl === null ? text("never expires") : duration(ttl);
}
