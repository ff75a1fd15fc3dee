import { Failure } from "../core/failure";
import { text } from "../core/text";

/**
 * All that is ever asked of a cluster: reads of WebHDFS, and the NameNode's JMX page.
 *
 * Left out on purpose: GETFILEBLOCKLOCATIONS and GETFILECHECKSUM, because the NameNode notes them as an access to the
 * file (its access time changes). OPEN does the same, so it is used for the bytes that somebody wants to see only.
 */
export const ALLOWED = [
  "GETACLSTATUS",
  "GETCONTENTSUMMARY",
  "GETFILESTATUS",
  "GETHOMEDIRECTORY",
  "GETQUOTAUSAGE",
  "JMX",
  "LISTSTATUS",
  "LISTSTATUS_BATCH",
  "LISTXATTRS",
  "OPEN",
] as const;

export type Operation = (typeof ALLOWED)[number];

/** Throws a failure "forbidden" unless this is a GET of one of `ALLOWED`. */
export function assertAllowed(method: string, operation: string): asserts operation is Operation {
  if (method === "GET" && ALLOWED.some((allowed) => allowed === operation)) return;
  throw new Failure({
    code: "forbidden",
    what: text("{0} {1} was not sent to HDFS: only looking is allowed.", method, operation),
  });
}
