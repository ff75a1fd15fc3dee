import { hasCode, isFailure } from "../../core/failure";
import type { Command } from "../allowed";
import { bytesListIn, numberIn } from "../replies";
import type { KeyReader } from "../values/key-reader";
import type { Value } from "./value";

/** A field of a hash that has a time to live of its own (Redis 7.4, Valkey 9), and the milliseconds that are left. */
type FieldLife = readonly [field: Buffer, ms: number];

/** HSET takes a field's own time to live away. Of the fields that are set anew: those that have one; undefined: not told. */
export async function fieldLives(
  reader: KeyReader,
  before: Value,
  changes: readonly Command[],
): Promise<readonly FieldLife[] | undefined> {
  if (before.type !== "hash") return [];
  const known = new Set(before.fields.map(([name]) => name.toString("latin1")));
  const set = changes
    .flatMap(([command, , ...args]) => (command === "HSET" ? args.filter((_, index) => index % 2 === 0) : []))
    .map((name) => Buffer.from(name))
    .filter((name) => known.has(name.toString("latin1")));
  if (set.length === 0) return [];
  try {
    const lives = bytesListIn(await reader.ask("HPTTL", "FIELDS", `${set.length}`, ...set)).map(numberIn);
    return set.flatMap((name, index) => ((lives[index] ?? -1) >= 0 ? [[name, lives[index] ?? 0] as const] : []));
  } catch (error) {
    if (hasCode(error, "unsupported")) return [];
    if (isFailure(error) && error.code === "denied") return undefined;
    throw error;
  }
}

/** What gives them back, behind HSET. */
export const lifeCommands = (key: Buffer, lives: readonly FieldLife[]): readonly Command[] =>
  lives.map(([name, ms]) => ["HPEXPIRE", key, `${Math.max(1, ms)}`, "FIELDS", "1", name]);
