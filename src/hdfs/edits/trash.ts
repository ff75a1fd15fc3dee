import { Failure, hasCode } from "../../core/failure";
import { text } from "../../core/text";
import { type Path, showPath } from "../path";
import { makeDirectory, rename, statusAt, trashInterval, trashRoot } from "./changes";
import type { Acting } from "./editing";
import { asFailure } from "./problems";
import { isWithin } from "./targets";

/** `on`: HDFS empties it after a while · `off`: there is none · `unknown`: HDFS does not say */
export interface Trash {
  readonly state: "on" | "off" | "unknown";
  /** minutes for which it keeps what is in it, where it is on */
  readonly interval: number;
}

export async function trashOf(acting: Acting): Promise<Trash> {
  const interval = await trashInterval(acting);
  if (interval === undefined) return { state: "unknown", interval: 0 };
  return interval > 0 ? { state: "on", interval } : { state: "off", interval: 0 };
}

/** Where in the trash a path goes; undefined where it lies in the trash itself, or holds it. */
export async function placeInTrash(acting: Acting, path: Path): Promise<Path | undefined> {
  const root = await trashRoot(acting, path);
  return isWithin(path, root) || isWithin(root, path) ? undefined : [...root, "Current", ...path];
}

/** As “hdfs dfs -rm” does it. Gives where it lies now. */
export async function moveToTrash(acting: Acting, path: Path, place: Path): Promise<Path> {
  const name = place.at(-1) ?? "";
  try {
    const directory = await makeRoom(acting, place.slice(0, -1));
    const wanted = [...directory, name];
    // What was deleted before under the same path stays.
    const free = (await statusAt(acting, wanted)) ? [...directory, `${name}${Date.now()}`] : wanted;
    await rename(acting, path, free);
    return free;
  } catch (error) {
    // What a person wanted is about the path, whichever of the two HDFS speaks of.
    const { code, what, why, fix } = asFailure(error, path);
    throw new Failure({
      code,
      what: text("{0} was not moved to the trash: {1}", showPath(path), what),
      why,
      fix,
      cause: error,
    });
  }
}

/** Makes the directory; where a file in the trash has the name of one above it, that one gets another name. */
async function makeRoom(acting: Acting, directory: Path): Promise<Path> {
  try {
    await makeDirectory(acting, directory, "700");
    return directory;
  } catch (error) {
    if (!hasCode(error, "changed") && !hasCode(error, "invalid")) throw error;
    for (const [depth, name] of directory.entries()) {
      if ((await statusAt(acting, directory.slice(0, depth + 1)))?.type !== "file") continue;
      const other = [...directory.slice(0, depth), `${name}${Date.now()}`, ...directory.slice(depth + 1)];
      await makeDirectory(acting, other, "700");
      return other;
    }
    throw error;
  }
}
