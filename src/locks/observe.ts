import type { Problem } from "../core/lag-source";
import type { Entry, LockClient, MasterSample } from "../core/lock-source";
import { readAt, spread, timeAt } from "./clocks";
import type { Convention, Held, Reading } from "./convention";
import type { Vote } from "./quorum";
import type { Holder, LockAtMaster } from "./snapshot";

/** What one master said of one lock, read by its convention. */
export interface Sight {
  readonly master: string;
  /** milliseconds since 1970 by our clock, and how far that may be off */
  readonly at: number;
  readonly spread: number;
  readonly reading: Reading | { readonly state: "unreachable" | "unreadable"; readonly problem?: Problem };
}

/** The entries of one lock at one master, in the order of its convention's reads; absent where it did not answer. */
export interface Entries {
  readonly entries: readonly Entry[];
  readonly subscribers: readonly (number | null)[];
}

export function observe(by: Convention, name: string, master: MasterSample, found: Entries | undefined): Sight {
  const { id, problem } = master;
  const [at, around] = [readAt(master), spread(master)];
  if (!found)
    return { master: id, at, spread: around, reading: { state: "unreachable", ...(problem ? { problem } : {}) } };
  const reading = by.read(name, found.entries, { subscribers: found.subscribers, now: timeAt(master) });
  const failed = found.entries.find((entry) => entry.type === "failed");
  // What could be read may be enough; where it says "free" or "no lock", the rest might say otherwise.
  if (failed && (reading.state !== "held" || found.entries[0] === failed)) {
    return { master: id, at, spread: around, reading: { state: "unreadable", problem: failed.problem } };
  }
  return { master: id, at, spread: around, reading };
}

export const heldIn = ({ reading }: Sight): Held | undefined => (reading.state === "held" ? reading : undefined);

export function voteOf({ reading }: Sight): Vote {
  if (reading.state === "held") return { is: "held", token: reading.token, ttl: reading.ttl };
  return { is: reading.state === "unreachable" || reading.state === "unreadable" ? "unreachable" : "none" };
}

export function atMaster({ master, reading }: Sight, clients: readonly LockClient[]): LockAtMaster {
  switch (reading.state) {
    case "held":
      return {
        master,
        state: "held",
        holders: reading.holders.map((one) => withClient(one, clients)),
        ttlMs: reading.ttl,
      };
    case "free":
    case "notLockShaped":
      return { master, state: reading.state, holders: [] };
    default:
      return { master, state: reading.state, holders: [], ...(reading.problem ? { problem: reading.problem } : {}) };
  }
}

/** Puts the connection to a holder that is surely its: its name has the holder's own id, or its host and pid; only one does. */
export function withClient(holder: Holder, clients: readonly LockClient[]): Holder {
  if (!clients.length) return holder;
  const part = (wanted: string) => holder.parts.find((one) => one.part === wanted)?.value;
  const ids = [holder.id, part("uuid"), part("owner")].map(String).filter((id) => id.length >= 8 && id !== "undefined");
  const [host, pid] = [part("host"), part("pid")];
  const mine = clients.filter(({ name = "" }) => {
    if (ids.some((id) => name.includes(id))) return true;
    if (host === undefined || pid === undefined) return false;
    return name.includes(`${host}`) && new RegExp(`(?<!\\d)${Number(pid)}(?!\\d)`).test(name);
  });
  return mine.length === 1 && mine[0] ? { ...holder, client: mine[0] } : holder;
}
