import { Failure, hasCode } from "../../core/failure";
import type { ActionResult, ExtendPlan, Guard, ReleasePlan } from "../../core/lock-actions";
import { text } from "../../core/text";
import type { Command } from "../allowed";
import { answerIn, type KeyCommand } from "../deployment";
import { deleteIfEqual, knowsShardedChannels } from "../identity";
import type { Opened } from "../open";
import { arrayIn, bytesIn, numberIn, type Reply, textIn } from "../replies";
import { EXTEND, RELEASE } from "./scripts";

/** "notWoken": deleted, but those who wait could not be told. */
export type Result = Exclude<ActionResult["result"], "failed"> | "notWoken";

/** What the scripts answer. */
const ANSWERS: Readonly<Record<string, Result>> = {
  "2": "notWoken",
  "1": "done",
  "0": "changed",
  "-1": "gone",
  "-2": "shorter",
  "-3": "noTtl",
};

/** Asks one server, about the lock that a guard speaks of. */
class Place {
  readonly key: Buffer;

  constructor(
    readonly opened: Opened,
    readonly guard: Guard,
    private readonly signal: AbortSignal,
  ) {
    this.key = Buffer.from(guard.key);
  }

  /** Together, on one connection, in this order. Rejects with the first failure. */
  async ask(...commands: readonly Command[]): Promise<readonly Reply[]> {
    const { deployment, home } = this.opened;
    const about = commands.map((command): KeyCommand => ({ key: this.key, command }));
    return (await deployment.batch(home, about, this.signal)).map(answerIn);
  }

  /** Runs a way to change; undefined where the server or the user does not have it: then nothing was changed. */
  async attempt(way: () => Promise<Result | undefined>): Promise<Result | undefined> {
    try {
      return await way();
    } catch (error) {
      if (hasCode(error, "denied") || hasCode(error, "unsupported")) return undefined;
      throw error;
    }
  }
}

/** Deletes the lock if it is the one given, with what belongs to it, and wakes those who wait. */
export async function releaseAt(opened: Opened, guard: Guard, plan: ReleasePlan, signal: AbortSignal): Promise<Result> {
  const place = new Place(opened, guard, signal);
  const alone = plan.remove.length === 0 && plan.wake.length === 0;
  return (
    (alone ? await place.attempt(() => deleteEqual(place)) : undefined) ??
    (await place.attempt(() => evaluate(place, RELEASE, releaseKeys(plan), releaseArguments(opened, plan)))) ??
    watched(place, async () => releaseCommands(place.key, plan))
  );
}

/** Gives the lock more time if it is the one given, and never less than it has. */
export async function extendAt(opened: Opened, guard: Guard, plan: ExtendPlan, signal: AbortSignal): Promise<Result> {
  const place = new Place(opened, guard, signal);
  return (
    (await place.attempt(() => evaluate(place, EXTEND, plan.also.map(bytes), [`${plan.ttl}`]))) ??
    watched(place, () => extendCommands(place, plan))
  );
}

async function deleteEqual(place: Place): Promise<Result | undefined> {
  const { guard, key, opened } = place;
  const name = deleteIfEqual(opened.identity);
  if (!name || guard.as !== "string") return undefined;
  const value = bytes(guard.value);
  const [deleted] = await place.ask(name === "DELEX" ? [name, key, "IFEQ", value] : [name, key, value]);
  if (numberIn(deleted) === 1) return "done";
  const [type] = await place.ask(["TYPE", key]);
  return textIn(type) === "none" ? "gone" : "changed";
}

async function evaluate(
  place: Place,
  script: string,
  keys: readonly Buffer[],
  args: readonly (string | Buffer)[],
): Promise<Result> {
  const guard = guardArguments(place.guard);
  const all = [place.key, ...keys];
  const [answer] = await place.ask(["EVAL", script, `${all.length}`, ...all, ...guard, ...args]);
  const result = ANSWERS[textIn(answer)];
  if (result) return result;
  throw new Failure({ code: "protocol", what: text("The server gave an answer that is not of the Redis protocol.") });
}

