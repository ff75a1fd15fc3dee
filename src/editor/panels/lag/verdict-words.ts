import type { Text } from "../../../core/text";
import { text } from "../../../core/text";
import type { VerdictState } from "../../../lag/snapshot";
import type { Tone } from "../../../panel/protocol";

export const VERDICT_WORDS: Readonly<Record<VerdictState, Text>> = {
  DATA_LOSS: text("DATA LOSS"),
  STOPPED: text("STOPPED"),
  STALLED: text("STALLED"),
  TXN_BLOCKED: text("TXN BLOCKED"),
  FALLING_BEHIND: text("FALLING BEHIND"),
  REWOUND: text("REWOUND"),
  REBALANCING: text("REBALANCING"),
  NO_COMMIT: text("NO COMMIT"),
  UNKNOWN: text("UNKNOWN"),
  CATCHING_UP: text("CATCHING UP"),
  TXN_TAIL: text("TXN TAIL"),
  OK: text("OK"),
};

export const VERDICT_TONES: Readonly<Record<VerdictState, Tone>> = {
  DATA_LOSS: "error",
  STOPPED: "error",
  STALLED: "error",
  TXN_BLOCKED: "warning",
  FALLING_BEHIND: "warning",
  REWOUND: "warning",
  REBALANCING: "info",
  NO_COMMIT: "muted",
  UNKNOWN: "muted",
  CATCHING_UP: "info",
  TXN_TAIL: "ok",
  OK: "ok",
};

/** A person should look after a group in one of these. */
export const inTrouble = (state: VerdictState): boolean => {
  const tone = VERDICT_TONES[state];
  return tone === "error" || tone === "warning";
};

/** Its reader keeps up, or is about to: what was wrong before is over. */
export const isWell = (state: VerdictState): boolean =>
  state === "OK" || state === "TXN_TAIL" || state === "CATCHING_UP";
