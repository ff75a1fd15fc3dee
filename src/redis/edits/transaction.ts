import { shown } from "../../core/bytes";
import { Failure, hasCode, isFailure } from "../../core/failure";
import { text } from "../../core/text";
import type { Command } from "../allowed";
import type { Outcome } from "../client";
import { ask } from "../deployment";
import { redirection } from "../failures";
import type { Reply } from "../replies";
import { type Acting, unsure } from "./editing";
import { changedMeanwhile } from "./whole";

/**
 * Changes one key in one step, if nobody else does meanwhile: the key is watched before `prepare` looks at it.
 * @param prepare what is to be done; rejects where the key is not what it should be
 * @returns false where nothing had to be done
 */
export async function inTransaction(
  acting: Acting,
  db: number,
  key: Buffer,
  prepare: () => Promise<readonly Command[]>,
): Promise<boolean> {
  await step(acting, db, key, ["WATCH", key]);
  const commands = await prepare();
  // The connection is closed after each edit: with it goes the watch.
  if (commands.length === 0) return false;
  // Alone: where it is refused, what follows would be done without it.
  await step(acting, db, key, ["MULTI"]);
  const results = await execute(acting, db, key, commands);
  if (results === null) throw changedMeanwhile(key);
  if (Array.isArray(results) && results.length === commands.length) return true;
  const strange = text("The answer about the key {0} is not understood.", shown(key));
  throw unsure(new Failure({ code: "protocol", what: strange }), shown(key));
}

/** Nothing is changed by it, whatever becomes of it. */
async function step({ opened: { deployment }, signal }: Acting, db: number, key: Buffer, command: Command) {
  try {
    await ask(deployment, db, key, command, signal);
  } catch (error) {
    if (redirection(error) && deployment.mode === "cluster") throw onItsWay(key);
    // A new connection watches nothing, and may therefore begin nothing.
    throw command[0] === "MULTI" && hasCode(error, "forbidden") ? interrupted(key) : error;
  }
}

async function execute(
  { opened: { deployment }, signal }: Acting,
  db: number,
  key: Buffer,
  commands: readonly Command[],
): Promise<Reply | undefined> {
  const all: readonly Command[] = [...commands, ["EXEC"]];
  let outcomes: readonly Outcome[];
  try {
    outcomes = await deployment.batch(
      db,
      all.map((command) => ({ key, command })),
      signal,
    );
  } catch (error) {
    throw hasCode(error, "forbidden") ? interrupted(key) : unsure(error, shown(key));
  }
  // The first reason says more than that of EXEC, which only follows from it.
  for (const outcome of outcomes) {
    if (!isFailure(outcome)) continue;
    if (hasCode(outcome, "forbidden")) throw interrupted(key);
    throw redirection(outcome) && deployment.mode === "cluster" ? onItsWay(key) : unsure(outcome, shown(key));
  }
  const results = outcomes.at(-1);
  return isFailure(results) ? undefined : results;
}

const onItsWay = (key: Buffer): Failure =>
  new Failure({
    code: "unavailable",
    what: text("The slot of {0} is on its way to another node: nothing was changed.", shown(key)),
    fix: text("Try again in a while."),
  });

const interrupted = (key: Buffer): Failure =>
  new Failure({
    code: "unavailable",
    what: text("The connection was lost before {0} was changed.", shown(key)),
    fix: text("Try again in a while."),
  });
