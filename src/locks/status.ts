import type { LockClient } from "../core/lock-source";
import { type Text, text } from "../core/text";
import type { Convention, Held } from "./convention";
import { heldIn, type Sight, voteOf } from "./observe";
import { after, type Moment, type Past } from "./past";
import { type Count, countVotes } from "./quorum";
import { type HeldFacts, type Limits, type Ruled, ruleHeld, ruleQuorum, worse } from "./rules";
import type { Confidence, LockStatus, Quorum } from "./snapshot";
import { Verdict } from "./verdict";

/** One lock to judge: what it is taken for, and what the masters say. */
export interface Case {
  /** unique among the cases of a sample: that of the status */
  readonly id: string;
  /** binary text, and the same as bytes */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly by: Convention;
  readonly confidence: Confidence;
  readonly recognised: Text;
  /** of all masters, or of the one that it is on */
  readonly sights: readonly Sight[];
  /** true: one of a quorum's; false: the sights have one master */
  readonly quorum: boolean;
  readonly past: Past | undefined;
  readonly clients: ReadonlyMap<string, readonly LockClient[]>;
}

export interface Judged {
  readonly status: LockStatus;
  readonly past: Past;
}

/** Judges one lock. Pure: the same case gives the same status. */
export function judge(one: Case, limits: Limits): Judged {
  const { sights } = one;
  const largest = one.past?.hold?.largestTtl ?? Math.max(0, ...sights.map((sight) => heldIn(sight)?.ttl ?? 0));
  const count = one.quorum && sights.length > 1 ? countVotes(sights.map(voteOf), largest) : undefined;
  const winners = winnersOf(sights, count);
  const past = after(one.past, momentOf(sights, winners, count));
  const ruled = stateOf(one, count, winners, past, limits);
  const held = winners[0] && heldIn(winners[0]);
  const quorum = count ? withoutToken(count) : held?.entries && entriesQuorum(held.entries);
  return { status: new Verdict(one, ruled, quorum, winners, past), past };
}

/** The masters that have the holder's value; without a quorum none. */
function winnersOf(sights: readonly Sight[], count: Count | undefined): readonly Sight[] {
  if (!count) return sights.filter((sight) => sight.reading.state === "held").slice(0, 1);
  if (count.have < count.need) return [];
  return sights.filter((sight) => heldIn(sight)?.token === count.token);
}

function momentOf(sights: readonly Sight[], winners: readonly Sight[], count: Count | undefined): Moment {
  const [winner] = winners;
  const held = winner && heldIn(winner);
  const unsure = count ? count.state === "unknown" : sights.every((sight) => voteOf(sight).is === "unreachable");
  const told = winners.flatMap((sight) => {
    const ttl = heldIn(sight)?.ttl;
    return typeof ttl === "number" ? [{ master: sight.master, ttl, end: sight.at + ttl }] : [];
  });
  return {
    at: winner?.at ?? Math.max(...sights.map(({ at }) => at)),
    spread: Math.max(...sights.map(({ spread }) => spread)),
    state: held ? "held" : unsure ? "unknown" : "free",
    holders: held?.holders.map(({ id }) => id) ?? [],
    token: held?.token ?? "",
    told,
    cools: held?.cools ?? false,
    ...(held?.origin === undefined ? {} : { origin: held.origin }),
  };
}

function stateOf(
  { sights }: Case,
  count: Count | undefined,
  winners: readonly Sight[],
  past: Past,
  limits: Limits,
): Ruled {
  const blocked = sights.flatMap(({ reading }) => (reading.state === "notLockShaped" ? [reading.why] : []));
  const [why] = blocked;
  if (why && sights.length - blocked.length < (count?.need ?? 1)) {
    return {
      state: "notLockShaped",
      rule: text("The name is taken by something that is not a lock, so every attempt to acquire it fails. {0}", why),
    };
  }
  const values = new Set(sights.flatMap((sight) => heldIn(sight)?.token ?? [])).size;
  const byCount = count && ruleQuorum(count, values);
  const [winner] = winners;
  const held = winner && heldIn(winner);
  if (!winner || !held) return byCount ?? ruleFree(sights);
  const ends = winners.flatMap((sight) => heldIn(sight)?.ttl ?? []);
  const since = held.holders[0]?.parts.find(({ part }) => part === "since")?.value;
  const facts: HeldFacts = {
    at: winner.at,
    ttl: ends.length ? Math.min(...ends) : null,
    endless: held.endless ?? false,
    past,
    ...(typeof since === "number" ? { since } : {}),
  };
  const entries = held.entries && ruleQuorum(entriesQuorum(held.entries), 1 + Math.min(1, held.entries.others));
  return worse(ruleHeld(facts, limits), byCount ?? entries);
}

function ruleFree(sights: readonly Sight[]): Ruled {
  const away = sights.find(({ reading }) => reading.state === "unreachable" || reading.state === "unreadable");
  if (!away) return { state: "free", rule: text("The key does not exist: whoever asks for the lock next gets it.") };
  const problem = "problem" in away.reading ? away.reading.problem : undefined;
  return {
    state: "unknown",
    rule: problem ? text("Unknown on {0}: {1}", away.master, problem.why) : text("Unknown on {0}.", away.master),
  };
}

const withoutToken = ({ token: _, ...quorum }: Count): Quorum => quorum;

/** The quorum of a library that counts entries of one server. */
function entriesQuorum({ have, of, others }: NonNullable<Held["entries"]>): Quorum {
  const need = Math.floor(of / 2) + 1;
  const state = have === of ? "whole" : have >= need ? "fragile" : others ? "split" : "residue";
  return { state, have, need, of, unreachable: 0 };
}
