import { type Text, text } from "../../../core/text";
import type { LockState, LockStatus } from "../../../locks/snapshot";
import type { Tone } from "../../../panel/protocol";

export const STATE_WORDS: Readonly<Record<LockState, Text>> = {
  split: text("SPLIT"),
  notLockShaped: text("NOT A LOCK"),
  leaked: text("LEAKED"),
  stuck: text("STUCK"),
  fragile: text("FRAGILE"),
  residue: text("RESIDUE"),
  unknown: text("UNKNOWN"),
  expiring: text("EXPIRING"),
  handedOver: text("HANDED OVER"),
  coolingDown: text("COOLING DOWN"),
  renewing: text("RENEWING"),
  held: text("HELD"),
  free: text("FREE"),
};

export const STATE_TONES: Readonly<Record<LockState, Tone>> = {
  split: "error",
  notLockShaped: "error",
  leaked: "error",
  stuck: "warning",
  fragile: "warning",
  residue: "warning",
  unknown: "muted",
  expiring: "info",
  handedOver: "info",
  coolingDown: "info",
  renewing: "ok",
  held: "ok",
  free: "muted",
};

/** A person should look after a lock in one of these. */
export const inTrouble = (state: LockState): boolean => {
  const tone = STATE_TONES[state];
  return tone === "error" || tone === "warning";
};

export const isHeld = ({ holders }: Pick<LockStatus, "holders">): boolean => holders.length > 0;
