import { child } from "../../core/address";
import { utf8 } from "../../core/bytes";
import { Failure, hasCode } from "../../core/failure";
import { text } from "../../core/text";
import { ask } from "../deployment";
import { numberIn, textIn } from "../replies";
import { slotOf } from "../slot";
import type { RedisEdit } from "./draft";
import { unsure } from "./editing";
import { changedBy, keyOf, readerOf, required, shownKey } from "./targets";
import { gone } from "./whole";

/** Another name in the same database. Never onto a key that is there: RENAMENX decides that at the server. */
export const renaming: RedisEdit = {
  async form(_, targets) {
    const { key } = keyOf(targets);
    return [
      {
        name: "name",
        type: "text",
        label: text("New name"),
        help: text("The whole name of the key, with its prefix."),
        ...(utf8(key) === undefined ? {} : { fallback: utf8(key) ?? "" }),
      },
    ];
  },

  async draft(house, targets, answers, signal) {
    const { db, database, key } = keyOf(targets);
    const name = required(answers, "name");
    const to = Buffer.from(name);
    const [was, will] = [shownKey(key), shownKey(to)];
    if (to.equals(key)) throw new Failure({ code: "invalid", what: text("{0} has this name already.", was) });
    if (house.opened.deployment.mode === "cluster" && slotOf(key) !== slotOf(to)) {
      throw new Failure({
        code: "unsupported",
        what: text("{0} and {1} belong to different slots of the cluster.", was, will),
        fix: text("A cluster renames within a slot only: names with the same {…} are in one slot."),
      });
    }
    if (textIn(await readerOf(house, { db, key }, signal).ask("TYPE")) === "none") throw gone(key);
    if (textIn(await readerOf(house, { db, key: to }, signal).ask("TYPE")) !== "none") throw taken(will);
    return {
      question: text("Rename {0} to {1}?", was, will),
      detail: [
        text("Its value and its time to live stay as they are."),
        text("Programs that use the old name will not find it any more."),
      ],
      button: text("Rename"),
      async run({ opened: { deployment }, signal: now }) {
        try {
          const renamed = numberIn(await ask(deployment, db, key, ["RENAMENX", key, to], now));
          if (renamed === 0) throw taken(will);
        } catch (error) {
          if (hasCode(error, "unknown") && textIn(await ask(deployment, db, key, ["TYPE", key], now)) === "none")
            throw gone(key);
          throw unsure(error, was);
        }
        return {
          done: [text("{0} is {1} now.", was, will)],
          failed: [],
          left: [],
          changed: [...changedBy(house, database, [key, to]), child(database, key)],
          reveal: child(database, to),
        };
      },
    };
  },
};

const taken = (name: string): Failure =>
  new Failure({
    code: "changed",
    what: text("There is a key {0} already.", name),
    fix: text("Choose another name, or delete that key first."),
  });