/** Where scripts are denied: what is compared is watched, so that the transaction falls through when it has changed. */
async function watched(place: Place, commands: () => Promise<readonly Command[] | Result>): Promise<Result> {
  await place.ask(["WATCH", place.key]);
  const compared = await compare(place);
  const changes = compared === "same" ? await commands() : compared;
  if (typeof changes === "string") {
    await place.ask(["UNWATCH"]);
    return changes;
  }
  // Alone: where it is refused, what follows would be done without it.
  await place.ask(["MULTI"]);
  const answers = await place.ask(...changes, ["EXEC"]);
  return answers.at(-1) === null ? "changed" : "done";
}

async function compare(place: Place): Promise<"same" | "changed" | "gone"> {
  const { guard, key } = place;
  const is = textIn((await place.ask(["TYPE", key]))[0]);
  if (is === "none") return "gone";
  if (is !== guard.as) return "changed";
  if (guard.as === "string") {
    const [value] = await place.ask(["GETRANGE", key, "0", `${guard.value.length}`]);
    return bytesIn(value).equals(guard.value) ? "same" : "changed";
  }
  const names = guard.fields.map(([name]) => bytes(name));
  const [length, values] = await place.ask(["HLEN", key], ["HMGET", key, ...names]);
  const found = arrayIn(values);
  const same = guard.fields.every(([, value], index) => {
    const now = found[index];
    return now !== null && now !== undefined && bytesIn(now).equals(value);
  });
  return numberIn(length) === names.length && same ? "same" : "changed";
}

function releaseCommands(key: Buffer, { remove, wake }: ReleasePlan): readonly Command[] {
  return [
    ["DEL", key, ...remove.map(bytes)],
    ...wake.flatMap((one): Command[] =>
      one.how === "publish"
        ? [["PUBLISH", bytes(one.channel), bytes(one.message)]]
        : [
            ["DEL", bytes(one.key)],
            ["LPUSH", bytes(one.key), bytes(one.item)],
            ["PEXPIRE", bytes(one.key), `${one.ttl}`],
          ],
    ),
  ];
}

async function extendCommands(
  place: Place,
  { also, ttl }: ExtendPlan,
): Promise<readonly Command[] | "shorter" | "noTtl"> {
  const keys = [place.key, ...also.map(bytes)];
  const [left = 0, ...others] = (await place.ask(...keys.map((key): Command => ["PTTL", key]))).map(numberIn);
  if (left === -1) return "noTtl";
  if (left >= ttl) return "shorter";
  const shorter = keys.slice(1).filter((_, index) => (others[index] ?? -1) >= 0 && (others[index] ?? ttl) < ttl);
  return [place.key, ...shorter].map((key): Command => ["PEXPIRE", key, `${ttl}`]);
}

const releaseKeys = ({ remove, wake }: ReleasePlan): readonly Buffer[] => [
  ...remove.map(bytes),
  ...wake.flatMap((one) => (one.how === "push" ? [bytes(one.key)] : [])),
];

function releaseArguments(
  { deployment, identity }: Opened,
  { remove, wake }: ReleasePlan,
): readonly (string | Buffer)[] {
  // In a cluster, those who wait may listen to the sharded channel of the same name.
  const sharded = deployment.mode === "cluster" && knowsShardedChannels(identity);
  return [
    `${remove.length}`,
    ...wake.flatMap((one): (string | Buffer)[] => {
      if (one.how === "push") return ["push", bytes(one.item), `${one.ttl}`];
      const heard = [bytes(one.channel), bytes(one.message)];
      return ["publish", ...heard, ...(sharded ? ["spublish", ...heard] : [])];
    }),
  ];
}

function guardArguments(guard: Guard): readonly (string | Buffer)[] {
  const args = guard.as === "string" ? [bytes(guard.value)] : guard.fields.flatMap((pair) => pair.map(bytes));
  return [guard.as, `${args.length}`, ...args];
}

const bytes = (value: Uint8Array): Buffer => Buffer.from(value);
