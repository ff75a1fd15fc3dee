import type { ExtendPlan, ReleasePlan } from "../core/lock-actions";
import { bytesOfBinary } from "./bytes";
import { heldIn, type Sight } from "./observe";
import type { Past } from "./past";
import type { Case } from "./status";

/** What could be done: with the holder of a quorum, or with all that is left where nobody has one. */
export function plansOf(
  { bytes: name, sights }: Case,
  winners: readonly Sight[],
  past: Past,
): { release?: ReleasePlan; extend?: ExtendPlan } {
  const held = (winners.length ? winners : sights).flatMap((sight) => {
    const reading = heldIn(sight);
    return reading?.act ? [{ master: sight.master, reading, act: reading.act }] : [];
  });
  const [first] = held;
  if (!first) return {};
  const bytes = (names: readonly string[] = []) => names.map(bytesOfBinary);
  const plan = { name, at: held.map(({ master, act: { guard } }) => ({ master, guard })) };
  const ttl = past.hold?.largestTtl ?? 0;
  const expires = winners.length > 0 && held.every(({ reading }) => reading.ttl !== null);
  return {
    release: { ...plan, remove: bytes(first.act.remove), wake: first.act.wake ?? [] },
    ...(expires && ttl > 0 ? { extend: { ...plan, also: bytes(first.act.also), ttl } } : {}),
  };
}
