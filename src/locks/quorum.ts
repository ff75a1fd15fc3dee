import type { Quorum } from "./snapshot";

/** What one master says of a lock, for the count. */
export type Vote =
  | { readonly is: "unreachable" }
  /** nothing is there, or something that is no lock: it does not vote */
  | { readonly is: "none" }
  /** `ttl`: milliseconds, null: never expires */
  | { readonly is: "held"; readonly token: string; readonly ttl: number | null };

export interface Count extends Quorum {
  /** of those that the most masters have; absent where there is none */
  readonly token?: string;
}

/**
 * Counts the masters of a Redlock. `votes` has one for each master that the profile names, so that N never depends on who
 * answers. A holder with a quorum of the masters that do answer is sure; anything else is only said where the masters that
 * do not answer could not change it.
 *
 * @param largestTtl milliseconds that the lock was acquired or renewed with, for the drift that the algorithm allows for
 */
export function countVotes(votes: readonly Vote[], largestTtl: number): Count {
  const of = votes.length;
  const need = Math.floor(of / 2) + 1;
  const groups = new Map<string, number>();
  for (const vote of votes) if (vote.is === "held") groups.set(vote.token, (groups.get(vote.token) ?? 0) + 1);
  const [best] = [...groups].sort(([, one], [, other]) => other - one);
  const have = best?.[1] ?? 0;
  const unreachable = votes.filter((vote) => vote.is === "unreachable").length;
  const counted = { have, need, of, unreachable, ...(best ? { token: best[0] } : {}) };
  if (have >= need) {
    const validityMs = validity(votes, best?.[0], largestTtl);
    const state = have === of ? "whole" : "fragile";
    return { ...counted, state, ...(validityMs === undefined ? {} : { validityMs }) };
  }
  // Those that do not answer could make a quorum of what we see (or of what we do not see).
  if (have + unreachable >= need) return { ...counted, state: "unknown" };
  return { ...counted, state: groups.size > 1 ? "split" : groups.size === 1 ? "residue" : "free" };
}

/** The least time to live of the holder's masters, less 1 % of what it was set to and 2 ms. */
function validity(votes: readonly Vote[], token: string | undefined, largestTtl: number): number | undefined {
  const ends = votes.flatMap((vote) =>
    vote.is === "held" && vote.token === token && vote.ttl !== null ? [vote.ttl] : [],
  );
  return ends.length ? Math.max(0, Math.floor(Math.min(...ends) - (largestTtl * 0.01 + 2))) : undefined;
}
