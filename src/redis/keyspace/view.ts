import { filterNames } from "./filter";
import { type Level, type Names, walkLevel } from "./level";
import { inSlices } from "./slices";

/** Levels that are remembered: those that are open at the same time and are paged through. */
const LEVELS = 6;
const FILTERS = 2;

/** Sorted names at one moment, and what was found out about them. It never changes; later names are another view. */
export class View {
  private readonly levels = new Map<string, Level>();
  private readonly filtered = new Map<string, View>();

  constructor(readonly names: Names) {}

  /** What is left of it by a filter; itself without one. */
  async matching(filter: string | undefined, signal: AbortSignal): Promise<View> {
    const wanted = filter?.trim().toLowerCase();
    if (!wanted) return this;
    return remembered(this.filtered, FILTERS, wanted, async () => {
      return new View(await inSlices(filterNames(this.names, wanted), signal));
    });
  }

  /** What is directly below a prefix. */
  level(prefix: Uint8Array, delimiter: Uint8Array, signal: AbortSignal): Promise<Level> {
    const key = [prefix, delimiter].map((part) => Buffer.from(part).toString("hex")).join("/");
    return remembered(this.levels, LEVELS, key, () => inSlices(walkLevel(this.names, prefix, delimiter), signal));
  }
}

/** The value of a key, computed once; the oldest are forgotten. */
async function remembered<T>(known: Map<string, T>, most: number, key: string, compute: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = await compute();
  known.set(key, value);
  for (const oldest of known.keys()) if (known.size > most) known.delete(oldest);
  return value;
}
