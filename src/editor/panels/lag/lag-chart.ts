import { shown } from "../../../core/bytes";
import { type Reader, render } from "../../../core/render";
import { text } from "../../../core/text";
import type { GroupLag, PartitionLag, TrendPoint } from "../../../lag/snapshot";
import type { Section, Series } from "../../../panel/protocol";
import { groupBy } from "../group-by";

/** Lines at most: more could not be told apart. */
const LINES = 8;

/** The lag over time: a line for each topic; where there is one topic only, for its worst partitions. */
export function lagChart(group: GroupLag, reader: Reader): Section | undefined {
  const times = group.trend.map((point) => point.at);
  if (times.length < 2) return undefined;
  const byTopic = groupBy(group.partitions, (partition) => partition.sample.topic);
  const lines = byTopic.size > 1 ? topicLines(byTopic, times) : partitionLines(group.partitions, times);
  const all: Series = { label: render(text("all partitions"), reader), values: valuesAt(times, group.trend) };
  return {
    kind: "chart",
    id: "chart",
    title: render(text("Lag over time"), reader),
    unit: render(text("records"), reader),
    times,
    series: lines.length > 1 ? [all, ...lines] : [all],
  };
}

function topicLines(byTopic: ReadonlyMap<string, readonly PartitionLag[]>, times: readonly number[]): Series[] {
  return worst(
    [...byTopic].map(([topic, partitions]) => {
      // A partition that nothing was ever committed to has no lag: it does not hide that of the others.
      const known = partitions.filter(({ trend }) => trend.some((point) => point.lag !== null));
      const none = times.map(() => null);
      return {
        label: shown(topic),
        values:
          known.map(({ trend }) => valuesAt(times, trend)).reduce<(number | null)[] | undefined>(plus, undefined) ??
          none,
      };
    }),
  );
}

function partitionLines(partitions: readonly PartitionLag[], times: readonly number[]): Series[] {
  return worst(
    partitions.map(({ sample, trend }) => ({ label: sample.partition.toString(), values: valuesAt(times, trend) })),
  );
}

const worst = (lines: readonly Series[]): Series[] =>
  [...lines].sort((one, other) => last(other) - last(one)).slice(0, LINES - 1);

const last = ({ values }: Series): number => values.findLast((value) => value !== null) ?? -1;

/** What is not known in one is not known in the sum. */
function plus(one: (number | null)[] | undefined, other: (number | null)[]): (number | null)[] {
  return other.map((more, index) => {
    const value = one ? (one[index] ?? null) : 0;
    return value === null || more === null ? null : value + more;
  });
}

function valuesAt(times: readonly number[], trend: readonly TrendPoint[]): (number | null)[] {
  const known = new Map(trend.map((point) => [point.at, point.lag]));
  return times.map((time) => known.get(time) ?? null);
}
