import { type Reader, render } from "../../../core/render";
import { count, duration, type Text, text, verbatim } from "../../../core/text";
import type { LockSnapshot, LockStatus, TimelineEntry } from "../../../locks/snapshot";
import type { Section, TimelineEvent, Tone } from "../../../panel/protocol";
import type { Details } from "../kind";
import { type Deed, deedSection } from "./deed-section";
import { clientTable, holderTable, queueSection } from "./holder-tables";
import { holdersOf, lockName, NONE, quorumText, ttlText, typeText, waitersText } from "./lock-figures";
import { masterTable } from "./master-table";
import { STATE_TONES, STATE_WORDS } from "./state-words";

/** What is known of the open lock beside the snapshot. */
export interface Beside {
  readonly actions: readonly string[];
  /** what was done to it last, and what came of it */
  readonly deed?: Deed;
  /** what the servers tell of it by themselves, where somebody has asked for that */
  readonly listening?: "waiting" | "live";
}

/** What is said of the row that is open. Only for it, the evidence and the masters are worked out. */
export function lockDetails(snapshot: LockSnapshot, lock: LockStatus, reader: Reader, beside: Beside): Details {
  const holders = holdersOf(lock);
  return {
    title: lockName(lock),
    sections: [
      ruleSection(lock, reader),
      ...(beside.deed ? [deedSection(beside.deed, reader)] : []),
      masterTable(lock, snapshot, reader),
      factsSection(lock, snapshot, reader),
      timelineSection(lock, reader, beside.listening),
      queueSection(lock, snapshot, reader),
      ...holderTable(holders, reader),
      ...clientTable(holders, reader),
      evidenceSection(lock, reader),
    ],
    actions: beside.actions,
  };
}

/** The state with its rule: the first sentence of the evidence. */
function ruleSection({ state, rule }: LockStatus, reader: Reader): Section {
  const said = render(text("{0}: {1}", STATE_WORDS[state], rule), reader);
  return { kind: "sentences", id: "rule", lines: [{ text: said, tone: STATE_TONES[state] }] };
}

/** What a person can check with the system's own tool. */
function evidenceSection({ evidence }: LockStatus, reader: Reader): Section {
  return {
    kind: "sentences",
    id: "evidence",
    title: render(text("Evidence"), reader),
    lines: evidence.slice(1).map((sentence) => ({ text: render(sentence, reader) })),
  };
}

function factsSection(lock: LockStatus, snapshot: LockSnapshot, reader: Reader): Section {
  const { quorum, acquiredCount, fencing, largestTtlMs } = lock;
  const facts: [Text, Text | undefined][] = [
    [text("Type"), typeText(lock)],
    [text("Recognized"), CONFIDENCE[lock.confidence]],
    [text("Time to live"), ttlText(lock.ttlMs)],
    [text("Largest time to live seen"), largestTtlMs ? duration(largestTtlMs) : undefined],
    [text("Times acquired"), acquiredCount === undefined ? undefined : count(acquiredCount)],
    [text("Fencing token"), fencing === undefined ? NONE : verbatim(fencing)],
    [text("Masters that agree"), quorumText(lock)],
    [text("Quorum"), quorum && count(quorum.need)],
    [text("Unreachable masters"), quorum && count(quorum.unreachable)],
    [text("Valid for"), quorum?.validityMs === undefined ? undefined : duration(quorum.validityMs)],
    [text("Clock difference"), clockDifference(lock, snapshot)],
    [text("Waiters"), waitersText(lock)],
  ];
  return {
    kind: "facts",
    id: "facts",
    facts: facts.flatMap(([label, value]) =>
      value ? [{ label: render(label, reader), value: render(value, reader) }] : [],
    ),
  };
}

/** Between the masters of a lock, as far as their clocks are known. */
function clockDifference({ masters: own, quorum }: LockStatus, { masters }: LockSnapshot): Text | undefined {
  const names = new Set(own.map(({ master }) => master));
  const clocks = masters
    .flatMap(({ id, clock }) => (clock && names.has(id) ? [clock] : []))
    .sort((one, other) => one.offset - other.offset);
  const [first, last] = [clocks[0], clocks.at(-1)];
  if (!quorum || !first || !last || first === last) return undefined;
  return text(
    "{0} ± {1} ms",
    count(Math.round(last.offset - first.offset)),
    count(Math.ceil(first.error + last.error)),
  );
}

const CONFIDENCE: Readonly<Record<LockStatus["confidence"], Text>> = {
  pattern: text("By name: the profile or a person says that it is a lock"),
  shape: text("By shape: nothing else looks like this"),
  guess: text("A guess: other things look like this, too"),
};

function timelineSection({ timeline }: LockStatus, reader: Reader, listening: Beside["listening"]): Section {
  const sampled = text("Sampled: found by comparing samples, so whatever happened between two of them is not shown.");
  const note =
    listening === undefined
      ? sampled
      : listening === "live"
        ? text("The servers report what happens to it. Entries marked as sampled come from comparing samples.")
        : text("Subscribing to the events of the servers…");
  return {
    kind: "timeline",
    id: "timeline",
    title: render(text("Timeline"), reader),
    note: render(note, reader),
    events: timeline.map((entry) => timelineEvent(entry, reader)),
  };
}

function timelineEvent({ at, source, what, text: said }: TimelineEntry, reader: Reader): TimelineEvent {
  const tone = EVENT_TONES[what];
  return {
    at,
    text: render(source === "sampled" ? text("{0} (sampled)", said) : said, reader),
    ...(tone ? { tone } : {}),
  };
}

const EVENT_TONES: Readonly<Record<TimelineEntry["what"], Tone | undefined>> = {
  found: "muted",
  acquired: "ok",
  renewed: undefined,
  handedOver: "info",
  released: undefined,
  expired: "warning",
  gone: undefined,
  state: undefined,
};
