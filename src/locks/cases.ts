import type { Entry, LockClient, LockSample, MasterSample } from "../core/lock-source";
import type { Reads } from "./convention";
import { unknownConvention } from "./conventions/unknown";
import { type Entries, observe } from "./observe";
import type { Past } from "./past";
import type { Case } from "./status";
import type { Tracked } from "./tracker";

/** One lock with what was read of it. */
export interface Look {
  readonly lock: Tracked;
  readonly reads: Reads;
  /** the sample that it is of: when it was read, and by which masters */
  readonly masters: readonly MasterSample[];
  /** in the order of the masters; undefined where one did not answer */
  readonly found: readonly (Entries | undefined)[];
}

/** The looks of a sample, in the order in which the locks were asked for. */
export function looksOf(asked: readonly { lock: Tracked; reads: Reads }[], { masters }: LockSample): readonly Look[] {
  return asked.map(({ lock, reads }, index) => ({
    lock,
    reads,
    masters,
    found: masters.map(({ locks }) => {
      const one = locks[index];
      return one && { entries: one.entries, subscribers: one.subscribers ?? [] };
    }),
  }));
}

/** By key, for each master that answered. */
export function byKey({ reads, found }: Look): readonly ReadonlyMap<string, Entry>[] {
  return found.flatMap((one) => {
    if (!one) return [];
    const pairs = reads.entries.map(({ key }, index): [string, Entry] => [key, one.entries[index] ?? { type: "none" }]);
    return [new Map(pairs)];
  });
}

/** True where something is there, and it is not what its convention writes: then it may be another. */
export function needsRecognition({ lock, found }: Look): boolean {
  const there = found.filter((one) => one?.entries.some(({ type }) => type !== "none" && type !== "failed"));
  const { by } = lock;
  return there.length > 0 && !(by && there.some((one) => one && by.recognise(lock.name, one.entries)));
}

/**
 * The cases to judge of one lock: one for a lock that masters decide together, otherwise one for each master that has it
 * (several have nothing to do with each other then).
 */
export function casesOf(
  { lock, masters, found }: Look,
  pasts: ReadonlyMap<string, Past>,
  clients: ReadonlyMap<string, readonly LockClient[]>,
): readonly Case[] {
  const by = lock.by ?? unknownConvention;
  const sights = masters.map((master, index) => observe(by, lock.name, master, found[index]));
  const { id, name, bytes, confidence, recognised } = lock;
  const common = { name, bytes, by, confidence, recognised, clients };
  const whole: Case = { ...common, id, sights, quorum: by.quorum && masters.length > 1, past: pasts.get(id) };
  if (by.quorum || masters.length === 1) return [whole];
  const own = sights
    .map((sight) => ({ ...common, id: `${id}@${sight.master}`, sights: [sight], quorum: false }))
    .map((one) => ({ ...one, past: pasts.get(one.id) }))
    .filter(({ sights: [sight], past }) => past || (sight && !["free", "unreachable"].includes(sight.reading.state)));
  return own.length ? own : [whole];
}
