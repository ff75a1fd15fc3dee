import { type Address, segmentText } from "../core/address";
import { shown } from "../core/bytes";

/** The components of an absolute path: `["user", "hadoop"]` is `/user/hadoop`, `[]` is `/`. */
export type Path = readonly string[];

/** The path that an address stands for; undefined where HDFS cannot hold such a name. */
export function pathOf(address: Address): Path | undefined {
  const segments = address.path.at(-1) === "" ? address.path.slice(0, -1) : address.path;
  const path: string[] = [];
  for (const segment of segments) {
    const component = segmentText(segment);
    if (component === undefined || !isComponent(component)) return undefined;
    path.push(component);
  }
  return path;
}

/** `.`, `..` and a slash inside a name would silently lead to another file. */
function isComponent(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name) && name.isWellFormed();
}

/** For a request: each component percent-encoded on its own. */
export const encodePath = (path: Path): string => `/${path.map(encodeURIComponent).join("/")}`;

/** As a person writes it. */
export const showPath = (path: Path): string => `/${path.map(shown).join("/")}`;

/** The path as the package `webhdfs` takes it, and back. A component never holds a slash. */
export const joinPath = (path: Path): string => `/${path.join("/")}`;
export const splitPath = (joined: string): Path => (joined === "/" ? [] : joined.slice(1).split("/"));
