import { Failure } from "../core/failure";
import { text } from "../core/text";

/** What a server answers. Whole numbers come as text, so that all 64 bits of them are kept. */
export type Reply = Buffer | string | null | readonly Reply[];

/** True for what the client library hands over as an answer; anything else breaks the protocol. */
export function isReply(value: unknown): value is Reply {
  if (value === null || typeof value === "string" || Buffer.isBuffer(value)) return true;
  return Array.isArray(value) && value.every(isReply);
}

/** The readers below throw a failure "protocol" where a server answers something else than Redis would. */
function unexpected(wanted: string): Failure {
  return new Failure({
    code: "protocol",
    what: text("The server gave an answer that is not of the Redis protocol."),
    why: text("Expected: {0}.", wanted),
    fix: text("Check that the port is that of a Redis server."),
  });
}

export function bytesIn(reply: Reply | undefined): Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  if (typeof reply === "string") return Buffer.from(reply);
  throw unexpected("a string");
}

export const textIn = (reply: Reply | undefined): string => bytesIn(reply).toString();

export function arrayIn(reply: Reply | undefined): readonly Reply[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected("an array");
}

export const bytesListIn = (reply: Reply | undefined): readonly Buffer[] => arrayIn(reply).map(bytesIn);

/** A whole number; safe to compare and to show, but not beyond 2^53. */
export function numberIn(reply: Reply | undefined): number {
  const number = Number(bigIn(reply));
  if (Number.isSafeInteger(number)) return number;
  throw unexpected("a number below 2^53");
}

export function bigIn(reply: Reply | undefined): bigint {
  const written = reply === null || reply === undefined || Array.isArray(reply) ? "" : textIn(reply);
  if (/^-?\d{1,20}$/.test(written)) return BigInt(written);
  throw unexpected("a whole number");
}

/** The two parts of an answer of SCAN, HSCAN and SSCAN. */
export function scanIn(reply: Reply): { readonly cursor: string; readonly items: readonly Buffer[] } {
  const [cursor, items] = arrayIn(reply);
  const written = textIn(cursor);
  if (!/^\d{1,20}$/.test(written)) throw unexpected("a cursor");
  return { cursor: written, items: bytesListIn(items) };
}

/** The lines `name:value` of an answer of INFO. */
export function infoIn(reply: Reply): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const line of textIn(reply).split("\n")) {
    const [, name, value] = /^([^#:\s][^:]*):(.*?)\r?$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) facts.set(name, value);
  }
  return facts;
}
