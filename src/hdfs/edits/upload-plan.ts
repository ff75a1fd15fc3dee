import { Failure } from "../../core/failure";
import { text, verbatim } from "../../core/text";
import { type Path, showPath } from "../path";
import type { FileStatus } from "../status";
import { statusAt } from "./changes";
import type { Acting } from "./editing";
import type { LocalTree } from "./local-tree";
import { keyOf } from "./targets";

export interface UploadFile {
  readonly source: string;
  /** its path in HDFS */
  readonly to: Path;
  /** what stands there now */
  readonly replaces?: FileStatus;
}

export interface UploadPlan {
  readonly files: readonly UploadFile[];
  readonly replaced: readonly UploadFile[];
  /** directories that are not there yet, each above those in it */
  readonly missing: readonly Path[];
  readonly leftOut: readonly string[];
  readonly bytes: number;
  /** names of what comes into the directory itself */
  readonly tops: readonly string[];
}

/** Looks up all that is there. Rejects where a file would have to take the place of a directory, or the reverse. */
export async function planUpload(acting: Acting, directory: Path, local: LocalTree): Promise<UploadPlan> {
  const missing: Path[] = [];
  const absent = new Set<string>();
  const isBelowAbsent = (path: Path) => absent.has(keyOf(path.slice(0, -1)));
  for (const relative of local.directories) {
    const path = [...directory, ...relative];
    const status = isBelowAbsent(path) ? undefined : await statusAt(acting, path);
    if (status && status.type !== "directory")
      throw new Failure({
        code: "invalid",
        what: text("{0} is a file: a folder cannot take its place.", showPath(path)),
      });
    if (status) continue;
    missing.push(path);
    absent.add(keyOf(path));
  }
  const files: UploadFile[] = [];
  for (const { source, to: relative } of local.files) {
    const to = [...directory, ...relative];
    const status = isBelowAbsent(to) ? undefined : await statusAt(acting, to);
    if (status && status.type !== "file")
      throw new Failure({
        code: "invalid",
        what: text("{0} is a directory: the file {1} cannot take its place.", showPath(to), verbatim(source)),
      });
    files.push({ source, to, ...(status ? { replaces: status } : {}) });
  }
  return {
    files,
    replaced: files.filter(({ replaces }) => replaces),
    missing,
    leftOut: local.leftOut,
    bytes: local.files.reduce((sum, { size }) => sum + size, 0),
    tops: [...new Set([...local.directories, ...local.files.map(({ to }) => to)].map(([top = ""]) => top))],
  };
}
