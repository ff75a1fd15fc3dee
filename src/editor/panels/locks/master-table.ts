import { type Reader, render } from "../../../core/render";
import { type Text, text, verbatim } from "../../../core/text";
import type { LockAtMaster, LockSnapshot, LockStatus, MasterStatus } from "../../../locks/snapshot";
import type { Cell, Row, Section, Tone } from "../../../panel/protocol";
import { holderText, ttlText } from "./lock-figures";

/** milliseconds that a master's clock may differ from ours before it is marked */
const APART = 1_000;

/** The masters side by side: who holds it there, for how long, and how their clocks differ. */
export function masterTable(lock: LockStatus, { masters, takenAt }: LockSnapshot, reader: Reader): Section {
  const said = (sentence: Text): string => render(sentence, reader);
  const statuses = new Map(masters.map((master) => [master.id, master]));
  // Where there is none, the others get its room.
  const troubled = lock.masters.some((at) => at.problem ?? statuses.get(at.master)?.problem);
  return {
    kind: "table",
    id: "masters",
    title: said(text("Masters")),
    columns: [
      { id: "master", label: said(text("Master")), grow: 3, minWidth: 125, sortable: true },
      { id: "holder", label: said(text("Holder")), grow: 4, minWidth: 110, sortable: true },
      { id: "ttl", label: said(text("TTL")), align: "end", minWidth: 90, sortable: true },
      {
        id: "clock",
        label: said(text("Clock")),
        help: said(text("How far its clock is ahead of (+) or behind (−) the one of this machine.")),
        align: "end",
        minWidth: 76,
        sortable: true,
      },
      ...(troubled ? [{ id: "problem", label: said(text("Problem")), grow: 3, minWidth: 120 }] : []),
    ],
    rows: lock.masters.map((at) => masterRow(at, statuses.get(at.master), takenAt, reader)),
  };
}

function masterRow(at: LockAtMaster, status: MasterStatus | undefined, takenAt: number, reader: Reader): Row {
  const problem = at.problem ?? status?.problem;
  const holders = at.holders.map((holder) => render(holderText(holder), reader)).join(", ");
  return {
    id: at.master,
    cells: {
      master: at.master,
      holder: {
        text: at.state === "held" && holders ? holders : render(WORDS[at.state], reader),
        tone: TONES[at.state],
        badge: true,
      },
      ttl:
        typeof at.ttlMs === "number"
          ? { kind: "countdown", to: takenAt + at.ttlMs, sort: at.ttlMs }
          : muted(render(ttlText(at.ttlMs), reader)),
      clock: clockCell(status, reader),
      ...(problem ? { problem: { text: render(problem.why, reader), tone: "warning" } } : {}),
    },
  };
}

function clockCell(status: MasterStatus | undefined, reader: Reader): Cell {
  const clock = status?.clock;
  if (!clock) return muted(render(text("unknown"), reader));
  return {
    text: render(clockText(clock), reader),
    sort: Math.round(clock.offset),
    ...(Math.abs(clock.offset) - clock.error > APART ? { tone: "warning" } : {}),
  };
}

/** "+12 ± 1 ms" */
function clockText({ offset, error }: { readonly offset: number; readonly error: number }): Text {
  const rounded = Math.round(offset);
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
  return text("{0} ± {1} ms", verbatim(`${sign}${Math.abs(rounded)}`), Math.ceil(error));
}

const WORDS: Readonly<Record<LockAtMaster["state"], Text>> = {
  held: text("held"),
  free: text("free"),
  unreachable: text("unreachable"),
  unreadable: text("unreadable"),
  notLockShaped: text("not a lock"),
};

const TONES: Readonly<Record<LockAtMaster["state"], Tone>> = {
  held: "ok",
  free: "muted",
  unreachable: "error",
  unreadable: "error",
  notLockShaped: "error",
};

const muted = (said: string): Cell => ({ text: said, tone: "muted" });
