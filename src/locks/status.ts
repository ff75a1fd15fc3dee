import { segment } from "../core/address";
import type { ExtendPlan, ReleasePlan } from "../core/lock-actions";
import type { LockClient } from "../core/lock-source";
import { type Text, text } from "../core/text";
import { bytesOfBinary } from "./bytes";
import type { Convention, Held } from "./convention";
import { evidenceOf } from "./evidence";
import { atMaster, heldIn, type Sight, voteOf, withClient } from "./observe";
import { after, type Moment, type Past } from "./past";
import { type Count, countVotes } from "./quorum";
import { type HeldFacts, type Limits, type Ruled, ruleHeld, ruleQuorum, worse } from "./rules";
import type { Confidence, LockStatus, Quorum } from "./snapshot";

/** One lock to judge: what it is taken for, and what the masters say. */
export interface Case {
  /** binary text */
  readonly name: string;
  readonly by: Convention;
  readonly confidence: Confidence;
  readonly recognised: Text;
  /** of all masters, or of the one that it is on */
  readonly sights: readonly Sight[];
  /** true: one of a quorum's; false: the sights have one master */
  readonly quorum: boolean;
  readonly past: Past | undefined;
  readonly clients: ReadonlyMap<string, readonly LockClient[]>;
  /** where it is that master's alone */
  readonly only?: string;
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
  const { state, rule } = stateOf(one, count, winners, past, limits);
  const [winner] = winners;
  const held = winner && heldIn(winner);
  const shown = winners.flatMap((sight) => {
    const ttl = heldIn(sight)?.ttl;
    return typeof ttl === "number" ? [{ ttl, end: sight.at + ttl }] : [];
  });
  const least = shown.sort((first, second) => first.ttl - second.ttl)[0];
  const quorum = count ? withoutToken(count) : held?.entries && entriesQuorum(held.entries);
  const id = `${segment(bytesOfBinary(one.name))}${one.only === undefined ? "" : `@${one.only}`}`;
  const clients = winner ? (one.clients.get(winner.master) ?? []) : [];
  const status: LockStatus = {
    id,
    name: bytesOfBinary(one.name),
    convention: { id: one.by.id, title: held?.title ?? one.by.title },
    confidence: one.confidence,
    recognised: one.recognised,
    state,
    rule,
    evidence: evidenceOf({ ...one, rule, held, quorum }),
    holders: held?.holders.map((holder) => withClient(holder, clients)) ?? [],
    ...(held ? { ttlMs: least?.ttl ?? null } : {}),
    ...(least ? { expiresAt: Math.round(least.end) } : {}),
    ...(held && past.hold?.largestTtl ? { largestTtlMs: past.hold.largestTtl } : {}),
    ...(held?.acquiredCount === undefined ? {} : { acquiredCount: held.acquiredCount }),
    ...(held?.fencing === undefined ? {} : { fencing: held.fencing }),
    ...(quorum ? { quorum } : {}),
    waiters: held?.waiters ?? "unknown",
    masters: sights.map((sight) => atMaster(sight, one.clients.get(sight.master) ?? [])),
    timeline: past.timeline,
    ...plansOf(one, winners, past),
  };
  return { status, past };
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
  const ttls = winners.flatMap((sight): [string, number][] => {
    const ttl = heldIn(sight)?.ttl;
    return typeof ttl === "number" ? [[sight.master, ttl]] : [];
  });
  return {
    at: winner?.at ?? Math.max(...sights.map(({ at }) => at)),
    spread: Math.max(...sights.map(({ spread }) => spread)),
    state: held ? "held" : unsure ? "unknown" : "free",
    holders: held?.holders.map(({ id }) => id) ?? [],
    token: held?.token ?? "",
    ttls: new Map(ttls),
    cools: held?.cools ?? false,
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
      rule: text("The name is taken by something that is no lock, so every attempt to acquire it fails. {0}", why),
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
  if (!away) return { state: "free", rule: text("Nothing is there: whoever asks for it gets it.") };
  const problem = "problem" in away.reading ? away.reading.problem : undefined;
  return {
    state: "unknown",
    rule: problem
      ? text("{0} could not tell: {1}", away.master, problem.why)
      : text("{0} could not tell.", away.master),
  };
}

const withoutToken = ({ token: _, ...quorum }: Count): Quorum => quorum;

/** The quorum of a library that counts entries of one server. */
function entriesQuorum({ have, of, others }: NonNullable<Held["entries"]>): Quorum {
  const need = Math.floor(of / 2) + 1;
  const state = have === of ? "whole" : have >= need ? "fragile" : others ? "split" : "residue";
  return { state, have, need, of, unreachable: 0 };
}

/** What could be done: with the holder of a quorum, or with all that is left where nobody has one. */
function plansOf(
  { name, sights }: Case,
  winners: readonly Sight[],
  past: Past,
): { release?: ReleasePlan; extend?: ExtendPlan } {
  const held = (winners.length ? winners : sights).flatMap((sight) => {
    const reading = heldIn(sight);
    return reading?.act ? [{ master: sight.master, reading, act: reading.act }] : [];
  });
  const [first] = held;
  if (!first) return {};
  const bytes = (names: readonly string[] = []) => names.map(bytesOfBinary);
  const plan = { name: bytesOfBinary(name), at: held.map(({ master, act: { guard } }) => ({ master, guard })) };
  const ttl = past.hold?.largestTtl ?? 0;
  const expires = winners.length > 0 && held.every(({ reading }) => reading.ttl !== null);
  return {
    release: { ...plan, remove: bytes(first.act.remove), wake: first.act.wake ?? [] },
    ...(expires && ttl > 0 ? { extend: { ...plan, also: bytes(first.act.also), ttl } } : {}),
  };
}
