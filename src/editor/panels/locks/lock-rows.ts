import { type Reader, render } from "../../../core/render";
import { count, type Text, text } from "../../../core/text";
import { LOCK_STATES, type LockSnapshot, type LockStatus } from "../../../locks/snapshot";
import type { Cell, Row } from "../../../panel/protocol";
import type { Table } from "../kind";
import { pacer } from "../pacer";
import { holderIds, lockFacets } from "./lock-facets";
import { holdersOf, holderText, lockName, NONE, quorumText, ttlText, typeText, waitersText } from "./lock-figures";
import { inTrouble, STATE_TONES, STATE_WORDS } from "./state-words";

/** Holders that one cell names. */
const NAMED = 2;

/** All rows of the panel, worst first, and what they can be narrowed by: without what only a row in sight shows. */
export async function lockTable({ locks, takenAt, missing, coverage }: LockSnapshot, reader: Reader): Promise<Table> {
  const rows: Row[] = [];
  const pause = pacer();
  for (const lock of locks) {
    rows.push(lockRow(lock, reader));
    await pause();
  }
  const counted = text("Locks: {0}, in trouble: {1}", count(locks.length), count(troubled(locks)));
  return {
    rows,
    facets: lockFacets(locks, reader),
    takenAt,
    summary: render(coverage ? text("{0} · {1}", counted, coverage.text) : counted, reader),
    missing: missing.map(({ what, why }) => ({ text: render(text("{0}: {1}", what, why), reader), tone: "warning" })),
  };
}

export const troubled = (locks: readonly LockStatus[]): number => locks.filter(({ state }) => inTrouble(state)).length;

/** @param closely what only a row needs that can be seen: its actions; absent: it cannot be seen */
export function lockRow(lock: LockStatus, reader: Reader, closely?: { readonly actions: readonly string[] }): Row {
  const { state, fencing, waiters } = lock;
  const title = (said: Text) => (closely ? { title: render(said, reader) } : {});
  return {
    id: lock.id,
    cells: {
      lock: lockName(lock),
      state: {
        text: render(STATE_WORDS[state], reader),
        tone: STATE_TONES[state],
        badge: true,
        ...title(lock.rule),
        sort: LOCK_STATES.indexOf(state),
      },
      holder: holderCell(lock, reader),
      ttl: ttlCell(lock, reader),
      type: {
        text: render(typeText(lock), reader),
        ...(lock.confidence === "guess" ? { tone: "muted" } : {}),
        ...title(lock.recognised),
      },
      masters: mastersCell(lock, reader),
      waiters:
        waiters === "unknown"
          ? muted(render(waitersText(lock), reader))
          : { text: render(waitersText(lock), reader), sort: waiters.count },
      fencing: fencing === undefined ? muted(render(NONE, reader)) : { text: fencing, sort: fencing },
    },
    search: holdersOf(lock)
      .flatMap(({ id, parts, client }) => [
        id,
        ...parts.map(({ value }) => `${value}`),
        ...(client ? [client.address, client.name ?? ""] : []),
      ])
      .join("\n"),
    facets: { state: [state], type: [lock.convention.id], holder: holderIds(lock) },
    actions: closely?.actions ?? [],
  };
}

function holderCell(lock: LockStatus, reader: Reader): Cell {
  const holders = holdersOf(lock);
  if (!holders.length) return muted(render(NONE, reader));
  const said = holders.slice(0, NAMED).map((holder) => render(holderText(holder), reader));
  const rest = holders.length - said.length;
  const all = rest > 0 ? [...said, render(text("{0} more", count(rest)), reader)] : said;
  return { text: all.join(", "), ...(lock.holders.length ? {} : { tone: "muted" }) };
}

function ttlCell({ ttlMs, expiresAt, state }: LockStatus, reader: Reader): Cell {
  if (expiresAt !== undefined) return { kind: "countdown", to: expiresAt, sort: expiresAt };
  const said = render(ttlText(ttlMs), reader);
  if (ttlMs === null) return { text: said, ...(state === "leaked" ? { tone: "error" } : {}), sort: NEVER };
  return muted(said);
}

const NEVER = Number.MAX_SAFE_INTEGER;

function mastersCell(lock: LockStatus, reader: Reader): Cell {
  const { quorum } = lock;
  const said = quorumText(lock);
  if (!quorum || !said) return muted(render(NONE, reader));
  const away = quorum.unreachable ? render(text("Unreachable: {0}", count(quorum.unreachable)), reader) : undefined;
  const needed = render(text("The quorum is {0}.", count(quorum.need)), reader);
  const short = quorum.state !== "free" && quorum.have < quorum.of;
  return {
    text: render(said, reader),
    sort: quorum.have / quorum.of,
    title: away ? `${needed} ${away}` : needed,
    ...(short ? { tone: quorum.have < quorum.need ? "error" : "warning" } : {}),
  };
}

const muted = (said: string): Cell => ({ text: said, tone: "muted" });
