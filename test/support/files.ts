import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The files below `folder` whose names end with `ending`, in a stable order. */
export function filesEnding(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("node_modules"))
    .sort();
}
