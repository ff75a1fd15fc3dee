import type { PartitionSample } from "../../../core/lag-source";
import { type Reader, render } from "../../../core/render";
import { count, type Text, text } from "../../../core/text";
import type { Cell, Mark } from "../../../panel/protocol";
import { problemWord } from "./figures";

/** From the first to the last of the offsets: also where the commit is behind the log's start or beyond its end. */
export function barCell(sample: PartitionSample, reader: Reader): Cell | undefined {
  const { logStart, committed, lastStable, end, lag } = sample;
  if (logStart === undefined || end === undefined) return undefined;
  const known = [logStart, committed, lastStable, end].filter((value) => value !== undefined);
  const sorted = known.sort((one, other) => (one < other ? -1 : 1));
  const [from = logStart, to = end] = [sorted[0], sorted.at(-1)];
  const at = (value: bigint): number =>
    to === from ? 0 : Number(((value - from) * 1_000_000n) / (to - from)) / 1_000_000;
  // The legend has one name for each kind of mark: the labels differ from row to row.
  const mark = (value: bigint | undefined, legend: Text, label: (offset: Text) => Text, more: Partial<Mark>): Mark[] =>
    value === undefined
      ? []
      : [{ at: at(value), label: render(label(count(value)), reader), legend: render(legend, reader), ...more }];
  const marks = [
    ...mark(logStart, text("Log Start"), (offset) => text("log start {0}", offset), { shape: "start" }),
    ...mark(committed, text("Committed"), (offset) => text("committed {0}", offset), {
      shape: "dot",
      ...(committed !== undefined && committed < logStart ? { tone: "error" } : {}),
    }),
    ...mark(lastStable, text("Last Stable"), (offset) => text("last stable {0}", offset), { shape: "ring" }),
    ...mark(end, text("End"), (offset) => text("end {0}", offset), { shape: "end" }),
  ];
  return {
    kind: "bar",
    marks,
    ...(committed !== undefined && committed < end ? { fill: [at(committed), at(end)] } : {}),
    title: [
      ...marks.map(({ label }) => label),
      ...(sample.problem ? [render(problemWord(sample.problem), reader)] : []),
    ].join(" · "),
    ...(lag === undefined ? { tone: "muted" } : {}),
  };
}
