import { duration, type Text, text } from "../core/text";
import type { Past } from "./past";
import { LOCK_STATES, type LockState, type Quorum } from "./snapshot";

export interface Limits {
  /** milliseconds that a hold may be renewed before it counts as stuck */
  readonly stuckAfter: number;
}

export const LIMITS: Limits = { stuckAfter: 600_000 };

/** A state with the rule that gave it, in one sentence that holds what the rule was given. */
export interface Ruled {
  readonly state: LockState;
  readonly rule: Text;
}

/** What the rules of a lock that is held are given. */
export interface HeldFacts {
  readonly at: number;
  /** milliseconds; null: never expires */
  readonly ttl: number | null;
  /** the library sets no time to live, and cleans up by itself */
  readonly endless: boolean;
  /** when the holder began, as its value says, by its own clock */
  readonly since?: number;
  readonly past: Past;
}

/** The state of a lock that somebody holds. */
export function ruleHeld({ at, ttl, endless, since, past }: HeldFacts, { stuckAfter }: Limits): Ruled {
  const { hold } = past;
  if (ttl === null && !endless) {
    return {
      state: "leaked",
      rule: text("It is held and has no time to live: if its holder is gone, nothing will free it."),
    };
  }
  const held = at - Math.min(since ?? at, hold?.since ?? at);
  if (hold?.renewals && held >= stuckAfter) {
    return {
      state: "stuck",
      rule: text(
        "Its holder has kept renewing it for {0}, longer than {1}: it may have forgotten to release it.",
        duration(held),
        duration(stuckAfter),
      ),
    };
  }
  if (ttl === null) {
    return {
      state: handed(past) ?? "held",
      rule: text("It is held until its holder releases it; this library sets no time to live."),
    };
  }
  if (hold?.cooledAt !== undefined) {
    return {
      state: "coolingDown",
      rule: text("The work is done; it is kept for another {0} so that nobody starts too early.", duration(ttl)),
    };
  }
  const largest = Math.max(hold?.largestTtl ?? ttl, ttl);
  if (ttl < 1000 || ttl < largest / 5) {
    return {
      state: "expiring",
      rule: text("Only {0} of up to {1} left: it expires then unless it is renewed.", duration(ttl), duration(largest)),
    };
  }
  if (past.handedOver) {
    return {
      state: "handedOver",
      rule: text("It has changed hands since the previous sample; {0} left.", duration(ttl)),
    };
  }
  if (hold?.renewedAt !== undefined && at - hold.renewedAt <= largest) {
    return {
      state: "renewing",
      rule: text("Its holder keeps it alive: renewed {0} ago, {1} left.", duration(at - hold.renewedAt), duration(ttl)),
    };
  }
  return { state: "held", rule: text("It is held; {0} left.", duration(ttl)) };
}

const handed = (past: Past): LockState | undefined => (past.handedOver ? "handedOver" : undefined);

/** The state of a lock by its quorum alone; undefined where that is whole: then the holder's own state shows. */
export function ruleQuorum({ state, have, need, of, unreachable }: Quorum, values: number): Ruled | undefined {
  switch (state) {
    case "whole":
      return undefined;
    case "fragile":
      return {
        state: "fragile",
        rule: text(
          "Its holder has {0} of {1} masters; the quorum is {2}, so it can lose {3} more.",
          have,
          of,
          need,
          have - need,
        ),
      };
    case "split":
      return {
        state: "split",
        rule: text(
          "{0} holders have it on different masters, none with the quorum of {1} of {2}: nobody holds it, and nobody can acquire it until one lets go.",
          values,
          need,
          of,
        ),
      };
    case "residue":
      return {
        state: "residue",
        rule: text("It remains on {0} of {1} masters, fewer than the quorum of {2}: nobody holds it.", have, of, need),
      };
    case "unknown":
      return {
        state: "unknown",
        rule: text(
          "Of {1} masters, {0} cannot be read and could decide: {2} are known to agree, the quorum is {3}.",
          unreachable,
          of,
          have,
          need,
        ),
      };
    case "free":
      return { state: "free", rule: text("It is free on all masters that answer ({0}).", of - unreachable) };
  }
}

/** The worse of two. */
export const worse = (one: Ruled, other: Ruled | undefined): Ruled =>
  other && LOCK_STATES.indexOf(other.state) < LOCK_STATES.indexOf(one.state) ? other : one;
