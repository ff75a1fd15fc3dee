import { hasCode, isFailure } from "../../core/failure";
import type { Outcome } from "../client";
import { numberIn } from "../replies";
import type { Acting } from "./editing";

/**
 * Deletes keys, together: UNLINK frees the memory later, so that a large key holds up nobody; DEL where the server or
 * the user does not have it. An outcome for each: true where it was there.
 */
export async function unlinkAll(
  { opened: { deployment }, signal }: Acting,
  db: number,
  keys: readonly Buffer[],
): Promise<readonly (boolean | Extract<Outcome, Error>)[]> {
  const attempt = (name: "UNLINK" | "DEL", which: readonly Buffer[]) =>
    deployment.batch(
      db,
      which.map((key) => ({ key, command: [name, key] as const })),
      signal,
    );
  const outcomes = [...(await attempt("UNLINK", keys))];
  const lacking = outcomes.flatMap((outcome, index) =>
    hasCode(outcome, "unsupported") || hasCode(outcome, "denied") ? [index] : [],
  );
  const again = await attempt(
    "DEL",
    lacking.flatMap((index) => keys[index] ?? []),
  );
  for (const [at, index] of lacking.entries()) outcomes[index] = again[at] ?? null;
  return outcomes.map((outcome) => (isFailure(outcome) ? outcome : numberIn(outcome) === 1));
}
