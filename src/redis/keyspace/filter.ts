import { shown } from "../../core/bytes";
import { matcher } from "../../core/matcher";
import type { Names } from "./level";

/** Names looked at between two pauses. */
const STEP = 1024;

/** Leaves the names that match: what is compared is the whole name as it is shown. */
export function* filterNames({ arena, order }: Names, filter: string): Generator<void, Names> {
  const matches = matcher(filter);
  const kept = new Uint32Array(order.length);
  let size = 0;
  for (let i = 0; i < order.length; i++) {
    const position = order[i] ?? 0;
    if (matches(shown(arena.name(position)))) kept[size++] = position;
    if (i % STEP === STEP - 1) yield;
  }
  return { arena, order: kept.slice(0, size) };
}
