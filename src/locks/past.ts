import { duration, type Text, text } from "../core/text";
import type { TimelineEntry } from "./snapshot";

/** Timeline entries that are kept of one lock. */
const KEPT = 50;

/** What one sample says of a lock as a whole: who holds it (after the quorum was counted), and when that ends. */
export interface Moment {
  /** milliseconds since 1970 by our clock, and how far that may be off */
  readonly at: number;
  readonly spread: number;
  /** "unknown" leaves everything as it was */
  readonly state: "held" | "free" | "unknown";
  /** the holders, and what identifies them all */
  readonly holders: readonly string[];
  readonly token: string;
  /** of the masters that have the token, where it expires there: milliseconds left, and when that ends by our clock */
  readonly told: readonly { readonly master: string; readonly ttl: number; readonly end: number }[];
  /** true where the library shortens the time to live when the work is done */
  readonly cools: boolean;
  /** what stays in the value when the library writes it anew then */
  readonly origin?: string;
}

/** One holder's time, as far as it was seen. */
export interface Hold {
  readonly holders: readonly string[];
  readonly token: string;
  readonly origin?: string;
  /** of the sample that showed it first */
  readonly since: number;
  /** milliseconds; 0 where it never expires */
  readonly largestTtl: number;
  /** by master: when it ends, by our clock */
  readonly ends: ReadonlyMap<string, number>;
  readonly renewals: number;
  readonly renewedAt?: number;
  readonly cooledAt?: number;
}

export interface Past {
  /** of the last sample that said something */
  readonly at: number;
  readonly spread: number;
  readonly hold?: Hold;
  /** true where the holder is another than in the sample before */
  readonly handedOver: boolean;
  readonly timeline: readonly TimelineEntry[];
}

/** What is known after one more sample. Pure: the past is never changed. */
export function after(past: Past | undefined, now: Moment): Past {
  if (now.state === "unknown") {
    return past ? { ...past, handedOver: false } : { at: now.at, spread: now.spread, handedOver: false, timeline: [] };
  }
  const before = past?.hold;
  const base = { at: now.at, spread: now.spread, handedOver: false, timeline: past?.timeline ?? [] };
  if (now.state === "free") {
    return before && past ? { ...base, timeline: noted(base.timeline, ended(past, before, now)) } : base;
  }
  if (!before) {
    const hold = begun(now);
    const event = past
      ? entry(now, past, "acquired", text("{0} acquired it.", now.holders.join(", ")))
      : entry(now, undefined, "found", text("{0} already held it at the first look.", now.holders.join(", ")));
    return { ...base, hold, timeline: noted(base.timeline, event) };
  }
  if (!now.holders.some((one) => before.holders.includes(one)) && !isRewritten(past, before, now)) {
    const words = text("Now held by {0}, no longer by {1}.", now.holders.join(", "), before.holders.join(", "));
    return {
      ...base,
      hold: begun(now),
      handedOver: true,
      timeline: noted(base.timeline, entry(now, past, "handedOver", words)),
    };
  }
  return kept(base, before, now, past);
}

const begun = (now: Moment): Hold => ({
  holders: now.holders,
  token: now.token,
  ...(now.origin === undefined ? {} : { origin: now.origin }),
  since: now.at,
  largestTtl: largestIn(now),
  ends: endsOf(now),
  renewals: 0,
});

const largestIn = ({ told }: Moment): number => told.reduce((most, { ttl }) => Math.max(most, ttl), 0);

/** A master that fell silent keeps what it said last: it may come back. */
function endsOf({ told }: Moment, before?: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const ends = new Map(before);
  for (const { master, end } of told) ends.set(master, end);
  return ends;
}

/** The work is done: the same writer put another value, which ends earlier. One that begins anew ends later. */
const isRewritten = (past: Past | undefined, before: Hold, now: Moment): boolean =>
  now.cools && now.origin !== undefined && now.origin === before.origin && changeOf(past, before, now) < 0;

/** The same holder as before: was its time made longer, or shorter? */
function kept(base: Past, before: Hold, now: Moment, past: Past | undefined): Past {
  const ends = endsOf(now, before.ends);
  const comparable = before.token === now.token || isRewritten(past, before, now);
  const change = comparable ? changeOf(past, before, now) : 0;
  const hold: Hold = {
    ...before,
    holders: now.holders,
    token: now.token,
    ends,
    largestTtl: Math.max(before.largestTtl, largestIn(now)),
  };
  if (change > 0) {
    const { cooledAt: _, ...warm } = hold;
    const renewed: Hold = { ...warm, renewals: before.renewals + 1, renewedAt: now.at };
    return { ...base, hold: renewed, timeline: noted(base.timeline, renewal(now, past, renewed)) };
  }
  if (change < 0 && now.cools && before.cooledAt === undefined) {
    const words = text("Its work is done: its time to live was shortened.");
    return {
      ...base,
      hold: { ...hold, cooledAt: now.at },
      timeline: noted(base.timeline, entry(now, past, "state", words)),
    };
  }
  return { ...base, hold };
}

/** 1: on a master it ends later than before, by more than the round trips leave open · −1: earlier on all · 0: neither */
function changeOf(past: Past | undefined, { ends }: Hold, { told, spread }: Moment): number {
  const margin = (past?.spread ?? 0) + spread + 5;
  let [known, earlier] = [0, 0];
  for (const { master, end } of told) {
    const was = ends.get(master);
    if (was === undefined) continue;
    if (end - was > margin) return 1;
    known++;
    if (end - was < -margin) earlier++;
  }
  return known > 0 && known === earlier ? -1 : 0;
}

function ended(past: Past, before: Hold, now: Moment): TimelineEntry {
  const last = Math.max(...before.ends.values());
  const who = before.holders.join(", ");
  // Its time would have gone on: somebody took it away. Otherwise nobody can tell.
  return before.ends.size === 0 || last > now.at + now.spread
    ? entry(
        now,
        past,
        "released",
        text("{0} no longer holds it, before its time was up: it was released or deleted.", who),
      )
    : entry(now, past, "gone", text("{0} no longer holds it: it was released, or it expired.", who));
}

function renewal(now: Moment, past: Past | undefined, hold: Hold): TimelineEntry {
  const left = Math.min(...now.told.map(({ ttl }) => ttl));
  return entry(now, past, "renewed", text("Renewed, {0} left (seen {1} times).", duration(left), hold.renewals));
}

function entry(now: Moment, past: Past | undefined, what: TimelineEntry["what"], words: Text): TimelineEntry {
  return {
    at: Math.round(now.at),
    ...(past ? { after: Math.round(past.at) } : {}),
    what,
    source: "sampled",
    text: words,
  };
}

/** With one more entry; the renewals of one hold are one entry, the last. */
export function noted(timeline: readonly TimelineEntry[], added: TimelineEntry): readonly TimelineEntry[] {
  const last = timeline.at(-1);
  const again = added.what === "renewed" && last?.what === "renewed" && last.source === added.source;
  return [...(again ? timeline.slice(0, -1) : timeline), added].slice(-KEPT);
}
