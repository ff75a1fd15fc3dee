import { type Address, child } from "../core/address";
import { shown } from "../core/bytes";
import type { Node } from "../core/contract";
import { age, size, type Text, text, verbatim } from "../core/text";
import type { Path } from "./path";
import { permissionText } from "./permission";
import type { FileStatus } from "./status";

/** A row below `parent`. */
export const childNode = (parent: Address, status: FileStatus): Node =>
  nodeAt(child(parent, status.name), status.name, status);

/** The row of the thing at an address itself. */
export const nodeOf = (address: Address, path: Path, status: FileStatus): Node =>
  nodeAt(address, path.at(-1) ?? "/", status);

function nodeAt(address: Address, name: string, status: FileStatus): Node {
  const label = shown(name);
  return {
    address: { profile: address.profile, connection: address.connection, path: address.path },
    kind: `hdfs.${status.type}`,
    label,
    ...(label === name ? {} : { name }),
    detail: [...KINDS[status.type].detail(status)],
    icon: KINDS[status.type].icon,
    expandable: status.type === "directory",
    readable: status.type === "file",
    role: KINDS[status.type].role,
  };
}

const KINDS = {
  directory: { icon: "folder", role: text("directory"), detail: common },
  file: { icon: "file", role: text("file"), detail: fileDetail },
  symlink: { icon: "file-symlink-file", role: text("symbolic link"), detail: linkDetail },
} as const;

/** What the server has not said is left out. */
function* common({ modified, owner, permission }: FileStatus): Generator<Text> {
  // A directory that HDFS made by itself, such as `/`, may have no time.
  if (modified) yield age(modified);
  if (owner !== undefined) yield verbatim(shown(owner));
  if (permission !== undefined) yield verbatim(permissionText(permission));
}

function* fileDetail(status: FileStatus): Generator<Text> {
  if (status.length !== undefined) yield size(status.length);
  yield* common(status);
  if (status.replication) yield text("replication {0}", status.replication);
}

function* linkDetail(status: FileStatus): Generator<Text> {
  if (status.target !== undefined) yield verbatim(`→ ${shown(status.target)}`);
  yield* common(status);
}
