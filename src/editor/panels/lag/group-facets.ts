import { type Reader, render } from "../../../core/render";
import { text } from "../../../core/text";
import { type GroupLag, VERDICTS } from "../../../lag/snapshot";
import type { Facet } from "../../../panel/protocol";
import { countBy } from "../group-by";
import { VERDICT_TONES, VERDICT_WORDS } from "./verdict-words";

export const topicsOf = ({ partitions }: GroupLag): string[] => [
  ...new Set(partitions.map((partition) => partition.sample.topic)),
];

/** What the table can be narrowed by, with how many groups there are of each. */
export function groupFacets(groups: readonly GroupLag[], reader: Reader): Facet[] {
  const verdicts = countBy(groups, ({ verdict }) => [verdict.state]);
  const types = countBy(groups, ({ sample }) => [sample.type ?? ""]);
  const topics = countBy(groups, topicsOf);
  const byName = (counts: Map<string, number>) => [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    {
      id: "verdict",
      label: render(text("Verdict"), reader),
      options: VERDICTS.filter((state) => verdicts.has(state)).map((state) => ({
        value: state,
        label: render(VERDICT_WORDS[state], reader),
        count: verdicts.get(state) ?? 0,
        tone: VERDICT_TONES[state],
      })),
    },
    {
      id: "type",
      label: render(text("Type"), reader),
      options: byName(types).map(([value, number]) => ({
        value,
        label: value || render(text("unknown"), reader),
        count: number,
      })),
    },
    {
      id: "topic",
      label: render(text("Topic"), reader),
      options: byName(topics).map(([value, number]) => ({ value, label: value, count: number })),
    },
  ];
}
