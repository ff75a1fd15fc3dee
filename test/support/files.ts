import { readdirSync } from "node:fs";
import { join, sep } from "node:path";

/** The files below `folder` whose names end with `ending`, in a stable order. */
export function filesEnding(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("node_modules"))
    .sort();
}

/** Parts of the names of the test files that are wanted; none means all. */
export type Only = readonly string[];

/** The tests of a stage. Throws where there is none, so that nothing passes for want of tests. */
export function testFiles(ending: string, only: Only = []): string[] {
  const found = filesEnding("test", ending).filter(
    (file) => only.length === 0 || only.some((part) => file.split(sep).join("/").includes(part)),
  );
  if (found.length === 0) throw new Error(`No tests: test/**/${only.join(" or ")}*${ending}`);
  return found;
}
