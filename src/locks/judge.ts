import type { Missing } from "../core/lag-source";
import type { Coverage } from "../core/lock-discovery";
import type { LockSample, Notice } from "../core/lock-source";
import { type Text, text } from "../core/text";
import { binary } from "./bytes";
import { byKey, casesOf, type Look, looksOf, needsRecognition } from "./cases";
import { masterStatus } from "./clocks";
import type { Reads } from "./convention";
import { noted, type Past } from "./past";
import { LIMITS, type Limits } from "./rules";
import { LOCK_STATES, type LockSnapshot, type LockStatus, type TimelineEntry } from "./snapshot";
import { judge } from "./status";
import type { Tracked, Tracker } from "./tracker";

export interface Asked {
  readonly lock: Tracked;
  readonly reads: Reads;
}

interface Taken {
  readonly tracker: Tracker;
  readonly asked: readonly Asked[];
  readonly sample: LockSample;
  readonly missing: readonly Missing[];
  readonly coverage: Coverage | undefined;
  /** reads these once more, as they are known now */
  again(asked: readonly Asked[]): Promise<LockSample>;
}

/** Locks that are judged before others get their turn. */
const TURN = 500;

/** Turns samples into snapshots, and remembers what is needed to compare them. */
export class LockJudge {
  private pasts: ReadonlyMap<string, Past> = new Map();
  /** the ids of the statuses of a name */
  private ids: ReadonlyMap<string, readonly string[]> = new Map();
  private readonly limits: Limits;

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...LIMITS, ...limits };
  }

  async take(taken: Taken, signal: AbortSignal): Promise<LockSnapshot> {
    const { tracker, asked, sample } = taken;
    const looks = await this.recognised(taken, looksOf(asked, sample), signal);
    const clients = new Map(sample.masters.map(({ id, clients = [] }) => [id, clients]));
    const pasts = new Map<string, Past>();
    const ids = new Map<string, readonly string[]>();
    const locks: LockStatus[] = [];
    for (const [index, look] of looks.entries()) {
      if (index % TURN === TURN - 1) await turn(signal);
      // What a scan found and nothing recognised is no lock; nothing is said of it.
      const known = look.lock.by !== undefined || look.lock.given !== undefined;
      const judged = known ? casesOf(look, this.pasts, clients).map((one) => judge(one, this.limits)) : [];
      for (const { status, past } of judged) {
        pasts.set(status.id, past);
        locks.push(status);
      }
      ids.set(
        look.lock.name,
        judged.map(({ status }) => status.id),
      );
      const free = judged.every(({ status }) => status.state === "free");
      if (look.found.some((found) => found !== undefined)) tracker.settle(look.lock, free, sample.takenAt);
    }
    this.pasts = pasts;
    this.ids = ids;
    const { masters } = sample;
    const away = masters.flatMap(({ id, problem }) =>
      problem ? [{ what: text("The locks on {0}", id), why: problem.why }] : [],
    );
    return {
      takenAt: sample.takenAt,
      masters: masters.map(masterStatus),
      locks: sorted(locks),
      ...(taken.coverage ? { coverage: taken.coverage } : {}),
      missing: [...away, ...sample.missing, ...taken.missing],
    };
  }

  /** Finds out what new locks are; those that are something else than was thought are read once more, with all they have. */
  private async recognised(taken: Taken, looks: readonly Look[], signal: AbortSignal): Promise<readonly Look[]> {
    const { tracker } = taken;
    const changed = looks.filter((look) => needsRecognition(look) && tracker.recognise(look.lock, byKey(look)));
    if (!changed.length || signal.aborted) return looks;
    const asked = changed.map(({ lock }) => ({ lock, reads: tracker.reads(lock) }));
    const second = await taken.again(asked);
    const fresh = new Map(looksOf(asked, second).map((look) => [look.lock, look]));
    return looks.map((look) => fresh.get(look.lock) ?? look);
  }

  notice({ name, at, what, master }: Notice): void {
    const pasts = new Map(this.pasts);
    for (const id of this.ids.get(binary(name)) ?? []) {
      const past = pasts.get(id);
      if (!past) continue;
      const entry = { at, what: kindOf(what, past), source: "event", text: noticeText(what, master) } as const;
      pasts.set(id, { ...past, timeline: noted(past.timeline, entry) });
    }
    this.pasts = pasts;
  }
}

const ENDS: ReadonlySet<TimelineEntry["what"]> = new Set(["released", "expired", "gone"]);

/** Some libraries write a lock anew to extend it: a write is an acquisition only where nobody held it. */
function kindOf(what: Notice["what"], { hold, timeline }: Past): TimelineEntry["what"] {
  if (what !== "written") return KINDS[what];
  const last = timeline.at(-1);
  return !hold || (last && ENDS.has(last.what)) ? "acquired" : "state";
}

const KINDS = {
  extended: "renewed",
  deleted: "released",
  expired: "expired",
  evicted: "gone",
} as const;

function noticeText(what: Notice["what"], master: string): Text {
  switch (what) {
    case "written":
      return text("{0}: it was written.", master);
    case "extended":
      return text("{0}: it was given a new time to live.", master);
    case "deleted":
      return text("{0}: it was deleted.", master);
    case "expired":
      return text("{0}: it expired.", master);
    case "evicted":
      return text("{0}: it was evicted to make room.", master);
  }
}

function sorted(locks: readonly LockStatus[]): readonly LockStatus[] {
  const rank = new Map(LOCK_STATES.map((state, index) => [state, index]));
  return [...locks].sort(
    (one, other) => (rank.get(one.state) ?? 0) - (rank.get(other.state) ?? 0) || (one.id < other.id ? -1 : 1),
  );
}

/** Lets others have their turn: a judgement of thousands must not freeze the editor. */
async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
