import { shown } from "../../../core/bytes";
import { type Reader, render } from "../../../core/render";
import { text } from "../../../core/text";
import { LOCK_STATES, type LockStatus } from "../../../locks/snapshot";
import type { Facet } from "../../../panel/protocol";
import { countBy } from "../group-by";
import { holdersOf } from "./lock-figures";
import { STATE_TONES, STATE_WORDS } from "./state-words";

/** Holders that are offered at most, those with the most locks: the filter box finds the others. */
const HOLDERS = 100;

/** What the table can be narrowed by, with how many locks there are of each. */
export function lockFacets(locks: readonly LockStatus[], reader: Reader): Facet[] {
  const states = countBy(locks, ({ state }) => [state]);
  const types = countBy(locks, ({ convention }) => [convention.id]);
  const titles = new Map(locks.map(({ convention }) => [convention.id, render(convention.title, reader)]));
  const holders = [...countBy(locks, holderIds)].sort(([, one], [, other]) => other - one).slice(0, HOLDERS);
  const label = (id: string) => titles.get(id) ?? id;
  return [
    {
      id: "state",
      label: render(text("State"), reader),
      options: LOCK_STATES.filter((state) => states.has(state)).map((state) => ({
        value: state,
        label: render(STATE_WORDS[state], reader),
        count: states.get(state) ?? 0,
        tone: STATE_TONES[state],
      })),
    },
    {
      id: "type",
      label: render(text("Type"), reader),
      options: [...types]
        .map(([value, number]) => ({ value, label: label(value), count: number }))
        .sort((one, other) => (one.label < other.label ? -1 : 1)),
    },
    {
      id: "holder",
      label: render(text("Holder"), reader),
      options: holders.map(([value, number]) => ({ value, label: shown(value), count: number })),
    },
  ];
}

export const holderIds = (lock: LockStatus): readonly string[] => holdersOf(lock).map(({ id }) => id);
