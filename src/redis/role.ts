import { shown } from "../core/bytes";
import { isFailure } from "../core/failure";
import { count, type Text, text, verbatim } from "../core/text";
import type { Outcome } from "./client";
import { textIn } from "./replies";

/** The answer of ROLE in words: "master, 2 replicas", "slave of 10.0.0.1:6379". */
export function roleIn(outcome: Outcome | undefined): Text {
  if (outcome === undefined || isFailure(outcome) || !Array.isArray(outcome)) return text("not told to your user");
  const [role, first, second] = outcome;
  const name = shown(textIn(role));
  if (name === "master" && Array.isArray(outcome[2])) {
    const replicas = outcome[2].length;
    return replicas === 1 ? text("master, 1 replica") : text("master, {0} replicas", count(replicas));
  }
  if (name === "slave" && first !== undefined && second !== undefined) {
    return text("replica of {0}", `${shown(textIn(first))}:${shown(textIn(second))}`);
  }
  return verbatim(name);
}
