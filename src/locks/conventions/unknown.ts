import { text } from "../../core/text";
import type { Convention } from "../convention";
import { readString } from "../shapes";

/** A name that somebody gives, at which nothing was there yet to tell what it is. */
export const unknownConvention: Convention = {
  id: "unknown",
  title: text("Not known yet"),
  quorum: true,
  reads: (name) => ({ entries: [{ key: name, as: "any" }] }),
  recognise: () => undefined,
  read: (name, [entry]) => readString(name, entry),
};
