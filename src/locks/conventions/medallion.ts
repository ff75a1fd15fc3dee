import { text, verbatim } from "../../core/text";
import { binary } from "../bytes";
import type { Convention, Reading } from "../convention";
import { FREE, holder, notShaped, otherThing, readString, shownToken, stringGuard, whole } from "../shapes";
import type { Holder, HolderPart } from "../snapshot";

const VALUE = /^(.+)_(\d+)_([0-9a-f]{32})$/s;
const WAITING = "_WRITERWAITING";

/** DistributedLock.Redis (Medallion): the name as given, with `<machine>_<pid>_<guid>`, the same on a quorum. */
export const medallion: Convention = {
  id: "medallion",
  title: verbatim("Medallion DistributedLock"),
  quorum: true,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(_, [entry]) {
    if (!VALUE.test(whole(entry) ?? "")) return undefined;
    return {
      confidence: "shape",
      how: text("The value is <machine>_<pid>_<guid>, as {0} writes it.", "Medallion DistributedLock"),
    };
  },
  read: (name, [entry]) => readString(name, entry, partsOf),
};

/** Its read-write lock: the readers in the set `<name>.readers`, the writer (or who waits to be it) in `<name>.writer`. */
export const medallionReadWrite: Convention = {
  id: "medallion-read-write",
  title: verbatim("Medallion reader-writer lock"),
  quorum: true,
  lockOf: (name) => /^(.+)\.(?:readers|writer)$/s.exec(name)?.[1],
  reads: (name) => ({
    entries: [
      { key: `${name}.writer`, as: "string" },
      { key: `${name}.readers`, as: "set" },
    ],
  }),
  recognise(_, [writer, readers]) {
    const values = [writerOf(whole(writer)), ...(readers?.type === "set" ? readers.members.map(binary) : [])];
    if (!values.some((value) => VALUE.test(value ?? ""))) return undefined;
    return {
      confidence: "shape",
      how: text(
        "Its entries, named .readers and .writer, hold <machine>_<pid>_<guid>, as {0} writes it.",
        "Medallion DistributedLock",
      ),
    };
  },
  read(name, [writer, readers]): Reading {
    const other = [writer, readers].find(
      (entry, index) => entry && entry.type !== "none" && entry.type !== ["string", "set"][index],
    );
    if (other) return notShaped(otherThing(other));
    const value = writer?.type === "string" ? binary(writer.value) : undefined;
    const waits = value?.endsWith(WAITING) ?? false;
    const reading = readers?.type === "set" ? readers.members.map((member) => holderOf(binary(member), "read")) : [];
    const writing = value !== undefined && !waits ? [holderOf(value, "write")] : [];
    const holders = [...writing, ...reading];
    if (!holders.length) return FREE;
    return {
      state: "held",
      holders,
      token: holders
        .map(({ id }) => id)
        .sort()
        .join(" "),
      ttl: writing.length && writer?.type === "string" ? writer.ttl : readers?.type === "set" ? readers.ttl : null,
      acquiredCount: holders.length,
      waiters: waits ? { count: 1, exact: false, order: [{ id: shownToken(writerOf(value) ?? "") }] } : "unknown",
      facts: waits
        ? [
            text(
              "A writer is waiting for the readers to finish (the value of {0} ends in {1}).",
              shownToken(`${name}.writer`),
              WAITING,
            ),
          ]
        : [],
      ...(writing.length && value !== undefined && whole(writer) !== undefined
        ? { act: { guard: stringGuard(`${name}.writer`, value) } }
        : {}),
    };
  },
};

const writerOf = (value: string | undefined): string | undefined =>
  value?.endsWith(WAITING) ? value.slice(0, -WAITING.length) : value;

const holderOf = (value: string, mode: "read" | "write"): Holder => holder(value, partsOf(value), { mode });

function partsOf(value: string): readonly HolderPart[] {
  const [, machine, pid] = VALUE.exec(value) ?? [];
  if (machine === undefined || pid === undefined) return [];
  return [
    { part: "host", value: shownToken(machine) },
    { part: "pid", value: pid },
  ];
}
