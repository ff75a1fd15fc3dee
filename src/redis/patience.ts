import type { SessionContext } from "../core/contract";

const SOONER = 0.95;

/** A little earlier than the deadline of whoever asks: what is said by the client tells more. */
export const sooner = (context: SessionContext): SessionContext => ({
  secret: (field) => context.secret(field),
  setting: (name, fallback) => context.setting(name, fallback),
  timeout: () => context.timeout() * SOONER,
  lost: (reason) => context.lost(reason),
  log: (line) => context.log(line),
  sent: context.sent,
});
