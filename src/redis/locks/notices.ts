import type { Notice } from "../../core/lock-source";

type What = Notice["what"];

/** What the events of keyspace notifications say of a lock; those that are not here say nothing of it. */
const EVENTS: Readonly<Record<string, What>> = {
  set: "written",
  setrange: "written",
  append: "written",
  hset: "written",
  hincrby: "written",
  rename_to: "written",
  restore: "written",
  copy_to: "written",
  expire: "extended",
  del: "deleted",
  rename_from: "deleted",
  move_from: "deleted",
  expired: "expired",
  evicted: "evicted",
};

/** The classes of events of `notify-keyspace-events`; `A` stands for all of these. */
const CLASSES: Readonly<Record<string, readonly What[]>> = {
  g: ["extended", "deleted"],
  $: ["written"],
  h: ["written"],
  x: ["expired"],
  e: ["evicted"],
};

/** What a server tells of a name with these flags; nothing where its keyspace notifications are off. */
export function toldWith(flags: string): readonly What[] {
  if (!flags.includes("K")) return [];
  const classes = Object.entries(CLASSES).filter(([flag]) => flags.includes("A") || flags.includes(flag));
  return [...new Set(classes.flatMap(([, told]) => told))];
}

/** Milliseconds within which the event of an expiry belongs to the write before it: SET with PX tells both. */
const ONE_WRITE = 10;

/** Turns events into notices, each write into one. */
export class Notices {
  private readonly written = new Map<string, number>();

  constructor(
    private readonly master: string,
    private readonly listener: (notice: Notice) => void,
  ) {}

  take(name: Buffer, event: string, at: number): void {
    const what = EVENTS[event];
    if (!what) return;
    const key = name.toString("latin1");
    const before = this.written.get(key);
    this.written.delete(key);
    if (what === "extended" && before !== undefined && at - before <= ONE_WRITE) return;
    if (what === "written") this.written.set(key, at);
    this.listener({ name: new Uint8Array(name), master: this.master, at, what });
  }
}
