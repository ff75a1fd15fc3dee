import { child } from "../../core/address";
import type { EditStep } from "../../core/edit";
import { endsAll, Meter, Tally } from "../../core/edit-tally";
import { Failure, isFailure } from "../../core/failure";
import { count, type Text, text, verbatim } from "../../core/text";
import { textIn } from "../replies";
import type { RedisEdit } from "./draft";
import { type Acting, type House, isUnanswered, unsure } from "./editing";
import { changedBy, type KeyPlace, keysOf, readerOf, shownKey, wholeKey } from "./targets";
import { unlinkAll } from "./unlink";
import { gone } from "./whole";

/** Keys that are sent together, and asked about together. */
const AT_ONCE = 500;
/** Open documents of so many keys are looked at again. */
const DOCUMENTS = 1_000;

/** Keys that were chosen one by one. */
export const deletion: RedisEdit = {
  async form() {
    return [];
  },

  async draft(house, targets, _, signal) {
    const places = keysOf(targets);
    const [first, other] = places;
    if (!first) throw new Failure({ code: "invalid", what: text("Choose keys only.") });
    const type = textIn(await readerOf(house, first, signal).ask("TYPE"));
    if (!other && type === "none") throw gone(first.key);
    return {
      question: other ? text("Delete {0} keys?", count(places.length)) : text("Delete {0}?", shownKey(first.key)),
      detail: [...(other ? [] : [text("Type: {0}.", verbatim(type))]), text("It cannot be brought back.")],
      button: text("Delete"),
      ...(other ? { review: reviewOf(places.map(({ key }) => key)) } : {}),
      run: (acting, progress) => deleteAll(house, acting, places, progress),
    };
  },
};

export const reviewOf = (keys: readonly Uint8Array[]) => ({
  title: text("Keys that are deleted"),
  text: keys.map(wholeKey).join("\n"),
});

/** Exactly these, and says what became of each that was not deleted. All are of one database. */
export async function deleteAll(
  house: House,
  acting: Acting,
  places: readonly Pick<KeyPlace, "db" | "database" | "key">[],
  progress: (step: EditStep) => void,
) {
  const tally = new Tally();
  const meter = new Meter(progress, places.length);
  const losses = new Map<string, Loss>();
  let deleted = 0;
  let goneBefore = 0;
  for (let begin = 0; begin < places.length && !acting.signal.aborted; begin += AT_ONCE) {
    const part = places.slice(begin, begin + AT_ONCE);
    const outcomes = await unlinked(acting, part);
    for (const [index, outcome] of outcomes.entries()) {
      if (isFailure(outcome)) lose(losses, outcome, part[index]?.key);
      else if (outcome) deleted++;
      else goneBefore++;
    }
    meter.add(part.length, () => text("{0} of {1} keys", count(deleted), count(places.length)));
    // A server is gone: each further part would wait for it again.
    if (outcomes.some((outcome) => isFailure(outcome) && endsAll(outcome))) break;
  }
  let unknown = 0;
  for (const loss of losses.values()) {
    if (isUnanswered(loss.failure)) unknown += loss.keys;
    tally.fail(lossOf(loss));
  }
  const kept = places.length - deleted - goneBefore - unknown;
  if (kept > 0 && places.length > 1)
    tally.leave(text("{0} of {1} keys were not deleted.", count(kept), count(places.length)));
  const [first] = places;
  if (first) {
    // The row of the database stands for all below it.
    const keys = places.slice(0, DOCUMENTS).map(({ key }) => key);
    tally.change(...changedBy(house, first.database, keys), ...keys.map((key) => child(first.database, key)));
  }
  return tally.outcome(doneWords(deleted, goneBefore, places));
}

/** As `unlinkAll`; where there can be no answer at all, that for each key. */
async function unlinked(acting: Acting, part: readonly Pick<KeyPlace, "db" | "key">[]) {
  const keys = part.map(({ key }) => key);
  try {
    return await unlinkAll(acting, part[0]?.db ?? 0, keys);
  } catch (error) {
    if (isFailure(error)) return keys.map(() => error);
    throw error;
  }
}

/** Keys that were lost for the same reason. */
interface Loss {
  readonly failure: Failure;
  readonly first: Uint8Array;
  keys: number;
}

function lose(losses: Map<string, Loss>, failure: Failure, key: Uint8Array = new Uint8Array()): void {
  const known = losses.get(failure.message);
  if (known) known.keys++;
  else losses.set(failure.message, { failure, first: key, keys: 1 });
}

function lossOf({ failure, first, keys }: Loss): Failure {
  const name = shownKey(first);
  const names = keys > 1 ? text("{0} and {1} more", name, count(keys - 1)) : name;
  if (isUnanswered(failure)) return unsure(failure, names);
  const { code, what, why, fix } = failure;
  return new Failure({ code, what: text("Not deleted: {0}. {1}", names, what), why, fix, cause: failure });
}

function doneWords(deleted: number, goneBefore: number, places: readonly { readonly key: Uint8Array }[]): Text[] {
  const [first, other] = places;
  if (first && !other)
    return deleted
      ? [text("{0} was deleted.", shownKey(first.key))]
      : goneBefore
        ? [text("{0} was gone already.", shownKey(first.key))]
        : [];
  return [
    ...(deleted ? [text("{0} of {1} keys were deleted.", count(deleted), count(places.length))] : []),
    ...(goneBefore ? [text("{0} were gone already.", count(goneBefore))] : []),
  ];
}
