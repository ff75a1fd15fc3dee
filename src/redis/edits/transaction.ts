import { shown } from "../../core/bytes";
import { Failure, isFailure } from "../../core/failure";
import { text } from "../../core/text";
import type { Command } from "../allowed";
import { ask } from "../deployment";
import type { Acting } from "./editing";
import { unsure } from "./editing";
import { changedMeanwhile } from "./whole";

/**
 * Changes one key in one step, if nobody else does meanwhile: the key is watched before `prepare` looks at it.
 * @param prepare what is to be done; rejects where the key is not what it should be
 * @returns false where nothing had to be done
 */
export async function inTransaction(
  { opened: { deployment }, signal }: Acting,
  db: number,
  key: Buffer,
  prepare: () => Promise<readonly Command[]>,
): Promise<boolean> {
  await ask(deployment, db, key, ["WATCH", key], signal);
  const commands = await prepare();
  // The connection is closed after each edit: with it goes the watch.
  if (commands.length === 0) return false;
  try {
    const all: readonly Command[] = [["MULTI"], ...commands, ["EXEC"]];
    const outcomes = await deployment.batch(
      db,
      all.map((command) => ({ key, command })),
      signal,
    );
    const refused = outcomes.find(isFailure);
    if (refused) throw refused;
    const results = outcomes.at(-1);
    if (results === null) throw changedMeanwhile(key);
    if (Array.isArray(results) && results.length === commands.length) return true;
    throw new Failure({ code: "protocol", what: text("The answer about the key {0} is not understood.", shown(key)) });
  } catch (error) {
    throw unsure(error, shown(key));
  }
}
