import { text, verbatim } from "../../core/text";
import type { Convention } from "../convention";
import { readString, whole } from "../shapes";

/** `SET key id NX PX`: a unique id, compared to release and to extend. What all string locks of one server come down to. */
export const casLock: Convention = {
  id: "cas",
  title: verbatim("CAS lock"),
  quorum: false,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(name, [entry]) {
    const value = whole(entry);
    if (value === undefined || entry?.type !== "string") return undefined;
    // Without a pattern of the profile, only what is named like a lock and holds something like an id is one.
    const named = /(^|[^a-z])(lock|mutex|lease|leader)([^a-z]|$)/i.test(name);
    const token = value.length >= 8 && value.length <= 200 && /^[\x21-\x7e]+$/.test(value);
    if (!named || !token) return undefined;
    return {
      confidence: "guess",
      how:
        entry.ttl === null
          ? text("Its name suggests a lock, and its value looks like an id.")
          : text("Its name suggests a lock, its value looks like an id, and it expires."),
    };
  },
  read: (name, [entry]) => readString(name, entry),
};
