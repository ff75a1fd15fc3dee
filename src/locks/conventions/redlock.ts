import { text, verbatim } from "../../core/text";
import type { Convention } from "../convention";
import { HEX32, isUuid1, readString, whole } from "../shapes";

/** node-redlock 4 and 5: the resource itself, with 16 random bytes in hexadecimal digits, the same on all masters. */
export const nodeRedlock: Convention = {
  id: "node-redlock",
  title: verbatim("RedLock (node-redlock)"),
  quorum: true,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(_, [entry]) {
    const value = whole(entry);
    if (value === undefined || !HEX32.test(value) || isUuid1(value)) return undefined;
    return {
      confidence: "guess",
      how: text("The value is 32 random hexadecimal digits, as {0} writes it; others may do so too.", "node-redlock"),
    };
  },
  read: (name, [entry]) => readString(name, entry),
};

/** Any other library of the algorithm: the same value on a quorum of masters. Only where the profile names masters. */
export const anyRedlock: Convention = {
  id: "redlock",
  title: verbatim("RedLock"),
  quorum: true,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise: (_, [entry]) =>
    entry?.type === "string"
      ? { confidence: "guess", how: text("It is a string on several masters: the RedLock algorithm.") }
      : undefined,
  read: (name, [entry]) => readString(name, entry),
};
