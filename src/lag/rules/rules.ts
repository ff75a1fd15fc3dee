import type { Facts } from "../facts";
import * as moving from "./moving-rules";
import type { Rule } from "./rule";
import * as sample from "./sample-rules";
import * as standing from "./standing-rules";

/**
 * In the order in which they are asked; the first that holds decides.
 * What is not known comes first, then what one sample shows, then what only time shows: who stands still before who moves.
 */
export const RULES: readonly Rule[] = [
  sample.PROBLEM,
  sample.REBALANCING,
  sample.EMPTY_LOG,
  sample.NO_COMMIT,
  sample.DATA_LOSS,
  sample.BEYOND_END,
  sample.LAG_UNKNOWN,
  sample.AT_END,
  standing.TXN_TAIL,
  // Before "nobody reads": a commit can only be set back while nobody does, and who looks wants to know that it was.
  standing.REWOUND,
  standing.NOBODY,
  standing.TXN_BLOCKED,
  standing.UNOWNED,
  standing.STALLED,
  moving.REACHED_END,
  moving.SILENT,
  moving.INCOMPLETE,
  moving.GROWING,
  moving.CATCHING_UP,
  moving.KEEPS_PACE,
];

export const ruleFor = (facts: Facts): Rule => RULES.find((rule) => rule.holds(facts)) ?? moving.NOT_FALLING;
