import { workspace } from "vscode";

export const SECTION = "clusterObserver";

/** Rows of one page in a tree: more would make the workbench stutter. */
const PAGE_MOST = 500;

/** The settings, read at the moment they are needed, so that a change counts at once. */
export const settings = {
  /** milliseconds that one call to a server may take */
  timeout: (): number => clamp(read("timeout", 10), 1, 600) * 1000,
  /** rows of one page */
  pageSize: (): number => clamp(read("pageSize", PAGE_MOST), 10, PAGE_MOST),
  /** bytes of one piece of a document */
  previewSize: (): number => clamp(read("previewSize", 1024), 16, 16 * 1024) * 1024,
  /** milliseconds between two looks at consumer groups that somebody sees */
  lagInterval: (): number => clamp(read("lag.interval", 5), 1, 3600) * 1000,
  /** milliseconds between two looks at consumer groups that are watched in the background */
  watchInterval: (): number => clamp(read("lag.watchInterval", 30), 5, 3600) * 1000,
  /** milliseconds between two looks at locks that somebody sees */
  locksInterval: (): number => clamp(read("locks.interval", 2), 1, 3600) * 1000,
  /** milliseconds between two looks at locks that are watched in the background */
  lockWatchInterval: (): number => clamp(read("locks.watchInterval", 10), 2, 3600) * 1000,
  of: <T extends string | number | boolean>(system: string, name: string, fallback: T): T =>
    read(`${system}.${name}`, fallback),
};

function read<T extends string | number | boolean>(name: string, fallback: T): T {
  const value = workspace.getConfiguration(SECTION).get<T>(name);
  return typeof value === typeof fallback && value !== undefined ? value : fallback;
}

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.floor(value) || least));
