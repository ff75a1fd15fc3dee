/**
 * A field named `locks.masters` stands in the settings as `"locks": { "masters": … }`; everywhere else it is a field like
 * any other. These two turn the one into the other.
 */

/** `{ locks: { masters: [] } }` → `{ "locks.masters": [] }`, for the objects that the names speak of. */
export function flattened(names: readonly string[], raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const groups = groupsOf(names);
  const flat: [string, unknown][] = [];
  for (const [key, value] of Object.entries(raw)) {
    if (!groups.has(key) || !isObject(value)) flat.push([key, value]);
    else for (const [inner, part] of Object.entries(value)) flat.push([`${key}.${inner}`, part]);
  }
  return Object.fromEntries(flat);
}

/** The way back; the order is that of the first field of each object. */
export function nested<T>(flat: Readonly<Record<string, T>>): Record<string, T | Record<string, T>> {
  const groups = new Map<string, [string, T][]>();
  for (const [name, value] of Object.entries(flat)) {
    if (!name.includes(".")) continue;
    const group = groupOf(name);
    groups.set(group, [...(groups.get(group) ?? []), [name.slice(group.length + 1), value]]);
  }
  return Object.fromEntries(
    Object.entries(flat).map(([name, value]): [string, T | Record<string, T>] => {
      const parts = name.includes(".") ? groups.get(groupOf(name)) : undefined;
      return parts ? [groupOf(name), Object.fromEntries(parts)] : [name, value];
    }),
  );
}

/** The names of the objects: `locks`. */
export const groupsOf = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.filter((name) => name.includes(".")).map(groupOf));

const groupOf = (name: string): string => name.slice(0, name.indexOf("."));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
