import { segment } from "../core/address";
import { bytesOf } from "../core/bytes";
import { globber } from "../core/glob";
import type { Entry, LockReads, LockSettings } from "../core/lock-source";
import { type Text, text } from "../core/text";
import { binary, bytesOfBinary } from "./bytes";
import type { Convention, Reads } from "./convention";
import { CONVENTIONS, fallback, lockOf, ownConventions, recogniseAmong } from "./conventions";
import { redissonPermits } from "./conventions/redisson-permits";
import { decimal } from "./shapes";
import { isBeside } from "./sift";
import type { Confidence } from "./snapshot";

/** Locks that are followed at most: more would make each look slow. */
export const MOST_LOCKS = 20_000;
/** Milliseconds that a lock which was only found by a scan is still shown when it is free. */
const KEPT_FREE = 300_000;

/** A name that is followed. */
export interface Tracked {
  /** binary text; the same as bytes, and as a segment of an address */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly id: string;
  /** the pattern (or the name itself) by which the profile or a person gives it; absent: found by a scan */
  readonly given?: string;
  /** what it may be by its name */
  readonly claims: readonly Convention[];
  /** what it is; absent until something was there to recognise */
  by?: Convention;
  confidence: Confidence;
  recognised: Text;
  /** since when it is free, by our clock; absent: it is not, or nothing was seen yet */
  freeSince?: number;
}

/** The names of locks that are followed, and what each is taken for. */
export class Tracker {
  private readonly locks = new Map<string, Tracked>();
  private readonly own: ReturnType<typeof ownConventions>;
  private readonly globs: readonly {
    readonly pattern: string;
    readonly matches: (name: Uint8Array) => boolean;
    readonly by?: Convention;
  }[];
  /** true where names were left out because there are too many */
  full = false;

  constructor(
    settings: LockSettings,
    private readonly masters: number,
  ) {
    this.own = ownConventions(settings.conventions);
    const glob = (pattern: string) => ({ pattern, matches: globber(bytesOf(pattern)) });
    this.globs = [...this.own.map(({ pattern, by }) => ({ ...glob(pattern), by })), ...settings.patterns.map(glob)];
  }

  get all(): readonly Tracked[] {
    return [...this.locks.values()];
  }

  /** Follows a name that was found, or that somebody gives. */
  add(bytes: Uint8Array, givenBy?: string): void {
    const found = binary(bytes);
    if (isBeside(found)) return;
    const { lock: name, by: claims } = lockOf(found);
    const known = this.locks.get(name);
    if (known && (givenBy === undefined || known.given !== undefined)) return;
    if (this.locks.size >= MOST_LOCKS && !known) {
      this.full = true;
      return;
    }
    const glob = this.globs.find(({ matches }) => matches(bytes) || matches(bytesOfBinary(name)));
    const given = glob?.pattern ?? givenBy;
    const exact = bytesOfBinary(name);
    this.locks.set(name, {
      name,
      bytes: exact,
      id: segment(exact),
      ...(given === undefined ? {} : { given }),
      claims,
      ...(glob?.by ? { by: glob.by } : known?.by ? { by: known.by } : {}),
      confidence: given === undefined ? "guess" : "pattern",
      recognised: given === undefined ? text("It was found by a scan.") : byPattern(given),
    });
  }

  /** What to read of it: all that its convention wants, or what its name may stand for. */
  reads(lock: Tracked): Reads {
    if (lock.by) return lock.by.reads(lock.name);
    const entries = new Map<string, Reads["entries"][number]>([[lock.name, { key: lock.name, as: "any" }]]);
    for (const claim of [...lock.claims, redissonPermits]) {
      for (const entry of claim.reads(lock.name).entries) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    }
    return { entries: [...entries.values()] };
  }

  /**
   * Finds out what a lock is by what was read of it on any master. True: it is something else than was thought, and what
   * belongs to it has to be read (again).
   */
  recognise(lock: Tracked, read: readonly ReadonlyMap<string, Entry>[]): boolean {
    const before = lock.by;
    if (before?.id.startsWith("own:")) {
      lock.recognised = joined(lock, text("The profile describes how locks with such names are kept."));
      return false;
    }
    const order = before && before !== fallback(this.masters) ? [before, ...CONVENTIONS] : CONVENTIONS;
    for (const entries of read) {
      const found = recogniseAmong(order, lock.name, entries, (by, { confidence }) => this.fits(by, confidence));
      if (!found) continue;
      lock.by = found.by;
      lock.confidence = lock.given === undefined ? found.recognised.confidence : "pattern";
      lock.recognised = joined(lock, found.recognised.how);
      return lock.by !== before;
    }
    const here = read.map((entries) => entries.get(lock.name)).find((entry) => entry?.type === "string");
    if (before || lock.given === undefined || !here) return false;
    lock.recognised = joined(lock, text("It is a string, and nothing shows which library wrote it."));
    // A number that never expires may be the permits of a semaphore: whoever takes one will tell.
    if (decimal(here) !== undefined && here.ttl === null) return false;
    lock.by = fallback(this.masters);
    return true;
  }

  /** Where the profile names several masters, a string of any kind is rather one of a quorum's than of a library for one. */
  private fits({ quorum }: Convention, confidence: Confidence): boolean {
    return this.masters === 1 || quorum || confidence !== "guess";
  }

  /** Lets go of what was only found by a scan and turned out to be nothing, or has been free for long. */
  settle(lock: Tracked, free: boolean, now: number): void {
    if (!free) delete lock.freeSince;
    else lock.freeSince ??= now;
    const long = lock.freeSince !== undefined && now - lock.freeSince > KEPT_FREE;
    if (lock.given === undefined && (!lock.by || long)) this.locks.delete(lock.name);
    // Names of a pattern come and go too; one that was given itself stays.
    else if (lock.given !== undefined && long && bytesDiffer(lock)) this.locks.delete(lock.name);
    if (this.locks.size < MOST_LOCKS) this.full = false;
  }
}

const bytesDiffer = ({ given = "", name }: Tracked): boolean => Buffer.from(given, "utf8").toString("latin1") !== name;

const byPattern = (given: string): Text => text("The profile or a person names it ({0}).", given);

const joined = ({ given }: Tracked, how: Text): Text =>
  given === undefined ? how : text("The profile or a person names it ({0}). {1}", given, how);

/** As the source wants it: names are bytes there. */
export const asRequest = ({ name, bytes }: Tracked, { entries, channels }: Reads): LockReads => ({
  name: bytes,
  entries: entries.map((entry) => ({ ...entry, key: entry.key === name ? bytes : bytesOfBinary(entry.key) })),
  ...(channels ? { channels: channels.map(bytesOfBinary) } : {}),
});
