import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { Failure, isFailure } from "../../core/failure";
import { count, size, text, verbatim } from "../../core/text";
import { Lister } from "../listing";
import { type Path, showPath } from "../path";
import type { FileStatus } from "../status";
import type { Acting } from "./editing";
import { kindAt, notAFile, notAFolder } from "./local-folder";
import { localNames } from "./local-names";
import type { Target } from "./targets";

export interface DownloadFile {
  readonly path: Path;
  readonly status: FileStatus;
  /** folders and name below the folder that was chosen */
  readonly local: readonly string[];
  /** true: a file of this name is there now */
  readonly replace: boolean;
}

export interface DownloadPlan {
  readonly files: readonly DownloadFile[];
  /** folders, each above those in it */
  readonly folders: readonly (readonly string[])[];
  /** links */
  readonly leftOut: readonly Path[];
  /** directories that cannot be listed, and why */
  readonly closed: readonly { readonly path: Path; readonly failure: Failure }[];
  /** what has another name here: its path, and where it is saved */
  readonly renamed: readonly { readonly path: Path; readonly local: readonly string[] }[];
  readonly bytes: number;
}

interface Growing {
  readonly files: DownloadFile[];
  readonly folders: (readonly string[])[];
  readonly leftOut: Path[];
  readonly closed: { readonly path: Path; readonly failure: Failure }[];
  readonly renamed: { readonly path: Path; readonly local: readonly string[] }[];
}

const MOST_ENTRIES = 200_000;

/** Lists all that is to be saved below `folder`. `name`: the one file's, where it was chosen. */
export async function planDownload(
  acting: Acting,
  targets: readonly Target[],
  folder: string,
  name?: string,
): Promise<DownloadPlan> {
  const plan: Growing = { files: [], folders: [], leftOut: [], closed: [], renamed: [] };
  const entries = targets.map(({ path, status }) => ({ path, status, name: path.at(-1) ?? "hdfs" }));
  await add(acting, entries, [], folder, plan, name);
  const [nothing] = plan.closed;
  if (nothing && plan.files.length === 0 && plan.closed.length === plan.folders.length) throw nothing.failure;
  const bytes = plan.files.reduce((sum, { status }) => sum + Number(status.length ?? 0n), 0);
  await assertRoom(folder, bytes);
  return { ...plan, bytes };
}

interface Entry {
  readonly path: Path;
  readonly status: FileStatus;
  readonly name: string;
}

async function add(
  acting: Acting,
  entries: readonly Entry[],
  into: readonly string[],
  folder: string,
  plan: Growing,
  chosen?: string,
): Promise<void> {
  const kept = entries.filter(({ status }) => status.type !== "symlink");
  for (const { path, status } of entries) if (status.type === "symlink") plan.leftOut.push(path);
  const names = chosen === undefined ? localNames(kept.map(({ name }) => name)) : [chosen];
  for (const [index, { path, status, name }] of kept.entries()) {
    const local = [...into, names[index] ?? ""];
    if (chosen === undefined && names[index] !== name) plan.renamed.push({ path, local });
    const kind = await kindAt(join(folder, ...local));
    if (status.type === "file") {
      if (kind !== "nothing" && kind !== "file") throw notAFile(join(folder, ...local));
      plan.files.push({ path, status, local, replace: kind === "file" });
    } else {
      if (kind !== "nothing" && kind !== "folder") throw notAFolder(join(folder, ...local));
      plan.folders.push(local);
      await add(acting, await openEntries(acting, path, plan), local, folder, plan);
    }
    if (plan.files.length + plan.folders.length > MOST_ENTRIES)
      throw new Failure({ code: "tooLarge", what: text("More than {0} files were chosen.", count(MOST_ENTRIES)) });
  }
}

/** None where the directory is closed to us, or has gone: that is told, and no reason to leave out the others. */
async function openEntries(acting: Acting, path: Path, plan: Growing): Promise<readonly Entry[]> {
  try {
    return await entriesOf(acting, path);
  } catch (error) {
    if (!isFailure(error) || (error.code !== "denied" && error.code !== "notFound")) throw error;
    plan.closed.push({ path, failure: error });
    return [];
  }
}

async function entriesOf(acting: Acting, path: Path): Promise<readonly Entry[]> {
  const lister = new Lister(acting.client);
  const entries: Entry[] = [];
  for (;;) {
    const last = entries.at(-1);
    const after = last && { index: entries.length, name: last.name };
    const batch = await lister.batch(path, after, acting.call());
    for (const status of batch.entries) {
      if (/[/\0]/.test(status.name) || status.name === "." || status.name === "..") throw strange(path);
      entries.push({ path: [...path, status.name], status, name: status.name });
    }
    if (!batch.more) return entries;
    if (entries.length > MOST_ENTRIES)
      throw new Failure({ code: "tooLarge", what: text("More than {0} files were chosen.", count(MOST_ENTRIES)) });
  }
}

const strange = (path: Path): Failure =>
  new Failure({ code: "protocol", what: text("HDFS gave a name in {0} that no file can have.", showPath(path)) });

async function assertRoom(folder: string, bytes: number): Promise<void> {
  let free: number;
  try {
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
  } catch {
    return;
  }
  if (free >= bytes) return;
  throw new Failure({
    code: "unavailable",
    what: text("{0} has room for {1} only; {2} are to be saved.", verbatim(folder), size(free), size(bytes)),
  });
}
