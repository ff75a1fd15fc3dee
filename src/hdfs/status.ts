import { integer, type Json, object, own, smallInteger, string } from "./json";
import { parsePermission } from "./permission";

/** One file, directory or link, as GETFILESTATUS and LISTSTATUS give it. What a server leaves out is absent. */
export interface FileStatus {
  /** the last component; empty when the status is of the very path that was asked for */
  readonly name: string;
  readonly type: "directory" | "file" | "symlink";
  /** bytes; of a file being written, those of its finished blocks */
  readonly length?: bigint;
  /** milliseconds since 1970 */
  readonly modified?: number;
  readonly accessed?: number;
  readonly owner?: string;
  readonly group?: string;
  /** the lower 10 bits of a mode: sticky, and rwx of owner, group, others */
  readonly permission?: number;
  readonly replication?: number;
  /** bytes */
  readonly blockSize?: bigint;
  /** entries of a directory */
  readonly children?: number;
  /** where a link leads */
  readonly target?: string;
  readonly hasAcl: boolean;
  readonly encrypted: boolean;
  readonly erasureCoded: boolean;
  readonly erasurePolicy?: string;
  readonly snapshots: boolean;
}

const TYPES = { DIRECTORY: "directory", FILE: "file", SYMLINK: "symlink" } as const;

/** Undefined where this is not a status: a name and a type are the least that it takes. */
export function parseStatus(value: unknown): FileStatus | undefined {
  const json = object(value);
  const name = string(own(json, "pathSuffix"));
  const type = typeOf(own(json, "type"));
  if (!json || name === undefined || !type) return undefined;
  return {
    name,
    type,
    length: integer(json.length),
    modified: smallInteger(json.modificationTime),
    accessed: smallInteger(json.accessTime),
    owner: string(json.owner),
    group: string(json.group),
    permission: parsePermission(string(json.permission) ?? ""),
    replication: smallInteger(json.replication),
    blockSize: integer(json.blockSize),
    children: smallInteger(json.childrenNum),
    target: string(json.symlink),
    ...flags(json),
  };
}

/** The bits are sent only where they are set. */
function flags(json: Json) {
  return {
    hasAcl: json.aclBit === true,
    encrypted: json.encBit === true,
    erasureCoded: json.ecBit === true,
    erasurePolicy: string(json.ecPolicy) || undefined,
    snapshots: json.snapshotEnabled === true,
  };
}

function typeOf(value: unknown): FileStatus["type"] | undefined {
  return value === "DIRECTORY" || value === "FILE" || value === "SYMLINK" ? TYPES[value] : undefined;
}
