import { text, verbatim } from "../../core/text";
import type { Convention } from "../convention";
import { readString, whole } from "../shapes";

/** Laravel's cache locks: prefix and name, with an owner of 16 letters and digits (serialised by some clients). */
const OWNER = /^(?:s:16:")?([A-Za-z0-9]{16})(?:";)?$/;

export const laravel: Convention = {
  id: "laravel",
  title: verbatim("Laravel"),
  quorum: false,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(name, [entry]) {
    if (!OWNER.test(whole(entry) ?? "")) return undefined;
    if (/laravel|_cache_?:/i.test(name)) {
      return {
        confidence: "shape",
        how: text("Its name has the prefix of a Laravel cache, and its value is an owner of 16 letters and digits."),
      };
    }
    if (!/lock|mutex/i.test(name)) return undefined;
    return {
      confidence: "guess",
      how: text("The value is 16 letters and digits, as {0} writes it; others may do so too.", "Laravel"),
    };
  },
  read: (name, [entry]) =>
    readString(name, entry, (value) => {
      const owner = OWNER.exec(value)?.[1];
      return owner === undefined ? [] : [{ part: "owner", value: owner }];
    }),
};
