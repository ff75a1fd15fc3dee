import { child } from "../../core/address";
import { Tally } from "../../core/edit-tally";
import { Failure } from "../../core/failure";
import { count, duration, type Text, text } from "../../core/text";
import type { Command } from "../allowed";
import { ask } from "../deployment";
import { ttlText } from "../nodes";
import { numberIn } from "../replies";
import type { RedisEdit } from "./draft";
import { isUnanswered, unsure } from "./editing";
import { assertGood, changedBy, type KeyPlace, keysOf, readerOf, required, shownKey, wholeKey } from "./targets";
import { isTtl, parseTtl, ttlProblem } from "./ttl";
import { gone } from "./whole";

/** Of one key or several; "none" takes the limit away. */
export const ttlSetting: RedisEdit = {
  async form(house, targets, signal) {
    const [first, other] = keysOf(targets);
    const ttl = first && !other ? numberIn(await readerOf(house, first, signal).ask("PTTL")) : undefined;
    return [
      {
        name: "ttl",
        type: "text",
        label: text("Time to live"),
        help:
          ttl === undefined
            ? text("90s, 10m, 2h, 7d, 1500ms; a number alone is seconds; “none” takes the limit away.")
            : text("Now: {0}. Write 90s, 10m, 2h, 7d, 1500ms or seconds; “none” takes the limit away.", ttlText(ttl)),
        check: ttlProblem,
      },
    ];
  },

  async draft(house, targets, answers, signal) {
    const typed = required(answers, "ttl");
    assertGood(typed, ttlProblem(typed));
    const ttl = parseTtl(typed);
    if (!isTtl(ttl)) throw new Failure({ code: "invalid", what: ttl });
    const places = keysOf(targets);
    const [first] = places;
    if (!first) throw new Failure({ code: "invalid", what: text("Choose keys only.") });
    const now = await Promise.all(
      places.map(async (place) => numberIn(await readerOf(house, place, signal).ask("PTTL"))),
    );
    const one = places.length === 1 ? first : undefined;
    if (one && now[0] === -2) throw gone(one.key);
    const unlimited = now.filter((ms) => ms === -1).length;
    return {
      question: questionOf(one, places.length, ttl),
      detail: [
        ...(one ? [text("Now: {0}.", ttlText(now[0] ?? -1))] : [text("Without a limit now: {0}.", count(unlimited))]),
        ...(ttl === "none" ? [] : [text("When it is over, the server deletes the key.")]),
      ],
      button: ttl === "none" ? text("Take the Limit Away") : text("Set Time to Live"),
      ...(one
        ? {}
        : { review: { title: text("Keys that change"), text: places.map(({ key }) => wholeKey(key)).join("\n") } }),
      async run({ opened: { deployment }, signal: applying }, progress) {
        const tally = new Tally();
        await tally.each(
          places,
          applying,
          async ({ db, key }, index) => {
            progress({ text: text("Changing {0}", shownKey(key)), fraction: index / places.length });
            const command: Command = ttl === "none" ? ["PERSIST", key] : ["PEXPIRE", key, `${ttl}`];
            const changed = numberIn(await ask(deployment, db, key, command, applying));
            // PERSIST says 0, too, where there was no limit.
            if (changed === 0 && numberIn(await ask(deployment, db, key, ["PTTL", key], applying)) === -2)
              throw gone(key);
          },
          (error, { key }) => (one ? unsure(error, shownKey(key)) : named(error, key)),
          (rest) => text("{0} of {1} keys were not changed.", count(rest.length), count(places.length)),
        );
        tally.change(
          ...changedBy(
            house,
            first.database,
            places.map(({ key }) => key),
          ),
        );
        tally.change(...places.map(({ database, key }) => child(database, key)));
        return tally.outcome(tally.succeeded ? [doneWords(one, tally.succeeded, ttl)] : []);
      },
    };
  },
};

/** Of several, each says which it is. */
function named(error: unknown, key: Buffer): Failure {
  const failure = unsure(error, shownKey(key));
  if (isUnanswered(failure) || failure.code === "changed") return failure;
  const { code, what, why, fix } = failure;
  return new Failure({ code, what: text("Not changed: {0}. {1}", shownKey(key), what), why, fix, cause: error });
}

function questionOf(one: KeyPlace | undefined, many: number, ttl: number | "none"): Text {
  if (ttl === "none")
    return one
      ? text("Take the limit away from {0}?", shownKey(one.key))
      : text("Take the limit away from {0} keys?", count(many));
  return one
    ? text("Let {0} live for {1}?", shownKey(one.key), duration(ttl))
    : text("Let {0} keys live for {1}?", count(many), duration(ttl));
}

function doneWords(one: KeyPlace | undefined, done: number, ttl: number | "none"): Text {
  if (ttl === "none")
    return one
      ? text("{0} has no limit any more.", shownKey(one.key))
      : text("{0} keys have no limit any more.", count(done));
  return one
    ? text("{0} lives for {1}.", shownKey(one.key), duration(ttl))
    : text("{0} keys live for {1}.", count(done), duration(ttl));
}
