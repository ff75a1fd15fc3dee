import type { Dirent } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Failure } from "../../core/failure";
import { count, text, verbatim } from "../../core/text";
import type { Path } from "../path";
import { diskFailure } from "./problems";
import { nameProblem } from "./targets";

/** A file of this machine that is to be sent. */
export interface LocalFile {
  readonly source: string;
  /** below the directory that it goes to */
  readonly to: Path;
  /** bytes, when it was looked at */
  readonly size: number;
}

export interface LocalTree {
  readonly files: readonly LocalFile[];
  /** each above those in it */
  readonly directories: readonly Path[];
  /** links inside of folders, sockets and devices */
  readonly leftOut: readonly string[];
}

const MOST_ENTRIES = 200_000;

/** All that is to be sent of what was chosen: files, and folders with all that is in them. */
export async function readLocal(chosen: readonly string[], signal: AbortSignal): Promise<LocalTree> {
  const tree = { files: [] as LocalFile[], directories: [] as Path[], leftOut: [] as string[] };
  const seen = new Set<string>();
  for (const source of chosen) {
    const name = basename(source);
    if (seen.has(name)) throw new Failure({ code: "invalid", what: text("Two of the chosen are called “{0}”.", name) });
    seen.add(name);
    try {
      // A link that was chosen by itself stands for what it leads to.
      const status = await stat(source);
      if (status.isDirectory()) await readFolder(source, [good(name, source)], tree, signal);
      else if (status.isFile()) tree.files.push({ source, to: [good(name, source)], size: status.size });
      else tree.leftOut.push(source);
    } catch (error) {
      throw diskFailure(error, source);
    }
  }
  return tree;
}

interface Growing {
  readonly files: LocalFile[];
  readonly directories: Path[];
  readonly leftOut: string[];
}

async function readFolder(folder: string, to: Path, tree: Growing, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  tree.directories.push(to);
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw diskFailure(error, folder);
  }
  for (const entry of entries) {
    const source = join(folder, entry.name);
    if (entry.isDirectory()) await readFolder(source, [...to, good(entry.name, source)], tree, signal);
    else if (entry.isFile())
      tree.files.push({ source, to: [...to, good(entry.name, source)], size: (await lstat(source)).size });
    else tree.leftOut.push(source);
    if (tree.files.length + tree.directories.length > MOST_ENTRIES)
      throw new Failure({ code: "tooLarge", what: text("More than {0} files were chosen.", count(MOST_ENTRIES)) });
  }
}

function good(name: string, source: string): string {
  const problem = nameProblem(name);
  if (!problem) return name;
  throw new Failure({
    code: "invalid",
    what: text("HDFS cannot hold the name of {0}.", verbatim(source)),
    why: problem,
    fix: text("Rename it, or leave it out. Nothing was sent."),
  });
}
