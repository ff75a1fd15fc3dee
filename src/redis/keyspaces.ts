import type { Deployment } from "./deployment";
import { sourceOf } from "./deployment";
import { INDEX_MOST } from "./keyspace/key-index";
import { Keyspace } from "./keyspace/keyspace";

/** Names that are scanned again without being asked to are at least this old, in milliseconds, … */
const FRESH = 5_000;
/** … and so many times as old as their scan took: what is quickly scanned is scanned often. */
const FRESH_TIMES = 50;
/** A scan that was not done waits so long for somebody to go on with it. */
const WAITING = 300_000;

/** The names of each database that somebody looked at. */
export class Keyspaces {
  private readonly known = new Map<number, Keyspace>();

  /** @param limit names after which a scan pauses, read when one begins */
  constructor(
    private readonly deployment: Deployment,
    private readonly limit: () => number,
  ) {}

  /** @param again true where a listing begins: names that are old are scanned anew then */
  get(db: number, again: boolean): Keyspace {
    const known = this.known.get(db);
    if (known && !(again && isOld(known))) {
      // Kept in the order of use.
      this.known.delete(db);
      this.known.set(db, known);
      return known;
    }
    const { deployment } = this;
    const keyspace = new Keyspace({
      sources: async (signal) => {
        const nodes = await deployment.nodes(signal);
        return nodes.map((node) => sourceOf(node, db, nodes.length));
      },
      topology: (signal) => deployment.topology(signal),
      limit: this.limit(),
    });
    this.known.delete(db);
    this.known.set(db, keyspace);
    this.makeRoom();
    return keyspace;
  }

  forget(db?: number): void {
    if (db === undefined) this.known.clear();
    else this.known.delete(db);
  }

  /** All of them together take no more memory than one may: those that were not used for longest go. */
  private makeRoom(): void {
    let sum = 0;
    for (const { bytes } of this.known.values()) sum += bytes;
    for (const [db, { bytes }] of this.known) {
      if (sum <= INDEX_MOST || this.known.size === 1) return;
      this.known.delete(db);
      sum -= bytes;
    }
  }
}

function isOld(keyspace: Keyspace): boolean {
  if (keyspace.extended) return false;
  const { state } = keyspace.progress;
  const waiting = state === "scanning" || state === "paused" ? WAITING : 0;
  return keyspace.age > Math.max(FRESH, waiting, keyspace.spent * FRESH_TIMES);
}
