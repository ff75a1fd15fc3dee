import type { Path } from "../path";
import { makeDirectory, rename, statusAt, trashInterval, trashRoot } from "./changes";
import type { Acting } from "./editing";
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
  await makeDirectory(acting, place.slice(0, -1), "700");
  // What was deleted before under the same path stays.
  const free = (await statusAt(acting, place)) ? [...place.slice(0, -1), `${place.at(-1)}${Date.now()}`] : place;
  await rename(acting, path, free);
  return free;
}
