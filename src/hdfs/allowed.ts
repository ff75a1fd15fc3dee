import { Failure } from "../core/failure";
import { text } from "../core/text";

/**
 * All that is ever asked of a cluster while somebody looks: reads of WebHDFS, and the NameNode's JMX page.
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

/** What a download asks beside looking, of the files whose bytes it reads. */
export const DOWNLOADS = ["GETFILEBLOCKLOCATIONS", "GETFILECHECKSUM"] as const;

/**
 * What an edit sends beside looking, in a profile that may edit. GETSERVERDEFAULTS and GETTRASHROOT change nothing: they
 * say whether there is a trash, and where.
 */
export const EDITS = {
  GET: ["GETFILECHECKSUM", "GETSERVERDEFAULTS", "GETTRASHROOT"],
  PUT: ["CREATE", "MKDIRS", "RENAME", "SETPERMISSION", "SETREPLICATION"],
  POST: ["APPEND"],
  DELETE: ["DELETE"],
} as const;

/** Decides on one request before it reaches the socket: throws a failure "forbidden" where it is not allowed. */
export type Permit = (method: string, operation: string) => void;

/** What every transport may send that does not say otherwise: a GET of one of `ALLOWED`. */
export const looking: Permit = (method, operation) => {
  if (method === "GET" && includes(ALLOWED, operation)) return;
  throw new Failure({
    code: "forbidden",
    what: text("{0} {1} was not sent to HDFS: only looking is allowed.", method, operation),
  });
};

/** For the transport of one download. */
export const downloading: Permit = (method, operation) => {
  if (method === "GET" && includes(DOWNLOADS, operation)) return;
  looking(method, operation);
};

/** For the transport of one edit; nobody but `edits/editing.ts` asks for it. */
export const editing: Permit = (method, operation) => {
  const more: Readonly<Record<string, readonly string[]>> = EDITS;
  if (Object.hasOwn(more, method) && includes(more[method] ?? [], operation)) return;
  looking(method, operation);
};

const includes = (list: readonly string[], operation: string): boolean => list.includes(operation);
