import { child } from "../../core/address";
import type { EditStep } from "../../core/edit";
import { Meter, Tally } from "../../core/edit-tally";
import { Failure, isFailure } from "../../core/failure";
import { count, type Text, text, verbatim } from "../../core/text";
import { textIn } from "../replies";
import type { RedisEdit } from "./draft";
import { type Acting, type House, unsure } from "./editing";
import { changedBy, type KeyPlace, keysOf, readerOf, shownKey } from "./targets";
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
  text: keys.map(shownKey).join("\n"),
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
  const parts = Array.from({ length: Math.ceil(places.length / AT_ONCE) }, (_, part) =>
    places.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );
  let deleted = 0;
  let goneBefore = 0;
  await tally.each(
    parts,
    acting.signal,
    async (part) => {
      const outcomes = await unlinkAll(
        acting,
        part[0]?.db ?? 0,
        part.map(({ key }) => key),
      );
      for (const [index, outcome] of outcomes.entries()) {
        if (isFailure(outcome)) tally.fail(unsure(outcome, shownKey(part[index]?.key ?? Buffer.alloc(0))));
        else if (outcome) deleted++;
        else goneBefore++;
      }
      meter.add(part.length, () => text("{0} of {1} keys", count(deleted), count(places.length)));
    },
    (error, part) => unsure(error, partName(part)),
    (rest) => text("{0} of {1} keys were not deleted.", count(rest.flat().length), count(places.length)),
  );
  const [first] = places;
  if (first) {
    const keys = places.map(({ key }) => key);
    tally.change(...changedBy(house, first.database, keys));
    tally.change(...keys.slice(0, DOCUMENTS).map((key) => child(first.database, key)));
  }
  return tally.outcome(doneWords(deleted, goneBefore, places));
}

const partName = (part: readonly { readonly key: Uint8Array }[]): string =>
  part.length === 1 ? shownKey(part[0]?.key ?? new Uint8Array()) : `${shownKey(part[0]?.key ?? new Uint8Array())}, …`;

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
