import { text, verbatim } from "../../core/text";
import type { Convention } from "../convention";
import { readString, whole } from "../shapes";

/** redsync (Go): the name as given, with 16 random bytes in base64, the same on a quorum of pools. */
export const redsync: Convention = {
  id: "redsync",
  title: verbatim("redsync"),
  quorum: true,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(_, [entry]) {
    const value = whole(entry);
    if (value === undefined || entry?.type !== "string" || entry.ttl === null) return undefined;
    if (!/^[A-Za-z0-9+/]{21}[AQgw]==$/.test(value)) return undefined;
    return {
      confidence: "guess",
      how: text("The value is 16 bytes in base64, as {0} writes it; others may do so too.", "redsync"),
    };
  },
  read: (name, [entry]) => readString(name, entry),
};
