import { matcher } from "../core/matcher";
import type { Cell, Choices, Row } from "./protocol";

/** What a cell says in words. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  if (typeof cell === "string") return cell;
  return "text" in cell ? cell.text : "";
}

/** Whether one of a row's texts has what is looked for: the texts of its cells, and each line of its `search`. */
export function rowMatcher(filter: string): (row: Row) => boolean {
  if (filter.trim() === "") return () => true;
  const matches = matcher(filter);
  return ({ cells, search }) => {
    for (const id in cells) if (matches(cellText(cells[id]))) return true;
    return search?.split("\n").some(matches) ?? false;
  };
}

type Chosen = Choices["facets"];

/** One of the chosen values in each facet; a facet without a choice lets every row through. */
export function facetMatcher(chosen: Chosen): (row: Row) => boolean {
  const wanted = Object.entries(chosen)
    .filter(([, values]) => values.length > 0)
    .map(([id, values]) => ({ id, values: new Set(values) }));
  return ({ facets }) => wanted.every(({ id, values }) => facets?.[id]?.some((value) => values.has(value)));
}

export function filterRows(
  rows: readonly Row[],
  { filter, facets }: Pick<Choices, "filter" | "facets">,
): readonly Row[] {
  if (!isNarrowed({ filter, facets })) return rows;
  const byText = rowMatcher(filter);
  const byFacet = facetMatcher(facets);
  return rows.filter((row) => byFacet(row) && byText(row));
}

export const isNarrowed = ({ filter, facets }: Pick<Choices, "filter" | "facets">): boolean =>
  filter.trim() !== "" || Object.values(facets).some((values) => values.length > 0);
