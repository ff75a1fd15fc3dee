import { constants } from "node:fs";
import { type FileHandle, link, lstat, mkdir, open, realpath, rename, unlink } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { Failure } from "../../core/failure";
import { text, verbatim } from "../../core/text";
import { localPartName } from "./part-name";
import { diskFailure } from "./problems";

export type LocalKind = "nothing" | "file" | "folder" | "other";

/** What stands at a path of this machine; a link is "other", wherever it leads. */
export async function kindAt(path: string): Promise<LocalKind> {
  try {
    const status = await lstat(path);
    return status.isFile() ? "file" : status.isDirectory() ? "folder" : "other";
  } catch (error) {
    if (typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT") return "nothing";
    throw diskFailure(error, path);
  }
}

/** The folder that was chosen, without links in its path. */
export async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    throw diskFailure(error, folder);
  }
}

/** Makes `names` below `top`, and sees to it that none of them is a link that leads elsewhere. */
export async function makeFolder(top: string, names: readonly string[]): Promise<string> {
  let folder = top;
  for (const name of names) {
    folder = join(folder, name);
    const kind = await kindAt(folder);
    if (kind === "nothing") {
      try {
        await mkdir(folder);
      } catch (error) {
        throw diskFailure(error, folder);
      }
    } else if (kind !== "folder") throw notAFolder(folder);
  }
  await assertWithin(top, folder);
  return folder;
}

export const notAFolder = (path: string): Failure =>
  new Failure({ code: "invalid", what: text("{0} is not a folder, and cannot become one.", verbatim(path)) });

export const notAFile = (path: string): Failure =>
  new Failure({
    code: "invalid",
    what: text("{0} is a folder or a link: a file cannot take its place.", verbatim(path)),
  });

async function assertWithin(top: string, folder: string): Promise<void> {
  const way = relative(top, await realFolder(folder));
  if (way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !/^([a-z]:|[\\/])/i.test(way))) return;
  throw new Failure({
    code: "forbidden",
    what: text("{0} leads out of the folder that was chosen.", verbatim(folder)),
  });
}

/** A file that nobody else has, beside where `path` will be. */
export async function openPart(path: string): Promise<{ readonly part: string; readonly handle: FileHandle }> {
  const part = join(dirname(path), localPartName(basename(path)));
  const { O_CREAT, O_EXCL, O_RDWR } = constants;
  try {
    return { part, handle: await open(part, O_CREAT | O_EXCL | O_RDWR | (constants.O_NOFOLLOW ?? 0)) };
  } catch (error) {
    throw diskFailure(error, part);
  }
}

/** Gives a complete part its name. Without `replace`, nothing that is there is overwritten. */
export async function finishPart(part: string, path: string, replace: boolean): Promise<void> {
  try {
    if (replace) {
      const kind = await kindAt(path);
      if (kind !== "file" && kind !== "nothing") throw notAFile(path);
      return await rename(part, path);
    }
    try {
      // A second name fails where there is something; a rename would overwrite it.
      await link(part, path);
    } catch (error) {
      if (hasErrorCode(error, "EEXIST")) throw error;
      // A disk without second names.
      if ((await kindAt(path)) !== "nothing") throw Object.assign(new Error("EEXIST"), { code: "EEXIST" });
      return await rename(part, path);
    }
    await unlink(part);
  } catch (error) {
    throw diskFailure(error, path);
  }
}

const hasErrorCode = (error: unknown, code: string): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === code;
